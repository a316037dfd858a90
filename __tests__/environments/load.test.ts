import {
  applicationOf,
  EnvironmentError,
  environments,
  loadEnvironments,
  type Environment,
  type EnvironmentData,
} from "../../environments";

const good: EnvironmentData = {
  name: "mesh",
  region: "eu-central-1",
  release: "0.10",
  servers: { hosting: "fargate" },
  backend: { type: "local" },
};

const load = (change: object): Environment | undefined => loadEnvironments({ test: { ...good, ...change } })[0];

describe("the environments of the project", () => {
  const byName = Object.fromEntries(environments().map((environment) => [environment.stack, environment]));

  test("are right, those of development first", () => {
    expect(Object.keys(byName)).toEqual([
      "dev",
      "dev-client-agent",
      "staging",
      "prod",
      "hcp",
      "two-datacenters",
      "two-datacenters-client-agent",
    ]);
  });

  test("show both lines on Fargate, where the server keeps its data and has snapshots", () => {
    const servers = { hosting: "fargate", count: 1, persistent: true, snapshots: true, acls: true };
    expect(byName.dev).toMatchObject({ release: "0.10", servers });
    expect(byName["dev-client-agent"]).toMatchObject({ release: "0.6", servers });
  });

  test("show both ways to join datacenters", () => {
    const joined = { servers: { hosting: "fargate", tls: "brought" }, secondDatacenter: { datacenter: "dc2" } };
    expect(byName["two-datacenters"]).toMatchObject({ release: "0.10", ...joined });
    expect(byName["two-datacenters-client-agent"]).toMatchObject({ release: "0.6", ...joined });
  });

  test("run the example, but for staging and prod, which wait for an application of one's own", () => {
    const withoutExample = Object.values(byName).filter(({ application }) => application !== "example");
    expect(withoutExample.map(({ stack, application }) => [stack, application])).toEqual([
      ["staging", "none"],
      ["prod", "none"],
    ]);
  });

  test("all have their configuration entries delivered from inside", () => {
    expect(new Set(Object.values(byName).map(({ configEntries }) => configEntries))).toEqual(new Set(["deliver"]));
  });
});

describe("what is left out gets its default", () => {
  test("of an environment", () => {
    expect(load({})).toEqual({
      ...good,
      stack: "test",
      tags: {},
      servers: {
        hosting: "fargate",
        count: 1,
        persistent: true,
        snapshots: true,
        tls: "none",
        datacenter: "dc1",
        acls: true,
      },
      tasks: { launchType: "fargate" },
      network: { cidr: "10.0.0.0/16", availabilityZones: 3, natGateways: "single", flowLogs: false },
      application: "none",
      configEntries: "deliver",
      rollAfterLoss: false,
      logs: { retentionDays: 365 },
      executeCommand: false,
      containerInsights: false,
    });
  });

  test.each<[string, object]>([
    [
      "ec2",
      { count: 3, architecture: "x86_64", tls: "none", uiCidrBlocks: [], snapshots: true, alarms: false, acls: true },
    ],
    ["hcp", { acls: true, hvnCidr: "172.25.16.0/20", tier: "development", publicEndpoint: false }],
    ["external", { acls: true }],
  ])("of servers with the hosting %s", (hosting, defaults) => {
    expect(load({ servers: { hosting } })?.servers).toEqual({ hosting, datacenter: "dc1", ...defaults });
  });

  test("of a second datacenter", () => {
    const change = { servers: { hosting: "fargate", tls: "brought" }, secondDatacenter: {} };
    expect(load(change)?.secondDatacenter).toEqual({
      datacenter: "dc2",
      network: { cidr: "10.1.0.0/16", availabilityZones: 3, natGateways: "single", flowLogs: false },
    });
  });

  test("of tasks on EC2", () => {
    expect(load({ tasks: { launchType: "ec2" } })?.tasks).toEqual({
      launchType: "ec2",
      architecture: "x86_64",
      minInstances: 0,
      maxInstances: 4,
      eniTrunking: false,
    });
  });

  test("of snapshots: as the servers keep their data", () => {
    expect(load({ servers: { hosting: "fargate", persistent: false } })?.servers).toMatchObject({ snapshots: false });
    expect(load({ servers: { hosting: "fargate", snapshots: false } })?.servers).toMatchObject({
      persistent: true,
      snapshots: false,
    });
  });
});

test.each<[object]>([
  [{ accountId: "012345678901" }],
  [{ tags: { Team: "payments", "cost:centre": "" } }],
  [{ application: "payments" }],
  [{ configEntries: "bootstrap" }],
  [{ configEntries: "files" }],
  [{ configEntries: "terraform" }],
  [{ rollAfterLoss: true }],
  [{ logs: { retentionDays: 30, kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/1a2b" } }],
  [{ executeCommand: true, containerInsights: true, network: { flowLogs: true } }],
  [{ network: { cidr: "10.9.0.0/20", availabilityZones: 2, natGateways: "one-per-zone" } }],
  [{ servers: { hosting: "fargate", count: 5, persistent: false, tls: "generated", acls: false, datacenter: "east" } }],
  [{ servers: { hosting: "ec2", count: 1, snapshots: false, alarms: true, instanceType: "m6i.metal" } }],
  [{ servers: { hosting: "hcp", tier: "plus", publicEndpoint: true, hvnCidr: "10.8.0.0/25" } }],
  [{ tasks: { launchType: "ec2", architecture: "arm64", minInstances: 1, maxInstances: 9, eniTrunking: true } }],
])("%j is what the environment says then", (change) => {
  expect(load(change)).toMatchObject(change);
});

test("what was loaded can be loaded again, and is the same", () => {
  for (const { stack, ...environment } of environments()) {
    expect(loadEnvironments({ [stack]: environment })).toEqual([{ stack, ...environment }]);
  }
});

describe("names of environments", () => {
  const all = { a: good, b: { ...good, name: "other" } };

  test.each<[string, string[]]>([
    ["", ["a", "b"]],
    ["b", ["b"]],
    ["b,a", ["b", "a"]],
    [" b  b ", ["b"]],
  ])("%j choose %j", (names, chosen) => {
    expect(loadEnvironments(all, names).map(({ stack }) => stack)).toEqual(chosen);
  });

  test.each<[string, string]>([
    ["a prod", "There is no environment 'prod'. There are 'a' and 'b'."],
    ["x y", "There is no environment 'x' and 'y'. There are 'a' and 'b'."],
    ["toString", "There is no environment 'toString'. There are 'a' and 'b'."],
  ])("%j are refused, and the known ones are listed", (names, message) => {
    expect(() => loadEnvironments(all, names)).toThrow(new EnvironmentError(message));
  });

  test("that are nearly right are told", () => {
    expect(() => environments("dev-client-agnet")).toThrow(/ Did you mean 'dev-client-agent'\?$/);
  });
});

describe("an environment that is broken", () => {
  test("does not keep another from being used", () => {
    const all = { a: good, broken: { name: 7 }, nothing: null };
    expect(loadEnvironments(all, "a")).toHaveLength(1);
  });

  test("is told of with all others that are broken and were asked for", () => {
    const all = { a: { ...good, region: "europe" }, b: { ...good, name: "b", release: undefined }, c: {} };
    expect(() => loadEnvironments(all, "a b")).toThrow(
      new EnvironmentError(
        [
          "The environment 'a' is not right:",
          `  - region must be a region of AWS (got "europe"). Give its code, such as 'eu-central-1', without the letter of a zone.`,
          "",
          "The environment 'b' is not right:",
          "  - release is missing: it must be '0.10' or '0.6'. Take '0.10', unless tasks of line 0.6 run already.",
        ].join("\n"),
      ),
    );
  });
});

describe("names in one account", () => {
  const named = (change: object) => ({ ...good, name: "same", ...change });
  const one = { accountId: "111111111111" };
  const two = { accountId: "222222222222" };

  test.each<[string, object, object]>([
    ["no account is said", {}, {}],
    ["the regions differ", {}, { region: "us-east-1" }],
    ["one account is said", one, {}],
    ["both accounts are said, and are one", one, { ...one, region: "us-east-1" }],
    ["the other one is broken", {}, { release: "0.9", servers: 3 }],
  ])("must not be one when %s", (_, a, b) => {
    expect(() => loadEnvironments({ a: named(a), b: named(b), c: good }, "a")).toThrow(
      new EnvironmentError(
        "The environment 'a' is not right:\n  - name must be another than that of 'b', because names in IAM are those of the whole account (got \"same\"). Rename one, or give each the accountId of its account.",
      ),
    );
  });

  test.each<[string, unknown, unknown]>([
    ["the accounts differ", named(one), named(two)],
    ["the names differ", named({}), good],
    ["the other one cannot be read", named({}), null],
    ["the other one has no name", named({}), named({ name: undefined })],
  ])("may stand when %s", (_, a, b) => {
    expect(loadEnvironments({ a, b }, "a")).toHaveLength(1);
  });

  test("of others do not matter to the one that was asked for", () => {
    expect(loadEnvironments({ a: named({}), b: named({}), c: good }, "c")).toHaveLength(1);
  });

  test("are those that all environments of the project differ in", () => {
    const names = environments().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("the application", () => {
  const applications = { example: "the example", none: "nothing" };
  const chosen = (application: string) => applicationOf({ ...load({}), application } as Environment, applications);

  test("is found by its name", () => {
    expect([chosen("example"), chosen("none")]).toEqual(["the example", "nothing"]);
  });

  test.each<[string, string]>([
    ["exmaple", "Did you mean 'example'?"],
    ["payments", "Correct it, or list the file in applications/index.ts."],
    ["constructor", "Correct it, or list the file in applications/index.ts."],
  ])("%s is refused, with those that there are", (name, cure) => {
    expect(() => chosen(name)).toThrow(
      new EnvironmentError(
        `The environment 'test' is not right:\n  - application must name a file in applications/: there are 'example' and 'none' (got "${name}"). ${cure}`,
      ),
    );
  });
});
