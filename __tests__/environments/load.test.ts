import { environments, loadEnvironments, type EnvironmentData } from "../../environments";

const good: EnvironmentData = {
  name: "mesh",
  region: "eu-central-1",
  release: "0.10",
  servers: { hosting: "fargate" },
  backend: { type: "local" },
};

const load = (data: unknown) => loadEnvironments({ test: data });

test("the environments of the project are right, and the default ones are both lines on Fargate", () => {
  const [dev, devClientAgent] = environments();
  expect(dev).toMatchObject({ stack: "dev", release: "0.10", servers: { hosting: "fargate", acls: true } });
  expect(devClientAgent).toMatchObject({ stack: "dev-client-agent", release: "0.6", servers: { hosting: "fargate" } });
});

test("what is left out gets its default", () => {
  expect(load(good)).toEqual([
    {
      ...good,
      stack: "test",
      servers: { hosting: "fargate", count: 1, persistent: false, datacenter: "dc1", acls: true },
      tasks: { launchType: "fargate" },
      network: { cidr: "10.0.0.0/16", availabilityZones: 3, natGateways: "single" },
      configEntries: "files",
    },
  ]);
});

test.each<[string, string[]]>([
  ["", ["a", "b"]],
  ["b", ["b"]],
  ["b,a", ["b", "a"]],
  ["b b", ["b"]],
])("the names %j choose %j", (names, chosen) => {
  expect(loadEnvironments({ a: good, b: good }, names).map(({ stack }) => stack)).toEqual(chosen);
});

test("an unknown name is refused, and the known ones are listed", () => {
  expect(() => loadEnvironments({ a: good, b: good }, "a prod")).toThrow(
    "There is no environment 'prod'. There are 'a' and 'b'.",
  );
  expect(() => environments("nowhere")).toThrow(
    /There is no environment 'nowhere'\. There are 'dev', .*'dev-client-agent'/,
  );
});

test("only the chosen environments are checked", () => {
  expect(loadEnvironments({ a: good, broken: {} }, "a")).toHaveLength(1);
});

test.each<[string, object, RegExp]>([
  ["an unknown key", { colour: "red" }, /Unrecognized key: "colour"/],
  ["an unknown nested key", { servers: { hosting: "fargate", size: 3 } }, /"size"[^]*→ at servers/],
  ["an unknown hosting", { servers: { hosting: "lambda" } }, /'fargate'[^]*→ at servers\.hosting/],
  ["an unknown release line", { release: "0.9" }, /"0\.10"\|"0\.6"[^]*→ at release/],
  ["a name that is too long for the load balancer", { name: "fourteen-chars" }, /1 to 13 [^]*→ at name/],
  ["a name in upper case", { name: "Mesh" }, /lower case[^]*→ at name/],
  ["a region that is none", { region: "europe" }, /AWS region[^]*→ at region/],
  ["a datacenter in upper case", { servers: { hosting: "fargate", datacenter: "DC1" } }, /→ at servers\.datacenter/],
  ["a backend that is none", { backend: { type: "git" } }, /→ at backend\.type/],
  ["an S3 backend without a bucket", { backend: { type: "s3", region: "eu-central-1" } }, /→ at backend\.bucket/],
  ["a network with unknown keys", { network: { cidr: "10.0.0.0/16", zones: 2 } }, /→ at network/],
])("%s is refused, with its place", (_, change, message) => {
  expect(() => load({ ...good, ...change })).toThrow(message);
  expect(() => load({ ...good, ...change })).toThrow(/^The environment 'test' is not right:/);
});

test.each<[string, object]>([
  ["a name of 13 characters", { name: "thirteen-char" }],
  ["an S3 backend", { backend: { type: "s3", bucket: "states", region: "eu-central-1" } }],
  ["a cloud backend", { backend: { type: "cloud", organization: "acme", workspace: "mesh" } }],
  ["an existing network", { network: { vpcId: "vpc-0a1b2c3d", publicSubnetIds: ["a", "b"], privateSubnetIds: ["c"] } }],
])("%s passes", (_, change) => {
  expect(load({ ...good, ...change })).toHaveLength(1);
});
