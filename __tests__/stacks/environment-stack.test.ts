import { Testing } from "cdktf";
import { environments, type EnvironmentData } from "../../environments";
import { addStack } from "../../stacks";
import { Template } from "../helpers/template";
import { delivered, HOSTINGS, load, named, service, services, synthesize, taskId, withData } from "./given";

/** What is the same wherever the servers are. */
describe.each(Object.keys(HOSTINGS))("the hosting %s is one word", (hosting) => {
  const servers = HOSTINGS[hosting]!;
  const template = withData({ servers });

  test("the mesh in it is the same", () => {
    const ofMesh = services(template)
      .map(({ name }) => name)
      .filter((name) => !name.includes("consul-server"));
    expect(ofMesh.sort()).toEqual(["consul-ecs-controller", "mesh-example-client-app", "mesh-example-server-app"]);
    expect(Object.keys(template.outputs)).toEqual(
      expect.arrayContaining(["bootstrap_token_secret_arn", "example_url", "roll_command"]),
    );
    expect(JSON.stringify(template.outputs)).not.toMatch(/ephemeral\.|root_token/);
  });

  test("the controller starts after the servers and the policies of its roles, the mesh after the controller", () => {
    const controller = service(template, "controller");
    expect(controller.depends_on?.join()).toMatch(/aws_iam_role_policy\..*aws_iam_role_policy_attachment\./);
    for (const app of ["client-app", "server-app"]) {
      expect(service(template, app).depends_on).toContain(`aws_ecs_service.${controller.id}`);
    }
  });

  test.each(["0.10", "0.6"] as const)("entries are delivered from inside unless told otherwise, line %s", (release) => {
    const other = withData({ servers, release });
    expect(named(delivered(other, "controller"))).toEqual([
      "service-defaults mesh-example-client-app",
      "service-defaults mesh-example-server-app",
      "service-router mesh-example-client-app",
      "service-router mesh-example-server-app",
      "service-intentions *",
      "service-intentions mesh-example-server-app",
    ]);
    expect(other.count("consul_config_entry")).toBe(0);
  });

  test("without ACLs there is no controller: a small service delivers, and the others start after it", () => {
    // The servers of HCP always have them.
    if (hosting === "hcp") return;
    const { bootstrapTokenSecretArn: _, ...tokenless } = { bootstrapTokenSecretArn: undefined, ...servers };
    const open = withData({ servers: { ...tokenless, acls: false } });
    expect(services(open).filter(({ name }) => name.includes("controller"))).toEqual([]);
    const entries = service(open, "config-entries");
    expect(named(delivered(open, "config-entries"))).toContain("service-intentions mesh-example-server-app");
    expect(service(open, "client-app").depends_on).toContain(`aws_ecs_service.${entries.id}`);
    expect(Object.keys(open.outputs)).not.toContain("bootstrap_token_secret_arn");
  });

  test.each(["bootstrap", "files", "terraform"] as const)("with '%s' nothing is delivered", (configEntries) => {
    const other = withData({ servers, configEntries });
    expect(delivered(other, "controller")).toEqual([]);
    expect(other.containers(taskId(other, "controller"))).not.toHaveProperty("consul-ecs-config-entries");
    expect(other.count("consul_config_entry")).toBe(configEntries === "terraform" ? 6 : 0);
  });
});

test.each(["hcp", "external"])("'bootstrap' has no effect with the hosting %s, and synth says so", (hosting) => {
  const { warnings } = synthesize(load({ servers: HOSTINGS[hosting], configEntries: "bootstrap" }));
  expect(warnings).toContainEqual(
    expect.stringContaining(`configEntries 'bootstrap' has no effect with the hosting '${hosting}'`),
  );
});

describe("the variables of a run", () => {
  const { ingress_cidr, allow_wide_ingress, wait_for_steady_state } = withData().variables;

  test("ingress_cidr has no default, and tells of each fault with what was given and a cure", () => {
    expect(ingress_cidr).toMatchObject({ type: "string", nullable: false });
    expect(ingress_cidr).not.toHaveProperty("default");
    const { validation } = ingress_cidr as unknown as { validation: { condition: string; error_message: string }[] };
    expect(validation.map(({ error_message: message }) => message.replace(/\$\{.*?\]\)\)\}/g, "%"))).toEqual([
      "ingress_cidr must be ranges in CIDR notation, IPv4 or IPv6 (got %). Write '203.0.113.7/32' for one address, and commas between several ranges.",
      "ingress_cidr must name networks, with no bit set after the prefix (got %). Write %, or the longest prefix for one address.",
      "ingress_cidr must not be wider than a /8, or a /16 of IPv6, because what it opens speaks plain HTTP (got %). Narrow it, or set allow_wide_ingress to true if it is meant.",
    ]);
    for (const { condition } of validation) expect(condition).toMatch(/^\$\{!anytrue\(\[ for .* in distinct\(split/);
  });

  test("wide ranges are let in by a word of their own", () => {
    expect(allow_wide_ingress).toMatchObject({ type: "bool", nullable: false, default: false });
  });

  test("the apply waits for the tasks unless told otherwise: a deployment that is taken back has failed", () => {
    expect(wait_for_steady_state).toMatchObject({ type: "bool", nullable: false, default: true });
    for (const found of services(withData({ servers: HOSTINGS.external }))) {
      expect(found).toMatchObject({
        wait_for_steady_state: "${var.wait_for_steady_state}",
        deployment_circuit_breaker: { enable: true, rollback: true },
      });
    }
  });
});

describe("what is of the whole stack", () => {
  test("credentials of another account are refused, where the environment names one", () => {
    const provider = (change: object) => withData(change).json.provider?.aws?.[0];
    expect(provider({ accountId: "123456789012" })).toMatchObject({ allowed_account_ids: ["123456789012"] });
    expect(provider({})).toEqual({ region: "eu-central-1" });
  });

  test("tags are on all that has tags, beside a name of its own", () => {
    const template = withData({ tags: { team: "mesh" } });
    for (const type of ["aws_ecs_cluster", "aws_ecs_service", "aws_vpc", "aws_secretsmanager_secret", "aws_iam_role"]) {
      for (const resource of Object.values(template.resources(type))) {
        expect([type, resource.tags]).toEqual([type, expect.objectContaining({ team: "mesh" })]);
      }
    }
    expect(JSON.stringify(withData().json)).not.toContain('"team"');
  });

  test("the state of 'local' is beside the project, by a path that is the same on every machine", () => {
    expect(withData().json.terraform).toMatchObject({
      backend: { local: { path: "../../../terraform.test.tfstate" } },
      required_version: ">= 1.11",
    });
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

  test("an existing network is used, and none is made", () => {
    const network = {
      vpcId: "vpc-0a1b2c3d",
      publicSubnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
      privateSubnetIds: ["subnet-2a1b2c3d"],
    };
    const template = withData({ network });
    expect([template.count("aws_vpc"), template.count("aws_subnet")]).toEqual([0, 0]);
    for (const { network_configuration } of services(template)) {
      expect(network_configuration.subnets).toEqual(network.privateSubnetIds);
    }
  });
});

describe("the application", () => {
  test("is none unless it is named: the mesh is there, and nothing in it", () => {
    const template = withData({ application: undefined });
    expect(services(template).map(({ name }) => name)).toEqual(["consul-ecs-controller", "mesh-consul-server-1"]);
    expect(Object.keys(template.outputs)).not.toContain("example_url");
    expect(named(delivered(template, "controller"))).toEqual(["service-intentions *"]);
  });

  test("that is not known is refused, with those that are", () => {
    expect(() => addStack(Testing.app(), load({ application: "exmaple" }))).toThrow(
      /'test'.*application must name a file in applications\/: there are 'example' and 'none' \(got "exmaple"\)\. .*'example'/s,
    );
  });

  test.each(["staging", "prod"])("is none in %s", (name) => {
    const template = Template.of(addStack(Testing.app(), environments(name)[0]!));
    expect(services(template).map(({ name }) => name)).toEqual(["consul-ecs-controller"]);
    expect(Object.keys(template.outputs)).not.toContain("example_url");
    expect(named(delivered(template, "controller"))).toEqual(["service-intentions *"]);
  });
});
