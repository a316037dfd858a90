import { Testing } from "cdktf";
import { environments, loadEnvironments, type Environment, type EnvironmentData } from "../../environments";
import { addStack } from "../../stacks";
import { Template } from "../helpers/template";

const synthesize = (environment: Environment): Template => Template.of(addStack(Testing.app(), environment));
const [dev, devClientAgent] = environments() as [Environment, Environment];

const data: EnvironmentData = {
  name: "mesh",
  region: "eu-central-1",
  release: "0.10",
  application: "example",
  servers: { hosting: "fargate" },
  backend: { type: "local" },
};
const withData = (change: Partial<EnvironmentData>): Template =>
  synthesize(loadEnvironments({ test: { ...data, ...change } })[0]!);

interface Service {
  readonly name: string;
  readonly depends_on?: string[];
}

const services = (template: Template) =>
  Object.entries(template.resources("aws_ecs_service")) as unknown as [string, Service][];

describe.each<[string, Environment, string]>([
  ["dev", dev, "consul-ecs-controller"],
  ["dev-client-agent", devClientAgent, "consul-acl-controller"],
])("the stack of %s", (_, environment, controller) => {
  const template = synthesize(environment);

  test("has the server, the controller, and the example's client and server", () => {
    const names = services(template).map(([, { name }]) => name.replace(`${environment.name}-`, ""));
    expect(names.sort()).toEqual(
      [
        controller.replace(`${environment.name}-`, ""),
        "consul-server-1",
        "example-client-app",
        "example-server-app",
      ].sort(),
    );
  });

  test("starts the server before the controller, and the controller before the mesh", () => {
    const idOf = (name: string) => services(template).find(([, service]) => service.name.endsWith(name))![0];
    const waitsFor = (name: string) =>
      services(template).find(([, service]) => service.name.endsWith(name))![1].depends_on;
    expect(waitsFor(controller)).toContain(`aws_ecs_service.${idOf("consul-server-1")}`);
    expect(waitsFor("example-server-app")).toContain(`aws_ecs_service.${idOf(controller)}`);
    expect(waitsFor("example-client-app")).toContain(`aws_ecs_service.${idOf(controller)}`);
  });

  test("has load balanced services wait for the listener, not only for the target group", () => {
    for (const name of ["consul-server-1", "example-client-app"]) {
      const waits = services(template).find(([, service]) => service.name.endsWith(name))![1].depends_on ?? [];
      expect(waits.filter((id) => id.startsWith("aws_lb_listener."))).toHaveLength(1);
    }
  });

  test("keeps its state beside the project, by a path that is the same on every machine", () => {
    expect(template.json.terraform).toMatchObject({
      backend: { local: { path: `../../../terraform.${environment.stack}.tfstate` } },
      required_version: ">= 1.11",
    });
  });

  test("lets only the range of the run reach the load balancers", () => {
    const open = Object.values(template.resources("aws_security_group"))
      .flatMap(({ ingress = [] }) => ingress as { from_port: number; cidr_blocks: string[] }[])
      .map(({ from_port, cidr_blocks }) => [from_port, cidr_blocks]);
    expect(open).toEqual(
      expect.arrayContaining([
        [8500, ["${var.ingress_cidr}"]],
        [9090, ["${var.ingress_cidr}"]],
      ]),
    );
    expect(open).toHaveLength(2);
  });

  test("outputs the secret's ARN and the command to read it, and never the token", () => {
    expect(Object.keys(template.outputs).sort()).toEqual([
      "bootstrap_token_command",
      "bootstrap_token_secret_arn",
      "consul_ui_url",
      "example_url",
    ]);
    expect(JSON.stringify(template.outputs)).not.toContain("ephemeral.");
  });
});

test("ingress_cidr has no default, and is validated", () => {
  const variable = synthesize(dev).variables.ingress_cidr as { default?: unknown; validation: unknown[] };
  expect(variable).toMatchObject({ type: "string", nullable: false });
  expect(variable).not.toHaveProperty("default");
  expect(variable.validation).toHaveLength(2);
});

test("without ACLs there is no controller, no token and no output of one", () => {
  const template = withData({ servers: { hosting: "fargate", acls: false } });
  expect(services(template).map(([, { name }]) => name)).not.toContain("consul-ecs-controller");
  expect(template.count("aws_secretsmanager_secret")).toBe(0);
  expect(Object.keys(template.outputs).sort()).toEqual(["consul_ui_url", "example_url"]);
});

test("another line is one word: gossip is encrypted where the line has it", () => {
  const secrets = (template: Template) =>
    Object.values(template.resources("aws_secretsmanager_secret")).map(({ name }) => name);
  expect(secrets(withData({ release: "0.10" }))).toEqual(["mesh-consul-server-bootstrap-token"]);
  expect(secrets(withData({ release: "0.6" }))).toEqual([
    "mesh-consul-server-bootstrap-token",
    "mesh-consul-server-gossip-key",
  ]);
});

test("an existing network is used, and none is made", () => {
  const network = {
    vpcId: "vpc-0a1b2c3d",
    publicSubnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
    privateSubnetIds: ["subnet-2a1b2c3d"],
  };
  const template = withData({ network });
  expect(template.count("aws_vpc")).toBe(0);
  expect(template.count("aws_subnet")).toBe(0);
  const [, service] = services(template)[0]!;
  expect(service).toMatchObject({ network_configuration: { subnets: network.privateSubnetIds } });
});

test.each<[string, EnvironmentData["backend"], object]>([
  [
    "s3",
    { type: "s3", bucket: "states", region: "eu-west-1" },
    {
      backend: {
        s3: { bucket: "states", region: "eu-west-1", key: "test.tfstate", encrypt: true, use_lockfile: true },
      },
    },
  ],
  [
    "cloud",
    { type: "cloud", organization: "acme", workspace: "mesh-test", project: "mesh" },
    { cloud: { organization: "acme", workspaces: { name: "mesh-test", project: "mesh" } } },
  ],
])("the backend %s", (_, backend, expected) => {
  expect(withData({ backend }).json.terraform).toMatchObject(expected);
});

describe("the configuration entries of the mesh", () => {
  const allowsTheClient = "mesh-example-client-app";

  test("are given to the server at its first start", () => {
    const script = JSON.stringify(withData({ configEntries: "bootstrap" }).resources("aws_ecs_task_definition"));
    expect(script).toMatch(/config_entries.*service-intentions.*mesh-example-client-app/);
  });

  test("or written by Terraform, with the token as an ephemeral variable", () => {
    const template = withData({ configEntries: "terraform" });
    expect(template.count("consul_config_entry")).toBe(4);
    expect(JSON.stringify(template.resources("consul_config_entry"))).toContain(allowsTheClient);
    expect(template.variables.consul_http_token).toMatchObject({ ephemeral: true, sensitive: true, nullable: false });
    expect(template.variables.consul_http_token).not.toHaveProperty("default");
  });

  test("or left to `npm run config-entries`", () => {
    const template = withData({ configEntries: "files" });
    expect(template.count("consul_config_entry")).toBe(0);
    expect(JSON.stringify(template.json)).not.toContain("service-intentions");
  });
});
