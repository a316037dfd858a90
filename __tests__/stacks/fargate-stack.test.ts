import { environments, type Environment } from "../../environments";
import { secretNames, service, services, synthesize, withData } from "./given";

const [dev, devClientAgent] = environments() as [Environment, Environment];

describe.each<[string, Environment, string]>([
  ["dev", dev, "consul-ecs-controller"],
  ["dev-client-agent", devClientAgent, "consul-acl-controller"],
])("the stack of %s", (_, environment, controller) => {
  const { template, warnings } = synthesize(environment);

  test("has the server, the controller, and the example's client and server", () => {
    const names = services(template).map(({ name }) => name.replace(`${environment.name}-`, ""));
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
    for (const [name, other] of [
      [controller, "consul-server-1"],
      ["example-server-app", controller],
      ["example-client-app", controller],
    ] as const) {
      expect(service(template, name).depends_on).toContain(`aws_ecs_service.${service(template, other).id}`);
    }
  });

  test("has load balanced services wait for the listener, not only for the target group", () => {
    for (const name of ["consul-server-1", "example-client-app"]) {
      const waits = service(template, name).depends_on ?? [];
      expect(waits.filter((id) => id.startsWith("aws_lb_listener."))).toHaveLength(1);
    }
  });

  test("nothing is warned of", () => {
    expect(warnings).toEqual([]);
  });

  test("lets only the ranges of the run reach the load balancers", () => {
    const open = Object.values(template.resources("aws_security_group"))
      .flatMap(({ ingress = [] }) => ingress as { from_port: number; cidr_blocks: string; ipv6_cidr_blocks: string }[])
      .map(({ from_port, ...ranges }) => [from_port, ranges.cidr_blocks, ranges.ipv6_cidr_blocks]);
    const those = (condition: string) =>
      `\${compact([ for key, val in distinct(split(",", replace(var.ingress_cidr, " ", ""))): ${condition} ? val : ""])}`;
    const ranges = [those('!strcontains(val, ":")'), those('strcontains(val, ":")')];
    expect(open.sort()).toEqual([
      [8500, ...ranges],
      [9090, ...ranges],
    ]);
  });

  test("outputs the secret's ARN and the command to read it, and never the token", () => {
    expect(Object.keys(template.outputs).sort()).toEqual([
      "bootstrap_token_command",
      "bootstrap_token_secret_arn",
      "consul_ui_url",
      "example_url",
      "mesh",
      "roll_command",
    ]);
    expect(JSON.stringify(template.outputs)).not.toContain("ephemeral.");
  });
});

test("without ACLs there is no controller, no token and no output of one", () => {
  const template = withData({ servers: { hosting: "fargate", acls: false } });
  expect(services(template).map(({ name }) => name)).not.toContain("consul-ecs-controller");
  expect(template.count("aws_secretsmanager_secret")).toBe(0);
  expect(Object.keys(template.outputs).sort()).toEqual(["consul_ui_url", "example_url", "mesh", "roll_command"]);
});

test("another line is one word: gossip is encrypted where the line has it", () => {
  expect(secretNames(withData({ release: "0.10" }))).toEqual(["mesh-consul-server-bootstrap-token"]);
  expect(secretNames(withData({ release: "0.6" }))).toEqual([
    "mesh-consul-server-bootstrap-token",
    "mesh-consul-server-gossip-key",
  ]);
});

test("the command that rolls the mesh names the controller first, then gateways, then services", () => {
  expect(String(withData().outputs.roll_command?.value)).toMatch(
    /\nroll consul-ecs-controller\nroll mesh-example-server-app mesh-example-client-app\n/,
  );
});

describe("the configuration entries of the mesh", () => {
  test("are written by Terraform, with the token as an ephemeral variable", () => {
    const template = withData({ configEntries: "terraform" });
    expect(template.count("consul_config_entry")).toBe(6);
    expect(JSON.stringify(template.resources("consul_config_entry"))).toContain("mesh-example-client-app");
    expect(template.variables.consul_http_token).toMatchObject({ ephemeral: true, sensitive: true, nullable: false });
    expect(template.variables.consul_http_token).not.toHaveProperty("default");
  });

  test("or left to `npm run config-entries`", () => {
    expect(JSON.stringify(withData({ configEntries: "files" }).json)).not.toContain("service-intentions");
  });
});
