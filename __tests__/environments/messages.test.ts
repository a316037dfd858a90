import { EnvironmentError, loadEnvironments } from "../../environments";

const good = {
  name: "mesh",
  region: "eu-central-1",
  release: "0.10",
  servers: { hosting: "fargate" },
  backend: { type: "local" },
};

/** What is said of an environment, line by line. */
function faults(environment: unknown): string[] {
  try {
    loadEnvironments({ test: environment });
    return [];
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    const [head, ...lines] = error.message.split("\n");
    expect(head).toBe("The environment 'test' is not right:");
    return lines.map((line) => line.replace(/^ {2}- /, ""));
  }
}

const changed = (change: object) => faults({ ...good, ...change });
const servers = (change: object) => changed({ servers: { hosting: "fargate", ...change } });
const joined = (change: object, second: object = {}) =>
  changed({ servers: { hosting: "fargate", tls: "brought", ...change }, secondDatacenter: second });

const FARGATE_KEYS = "'hosting', 'count', 'persistent', 'snapshots', 'tls', 'datacenter' and 'acls'";
const NAME =
  "must be 1 to 13 lower case letters, digits and hyphens, the first a letter, the last no hyphen (got %). The name of a load balancer begins with it, and AWS allows 32 characters there.";
const REGION = "must be a region of AWS (got %). Give its code, such as 'eu-central-1', without the letter of a zone.";
const ACCOUNT =
  "must be the 12 digits of an AWS account, as a text (got %). Write it as '123456789012', zeros at its beginning included.";
const COUNT =
  "must be 1, 3 or 5 (got %). Use 3: two of them can go on without the third. An even number survives no more than the odd one below it.";
const HOSTING =
  "It says where the servers are: tasks of ECS, EC2 instances, HCP, or elsewhere, where somebody else runs them.";
const BACKEND = "It says where Terraform keeps the state: in a file, in a bucket, or in a workspace.";
const TAG_KEY =
  "must have a key of 1 to 128 letters, digits, spaces and the characters _ . : / = + - @ that does not begin with 'aws:'. AWS keeps that prefix for its own tags, and takes no other key.";
const TAG_VALUE =
  "must be a text of at most 256 letters, digits, spaces and the characters _ . : / = + - @ (got %). AWS takes no other value of a tag. Write numbers in quotes.";
const NETWORKS =
  "network must be a network that is made, with the keys 'cidr', 'availabilityZones' and 'natGateways', or one that exists, with the keys 'vpcId', 'publicSubnetIds', 'privateSubnetIds', 'vpcCidr', 'publicRouteTableIds' and 'privateRouteTableIds' (got %). Remove the keys of the one that is not meant.";
const MADE = (cidr: string) =>
  `must be an IPv4 range, a /16 to a /25, with no bit set after the prefix (got %). Write it as '${cidr}'.`;
const SECRET =
  "must be the ARN of a secret in Secrets Manager or of an SSM parameter, never the value. Store the value there and give 'arn:aws:secretsmanager:...'.";
const LABEL =
  "must be lower case letters, digits and hyphens, with no hyphen at an end, because it is part of host names (got %). Choose a short name, such as 'dc2'.";

const got = (text: string, value: string) => text.replace("%", value);
const VPC = "vpc-0a1b2c3d";
const EXISTING = {
  vpcId: VPC,
  publicSubnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
  privateSubnetIds: ["subnet-2a1b2c3d"],
};

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
      "colour is not known: the keys there are 'name', 'region', 'accountId', 'tags', 'release', 'servers', 'secondDatacenter', 'tasks', 'network', 'application', 'configEntries', 'rollAfterLoss' and 'backend'. Remove it.",
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
      "network.zones is not known: the keys there are 'cidr', 'availabilityZones' and 'natGateways'. Remove it.",
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

describe("servers", () => {
  test.each<[unknown, string[]]>([
    [undefined, [`servers is missing: it must be an object with the key 'hosting'. ${HOSTING}`]],
    ["fargate", [`servers must be an object with the key 'hosting' (got "fargate"). ${HOSTING}`]],
    [{}, [`servers.hosting is missing: it must be 'fargate', 'ec2', 'hcp' or 'external'. ${HOSTING}`]],
    [
      { hosting: "two-datacenters" },
      [`servers.hosting must be 'fargate', 'ec2', 'hcp' or 'external' (got "two-datacenters"). ${HOSTING}`],
    ],
    [
      { hosting: "EC2" },
      [`servers.hosting must be 'fargate', 'ec2', 'hcp' or 'external' (got "EC2"). ${HOSTING} Did you mean 'ec2'?`],
    ],
    [{ hosting: "ec2", count: 4 }, [`servers.count ${got(COUNT, "4")}`]],
    [{ hosting: "fargate", count: "3" }, [`servers.count ${got(COUNT, '"3"')}`]],
    [
      { hosting: "fargate", persistent: "yes" },
      [`servers.persistent must be true or false (got "yes"). Write it without quotes.`],
    ],
    [
      { hosting: "fargate", persistent: false, snapshots: true },
      [
        "servers.snapshots must be false with persistent false (got true). Leave it out, or have the servers keep their data.",
      ],
    ],
    [
      { hosting: "ec2", tls: true },
      [
        "servers.tls must be 'none', 'brought' or 'generated' (got true). With 'brought' the run is told the ARNs of the CA's secrets; 'generated' is for development, because the state keeps the CA's key.",
      ],
    ],
    [
      { hosting: "fargate", datacenter: "-rf" },
      [
        `servers.datacenter must be 1 to 64 lower case letters, digits, hyphens and underscores, the first a letter or a digit (got "-rf"). Choose a short name, such as 'dc1'.`,
      ],
    ],
    [
      { hosting: "ec2", uiCidrBlocks: ["everybody", "10.8.0.1/16"] },
      ["everybody", "10.8.0.1/16"].map(
        (range, index) =>
          `servers.uiCidrBlocks[${index}] must be an IPv4 range, a /1 to a /32, with no bit set after the prefix (got "${range}"). Write each as '10.8.0.0/16'.`,
      ),
    ],
    [
      { hosting: "ec2", uiCidrBlocks: "10.8.0.0/16" },
      [`servers.uiCidrBlocks must be a list (got "10.8.0.0/16"). Write it as ['10.8.0.0/16'].`],
    ],
    [
      { hosting: "ec2", instanceType: "large" },
      [`servers.instanceType must be an instance type of EC2 (got "large"). Give for example 'm6i.large'.`],
    ],
    [
      { hosting: "hcp", acls: false, tier: "starndard" },
      [
        "servers.acls must be true (got false). The servers of HCP always ask for tokens: leave it out.",
        `servers.tier must be 'development', 'standard', 'plus' or 'premium' (got "starndard"). Leave it out for the smallest. Did you mean 'standard'?`,
      ],
    ],
    [
      { hosting: "external", hosts: "https://consul:8501", httpPort: 0 },
      [
        `servers.hosts must be one address without scheme and port (got "https://consul:8501"). Give the host alone, such as 'consul.example.com', and the ports in httpPort and grpcPort.`,
        "servers.httpPort must be a whole number from 1 to 65535 (got 0). Leave it out for Consul's own port.",
      ],
    ],
    [
      { hosting: "external", retryJoin: [], secretsKmsKeyArn: "alias/consul" },
      [
        "servers.retryJoin must be a list of one or more (got an empty list). Write it as ['consul.example.com'].",
        `servers.secretsKmsKeyArn must be the ARN of a KMS key (got "alias/consul"). Give 'arn:aws:kms:<region>:<account>:key/<id>', not an id or an alias.`,
      ],
    ],
  ])("%j are refused", (data, messages) => {
    expect(changed({ servers: data })).toEqual(messages);
  });

  test.each<[object]>([
    [{ hosting: "fargate", datacenter: "a".repeat(64) }],
    [{ hosting: "ec2", uiCidrBlocks: ["10.8.0.0/1".replace("10.8", "0.0"), "10.8.0.1/32"] }],
    [{ hosting: "external", hosts: "exec=discover -q addrs provider=aws", httpAddress: "consul.example.com:8500" }],
    [{ hosting: "external", hosts: "2001:db8::1", httpAddress: "https://[2001:db8::1]:8501/", grpcPort: 65535 }],
    [{ hosting: "external", bootstrapTokenSecretArn: "arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter/token" }],
  ])("%j pass", (data) => {
    expect(changed({ servers: data })).toEqual([]);
  });

  const TOKEN = "8b1247c5-6f28-4b9c-ac2f-5b2dbb8d2b1a";

  test.each<[object, string[]]>([
    [{ hosting: "external", bootstrapTokenSecretArn: TOKEN }, [`servers.bootstrapTokenSecretArn ${SECRET}`]],
    [{ hosting: "external", configEntriesTokenSecretArn: TOKEN }, [`servers.configEntriesTokenSecretArn ${SECRET}`]],
    [{ hosting: "external", tls: { caCertSecretArn: TOKEN } }, [`servers.tls.caCertSecretArn ${SECRET}`]],
    [
      { hosting: "external", httpAddress: `https://user:${TOKEN}@consul.example.com` },
      [
        "servers.httpAddress must be a host, with 'http://' or 'https://' before it and a port after it where they are not Consul's own. Give the whole address, such as 'https://consul.example.com:8501', without a user.",
      ],
    ],
    [
      { hosting: "hcp", existing: { clusterId: "consul", bootstrapToken: TOKEN } },
      [
        "servers.existing.bootstrapToken must be 'replace' or an object with the ARN of the token's secret. Write it as { secretArn: 'arn:aws:secretsmanager:...' }; 'replace' invalidates the token that is in use.",
      ],
    ],
    [
      { hosting: "hcp", existing: { clusterId: "consul", bootstrapToken: { secretArn: TOKEN } } },
      [`servers.existing.bootstrapToken.secretArn ${SECRET}`],
    ],
    [
      { hosting: "fargate", acls: { token: TOKEN } },
      ["servers.acls must be true or false (got an object with 'token'). Write it without quotes."],
    ],
  ])("a secret is not repeated, whoever wrote it where none belongs (%#)", (data, messages) => {
    const told = changed({ servers: data });
    expect(told).toEqual(messages);
    expect(told.join()).not.toContain(TOKEN);
  });
});

describe("a second datacenter", () => {
  test.each<[string, string[], string[]]>([
    [
      "with another hosting",
      changed({ servers: { hosting: "ec2" }, secondDatacenter: {} }),
      [
        `secondDatacenter needs servers.hosting 'fargate' (got "ec2"). Leave secondDatacenter out, or change the hosting.`,
      ],
    ],
    [
      "without TLS",
      joined({ tls: "none" }),
      [
        `servers.tls must be 'brought' or 'generated' with secondDatacenter (got "none"). Mesh gateways tell the servers of datacenters apart by the names of TLS: say tls: 'brought'.`,
      ],
    ],
    [
      "of the first one's name",
      joined({}, { datacenter: "dc1" }),
      [
        `secondDatacenter.datacenter must be another than servers.datacenter (got "dc1"). Give the datacenters two names.`,
      ],
    ],
    [
      "of a name that is no label of a host name",
      joined({}, { datacenter: "dc_2" }),
      [`secondDatacenter.datacenter ${got(LABEL, '"dc_2"')}`],
    ],
    [
      "beside a first one whose name is no label",
      joined({ datacenter: "dc_1" }),
      [
        `servers.datacenter with secondDatacenter must be lower case letters, digits and hyphens, with no hyphen at an end, because it is part of host names (got "dc_1"). Choose a short name, such as 'dc1'.`,
      ],
    ],
    [
      "of a name that is too long with that of the environment",
      joined({}, { datacenter: "north-virginia" }),
      [
        `secondDatacenter.datacenter must have at most 16 characters together with name and a hyphen, because load balancers are named after both and AWS allows 32 (got "mesh-north-virginia"). Shorten one of them.`,
      ],
    ],
    [
      "with tasks on instances",
      changed({
        servers: { hosting: "fargate", tls: "brought" },
        secondDatacenter: {},
        tasks: { launchType: "ec2" },
      }),
      [`tasks.launchType must be 'fargate' with secondDatacenter (got "ec2"). Leave tasks out.`],
    ],
    [
      "with a network that is wrong",
      joined({}, { network: { cidr: "10.1.0.0/33" } }),
      [`secondDatacenter.network.cidr ${got(MADE("10.1.0.0/16"), '"10.1.0.0/33"')}`],
    ],
  ])("%s is refused", (_, told, messages) => {
    expect(told).toEqual(messages);
  });

  test("is told of together with what single keys have wrong", () => {
    const told = changed({ region: "europe", release: undefined, secondDatacenter: { datacenter: "dc1" } });
    expect(told.map((line) => line.split(" ")[0])).toEqual([
      "region",
      "release",
      "servers.tls",
      "secondDatacenter.datacenter",
    ]);
  });

  test.each<[string, string[]]>([
    ["whose servers keep nothing", joined({ persistent: false })],
    ["with several servers in each", joined({ count: 3 })],
    ["with the longest name", joined({}, { datacenter: "frankfurt-1" })],
    ["in a network that exists", joined({}, { network: EXISTING })],
    ["with a CA for development", joined({ tls: "generated" })],
  ])("%s passes", (_, told) => {
    expect(told).toEqual([]);
  });
});

describe("a network", () => {
  const range = MADE("10.0.0.0/16");
  test.each<[unknown, string[]]>([
    [{ cidr: "10.0.0.0/33" }, [`network.cidr ${got(range, '"10.0.0.0/33"')}`]],
    [{ cidr: "10.0.0.0/15" }, [`network.cidr ${got(range, '"10.0.0.0/15"')}`]],
    [{ cidr: "10.0.0.0/26" }, [`network.cidr ${got(range, '"10.0.0.0/26"')}`]],
    [{ cidr: "10.0.1.0/16" }, [`network.cidr ${got(range, '"10.0.1.0/16"')}`]],
    [{ cidr: "10.0.0.0" }, [`network.cidr ${got(range, '"10.0.0.0"')}`]],
    [
      { availabilityZones: 1 },
      [
        "network.availabilityZones must be a whole number from 2 to 6 (got 1). A load balancer needs two; three let a quorum survive the loss of one.",
      ],
    ],
    [
      { availabilityZones: NaN },
      [
        "network.availabilityZones must be a whole number from 2 to 6 (got NaN). A load balancer needs two; three let a quorum survive the loss of one.",
      ],
    ],
    [
      { natGateways: 2 },
      [
        "network.natGateways must be 'single' or 'one-per-zone' (got 2). 'single' costs less; with 'one-per-zone' no zone depends on another.",
      ],
    ],
    [{ vpcId: VPC, cidr: "10.0.0.0/16" }, [got(NETWORKS, "'vpcId' and 'cidr'")]],
    [
      { ...EXISTING, natGateways: "single" },
      [got(NETWORKS, "'vpcId', 'publicSubnetIds', 'privateSubnetIds' and 'natGateways'")],
    ],
    [
      { vpcId: "my-vpc" },
      [
        `network.vpcId must be 'vpc-' and 8 or 17 hexadecimal digits (got "my-vpc"). Copy the id, not the name or the ARN.`,
        "network.publicSubnetIds is missing: it must be a list of 2 or more. A load balancer needs two zones. Name subnets of the VPC by their ids.",
        "network.privateSubnetIds is missing: it must be a list of one or more. Tasks and servers are put there. Name subnets of the VPC by their ids.",
      ],
    ],
    [
      { ...EXISTING, privateSubnetIds: ["subnet-0a1b2c3d", "private"] },
      [
        `network.privateSubnetIds[1] must be 'subnet-' and 8 or 17 hexadecimal digits (got "private"). Copy the id, not the name or the ARN.`,
      ],
    ],
    ["vpc-0a1b2c3d", [`network must be an object (got "vpc-0a1b2c3d"). Write it as '{ key: value }'.`]],
    [null, ["network must be an object (got null). Write it as '{ key: value }'."]],
  ])("%j is refused", (network, messages) => {
    expect(changed({ network })).toEqual(messages);
  });

  test.each<[object]>([
    [{}],
    [{ cidr: "10.0.0.0/16", availabilityZones: 6 }],
    [{ cidr: "10.0.0.0/25", availabilityZones: 2 }],
    [EXISTING],
    [{ ...EXISTING, vpcCidr: "10.7.0.0/28", privateRouteTableIds: ["rtb-0123456789abcdef0"] }],
  ])("%j passes", (network) => {
    expect(changed({ network })).toEqual([]);
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

/** Every key of every kind of environment, with a value that is right. */
const COMPLETE = [
  { ...good, accountId: "123456789012", tags: { a: "b" }, application: "none", rollAfterLoss: true, network: EXISTING },
  {
    ...good,
    servers: { hosting: "fargate", count: 1, persistent: true, snapshots: true, tls: "brought", acls: true },
    secondDatacenter: { datacenter: "dc2", network: { cidr: "10.1.0.0/16", natGateways: "single" } },
    backend: { type: "cloud", organization: "a", workspace: "b", project: "c", hostname: "d" },
  },
  {
    ...good,
    servers: { hosting: "ec2", count: 3, instanceType: "m6i.large", uiCidrBlocks: ["10.0.0.0/8"], alarms: true },
    tasks: { launchType: "ec2", architecture: "arm64", instanceType: "m6g.large", minInstances: 1, maxInstances: 2 },
    backend: { type: "s3", bucket: "states", region: "eu-central-1", key: "k" },
  },
  {
    ...good,
    servers: { hosting: "hcp", hvnCidr: "172.25.16.0/20", existing: { clusterId: "abc", bootstrapToken: "replace" } },
  },
  {
    ...good,
    servers: { hosting: "external", retryJoin: ["a"], httpPort: 1, tls: { publicHttpsCertificate: true } },
  },
];

/** Every copy of the data in which one value, at whatever depth, is another. */
function* mutants(data: unknown, other: unknown): Generator<unknown> {
  yield other;
  if (typeof data !== "object" || data === null) return;
  for (const [key, value] of Object.entries(data)) {
    for (const mutant of mutants(value, other)) {
      yield Array.isArray(data)
        ? data.map((item: unknown, index) => (`${index}` === key ? mutant : item))
        : { ...data, [key]: mutant };
    }
  }
}

const OTHERS: unknown[] = [undefined, null, true, -1, 1.5, NaN, Infinity, 10n, "", " ", "ü\n", [], [[]], {}, { a: 1 }];

test.each(OTHERS.map((other) => [other]))("wherever %p stands, it passes or is told in our own words", (other) => {
  for (const complete of COMPLETE) {
    expect(faults(complete)).toEqual([]);
    for (const mutant of mutants(complete, other)) {
      for (const line of faults(mutant)) {
        expect(line).toMatch(
          /^[^ ]+ (must|is missing: it must|is not known:|needs|with secondDatacenter must) .+[.?]$/,
        );
        expect(line).not.toMatch(/Invalid|expected|received|discriminator|undefined|\[object/);
      }
    }
  }
});
