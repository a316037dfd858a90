import { changed, got } from "./faults";

const COUNT =
  "must be 1, 3 or 5 (got %). Use 3: two of them can go on without the third. An even number survives no more than the odd one below it.";

const HOSTING =
  "It says where the servers are: tasks of ECS, EC2 instances, HCP, or elsewhere, where somebody else runs them.";

const SECRET =
  "must be the ARN of a secret in Secrets Manager or of an SSM parameter, never the value. Store the value there and give 'arn:aws:secretsmanager:...'.";

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
      { hosting: "hcp", existing: { clusterId: "consul", bootstrapToken: { secretArn: [TOKEN] } } },
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
