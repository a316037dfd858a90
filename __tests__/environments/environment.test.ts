import { EXISTING, changed, faults, got } from "./faults";

const servers = (change: object) => changed({ servers: { hosting: "fargate", ...change } });

const FARGATE_KEYS = "'hosting', 'count', 'persistent', 'snapshots', 'tls', 'datacenter' and 'acls'";

const NAME =
  "must be 1 to 13 lower case letters, digits and hyphens, the first a letter, the last no hyphen (got %). The name of a load balancer begins with it, and AWS allows 32 characters there.";

const REGION = "must be a region of AWS (got %). Give its code, such as 'eu-central-1', without the letter of a zone.";

const ACCOUNT =
  "must be the 12 digits of an AWS account, as a text (got %). Write it as '123456789012', zeros at its beginning included.";

const COUNT =
  "must be 1, 3 or 5 (got %). Use 3: two of them can go on without the third. An even number survives no more than the odd one below it.";

const BACKEND = "It says where Terraform keeps the state: in a file, in a bucket, or in a workspace.";

const TAG_KEY =
  "must have a key of 1 to 128 letters, digits, spaces and the characters _ . : / = + - @ that does not begin with 'aws:'. AWS keeps that prefix for its own tags, and takes no other key.";

const TAG_VALUE =
  "must be a text of at most 256 letters, digits, spaces and the characters _ . : / = + - @ (got %). AWS takes no other value of a tag. Write numbers in quotes.";

describe("an environment", () => {
  test.each<[object, string]>([
    [{ name: undefined }, NAME.replace("must", "is missing: it must").replace(" (got %)", "")],
    [{ name: "fourteen-chars" }, got(NAME, '"fourteen-chars"')],
    [{ name: "Mesh" }, got(NAME, '"Mesh"')],
    [{ name: "mesh-" }, got(NAME, '"mesh-"')],
    [{ name: 7 }, got(NAME, "7")],
    [{ name: null }, got(NAME, "null")],
    [{ region: "europe" }, got(REGION, '"europe"')],
    [{ region: "us-east-1a" }, got(REGION, '"us-east-1a"')],
    [{ accountId: 123456789012 }, got(ACCOUNT, "123456789012")],
    [{ accountId: "12345678901" }, got(ACCOUNT, '"12345678901"')],
    [{ tags: { "aws:owner": "me" } }, `["aws:owner"] ${TAG_KEY}`],
    [{ tags: { "AWS:owner": "me" } }, `["AWS:owner"] ${TAG_KEY}`],
    [{ tags: { "": "me" } }, `[""] ${TAG_KEY}`],
    [{ tags: { owner: "x".repeat(257) } }, `.owner ${got(TAG_VALUE, `"${"x".repeat(80)}..."`)}`],
    [{ tags: { owner: 7 } }, `.owner ${got(TAG_VALUE, "7")}`],
    [{ tags: "owner" }, `must be an object (got "owner"). Write it as '{ key: value }'.`],
    [
      { tags: Object.fromEntries(Array.from({ length: 45 }, (_, index) => [`key-${index}`, ""])) },
      "must be at most 44 (got 45). AWS allows 50, of which a task of the mesh has six of its own.",
    ],
    [
      { release: undefined },
      "is missing: it must be '0.10' or '0.6'. Take '0.10', unless tasks of line 0.6 run already.",
    ],
    [
      { release: "constructor" },
      `must be '0.10' or '0.6' (got "constructor"). Take '0.10', unless tasks of line 0.6 run already.`,
    ],
    [
      { application: "Example" },
      `must be the name of a file in applications/, without its ending (got "Example"). Say 'none' for a mesh without an application.`,
    ],
    [
      { configEntries: "delivr" },
      `must be 'deliver', 'bootstrap', 'files' or 'terraform' (got "delivr"). Leave it out to have them delivered from inside the mesh. Did you mean 'deliver'?`,
    ],
    [
      { logs: { kmsKeyArn: "alias/logs" } },
      `.kmsKeyArn must be the ARN of a KMS key (got "alias/logs"). Give 'arn:aws:kms:<region>:<account>:key/<id>', not an id or an alias.`,
    ],
    [{ executeCommand: "yes" }, `must be true or false (got "yes"). Write it without quotes.`],
    [{ rollAfterLoss: "yes" }, `must be true or false (got "yes"). Write it without quotes.`],
  ])("%j is refused", (change, message) => {
    const [key] = Object.keys(change);
    const path = /^[.[]/.test(message) ? `${key}${message}` : `${key} ${message}`;
    expect(changed(change)).toEqual([path]);
  });

  test.each<[object]>([
    [{ name: "m" }],
    [{ name: "thirteen-char" }],
    [{ region: "eusc-de-east-1" }],
    [{ region: "us-gov-west-1" }],
    [{ region: "us-isob-east-1" }],
    [{ accountId: "000000000000" }],
    [{ tags: { ["x".repeat(128)]: "y".repeat(256), "Kosten stelle/ä": "" } }],
    [{ tags: Object.fromEntries(Array.from({ length: 44 }, (_, index) => [`key-${index}`, ""])) }],
    [{ application: "my-app" }],
  ])("%j passes", (change) => {
    expect(changed(change)).toEqual([]);
  });

  test.each<[unknown, string]>([
    [undefined, "it is missing: it must be an object. Write it as '{ key: value }'."],
    ["dev", "it must be an object (got \"dev\"). Write it as '{ key: value }'."],
    [[], "it must be an object (got an empty list). Write it as '{ key: value }'."],
  ])("that is %j is refused", (environment, message) => {
    expect(faults(environment)).toEqual([message]);
  });
});

describe("keys that nobody knows", () => {
  test.each<[object, string]>([
    [
      { colour: "red" },
      "colour is not known: the keys there are 'name', 'region', 'accountId', 'tags', 'release', 'servers', 'secondDatacenter', 'tasks', 'network', 'application', 'configEntries', 'rollAfterLoss', 'logs', 'executeCommand', 'containerInsights' and 'backend'. Remove it.",
    ],
    [
      { servers: { hosting: "fargate", acl: true } },
      `servers.acl is not known: the keys there are ${FARGATE_KEYS}. Did you mean 'acls'?`,
    ],
    [
      { servers: { hosting: "fargate", Persistant: true } },
      `servers.Persistant is not known: the keys there are ${FARGATE_KEYS}. Did you mean 'persistent'?`,
    ],
    [
      { network: { zones: 2 } },
      "network.zones is not known: the keys there are 'cidr', 'availabilityZones', 'natGateways' and 'flowLogs'. Remove it.",
    ],
    [
      { network: { ...EXISTING, "vpc cidr": "" } },
      `network["vpc cidr"] is not known: the keys there are 'vpcId', 'publicSubnetIds', 'privateSubnetIds', 'vpcCidr', 'publicRouteTableIds' and 'privateRouteTableIds'. Did you mean 'vpcCidr'?`,
    ],
    [{ backend: { type: "local", path: "." } }, "backend.path is not known: the keys there are 'type'. Remove it."],
  ])("%j are refused, with those that there are", (change, message) => {
    expect(changed(change)).toEqual([message]);
  });

  test("are told one by one, with everything else that is wrong", () => {
    expect(servers({ acl: true, size: 3, count: 2 })).toEqual([
      `servers.count ${got(COUNT, "2")}`,
      `servers.acl is not known: the keys there are ${FARGATE_KEYS}. Did you mean 'acls'?`,
      `servers.size is not known: the keys there are ${FARGATE_KEYS}. Remove it.`,
    ]);
  });
});

describe("tasks and backend", () => {
  test.each<[object, string[]]>([
    [
      { tasks: { launchType: "EC2" } },
      [`tasks.launchType must be 'fargate' or 'ec2' (got "EC2"). Leave tasks out for Fargate. Did you mean 'ec2'?`],
    ],
    [
      { tasks: { launchType: "ec2", minInstances: -1, maxInstances: Infinity } },
      [
        "tasks.minInstances must be a whole number, 0 or more (got -1). Leave it out for none.",
        "tasks.maxInstances must be a whole number, 1 or more (got Infinity). Leave it out for 4.",
      ],
    ],
    [
      { tasks: { launchType: "ec2", maxInstances: 0 } },
      ["tasks.maxInstances must be a whole number, 1 or more (got 0). Leave it out for 4."],
    ],
    [
      { tasks: { launchType: "ec2", minInstances: 5 } },
      ["tasks.maxInstances must not be less than minInstances (got 4 and 5). Raise maxInstances."],
    ],
    [{ backend: undefined }, [`backend is missing: it must be an object with the key 'type'. ${BACKEND}`]],
    [{ backend: { type: "git" } }, [`backend.type must be 'local', 's3' or 'cloud' (got "git"). ${BACKEND}`]],
    [
      { backend: { type: "s3", region: "eu-central-1" } },
      [
        "backend.bucket is missing: it must be the name of a bucket: 3 to 63 lower case letters, digits, dots and hyphens. Name a bucket that exists: the stack does not make it.",
      ],
    ],
    [
      { backend: { type: "cloud", organization: "", workspace: "mesh" } },
      [
        `backend.organization must be a text that is not empty (got ""). Give the name of the organisation, which must exist.`,
      ],
    ],
  ])("%j is refused", (change, messages) => {
    expect(changed(change)).toEqual(messages);
  });

  test.each<[object]>([
    [{ tasks: { launchType: "ec2", minInstances: 4, maxInstances: 4 } }],
    [{ backend: { type: "s3", bucket: "abc", region: "eusc-de-east-1" } }],
    [{ backend: { type: "cloud", organization: "acme", workspace: "mesh", hostname: "tfe.example.com" } }],
  ])("%j passes", (change) => {
    expect(changed(change)).toEqual([]);
  });
});
