import { EXISTING, faults, good } from "./faults";

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
