import { environments, type Environment } from "../../environments";
import { evaluateJson, evaluateTemplate } from "../helpers/evaluate-template";
import type { Template } from "../helpers/template";
import { service, synthesize, withData } from "./given";

const [staging, prod] = environments("staging prod") as [Environment, Environment];
const withServers = (servers: object, change: object = {}): Template =>
  withData({ ...change, servers: { hosting: "ec2", ...servers } });
/** The script of the instances: the longer of the texts that are compressed. */
const userData = (template: Template) =>
  String(
    Object.values(template.locals)
      .map((local) => evaluateTemplate(String(local)))
      .sort((a, b) => b.length - a.length)[0],
  );

describe("staging", () => {
  const { template, warnings } = synthesize(staging);

  test("has one server, without TLS, and asks for nothing but the range", () => {
    expect(template.resource("aws_autoscaling_group")).toMatchObject({ desired_capacity: 1 });
    expect(Object.keys(template.variables).sort()).toEqual([
      "allow_wide_ingress",
      "ingress_cidr",
      "wait_for_steady_state",
    ]);
    expect(template.json.terraform).toMatchObject({ backend: { s3: { use_lockfile: true } } });
    expect(warnings).toEqual([]);
  });
});

describe("prod", () => {
  const { template, warnings } = synthesize(prod);

  test("has three servers, TLS with a CA that the run brings, snapshots and alarms", () => {
    expect(template.count("aws_autoscaling_group")).toBe(3);
    expect(template.count("aws_s3_bucket")).toBe(1);
    expect(template.count("aws_cloudwatch_metric_alarm")).toBe(2);
    expect(userData(template)).toContain("consul-secret '${var.ca_key_secret_arn}'");
    expect(template.json.terraform).toMatchObject({ cloud: { organization: "example-org" } });
    expect(warnings).toEqual([]);
  });

  test.each(["ca_cert_secret_arn", "ca_key_secret_arn"])("must be told %s, which is validated", (name) => {
    const variable = template.variables[name] as { validation: { condition: string }[] };
    expect(variable).toMatchObject({ type: "string", nullable: false });
    expect(variable).not.toHaveProperty("default");
    expect(variable.validation.map(({ condition }) => condition).join()).toContain("secretsmanager");
  });

  test("keeps logs for a year, in groups that its policies name, and lets no operator into a task", () => {
    const groups = Object.values(template.resources("aws_cloudwatch_log_group"));
    expect(groups.map(({ name, retention_in_days }) => [name, retention_in_days])).toEqual([
      ["consul-prod", 365],
      ["consul-prod-flow-logs", 365],
    ]);
    const services = Object.values(template.resources("aws_ecs_service"));
    expect(services.map(({ enable_execute_command }) => enable_execute_command)).toEqual([false]);
    const policies = ["aws_iam_policy", "aws_iam_role_policy"].flatMap((type) =>
      Object.values(template.resources(type)).map(({ policy }) => String(policy)),
    );
    const writing = policies.flatMap((policy) =>
      (evaluateJson(policy) as { Statement: { Action: string[]; Resource: string[] }[] }).Statement.filter(
        ({ Action }) => Action.includes("logs:PutLogEvents"),
      ),
    );
    expect(writing).toHaveLength(3);
    for (const { Resource } of writing) {
      expect(Resource).toHaveLength(1);
      expect(Resource[0]).toMatch(/log-group:(.*consul-prod|.*aws_cloudwatch_log_group)|aws_cloudwatch_log_group/);
    }
    expect(policies.join()).not.toContain("ssmmessages");
  });

  test("writes down what its network turns away, and leaves the network's own security group without rules", () => {
    expect(template.resource("aws_flow_log")).toMatchObject({ traffic_type: "REJECT" });
    const group = template.resource("aws_default_security_group");
    expect([group.ingress, group.egress]).toEqual([undefined, undefined]);
    const subnets = Object.values(template.resources("aws_subnet"));
    expect(subnets.filter(({ map_public_ip_on_launch }) => map_public_ip_on_launch === true)).toEqual([]);
    expect(template.resource("aws_ecs_cluster")).toMatchObject({
      setting: [{ name: "containerInsights", value: "enabled" }],
    });
  });

  test("has no UI and no server that the internet reaches, and no example", () => {
    const balancers = Object.values(template.resources("aws_lb"));
    expect(balancers.filter(({ internal }) => internal !== true)).toEqual([]);
    expect(Object.keys(template.outputs)).not.toContain("example_url");
    const fromAddresses = Object.values(template.resources("aws_security_group_rule")).filter(
      ({ type, cidr_blocks }) => type === "ingress" && cidr_blocks !== undefined,
    );
    expect(fromAddresses).toEqual([]);
  });
});

test("the controller waits for every group of servers", () => {
  const template = withServers({});
  const groups = Object.keys(template.resources("aws_autoscaling_group")).map((id) => `aws_autoscaling_group.${id}`);
  expect(groups).toHaveLength(3);
  expect(service(template, "controller").depends_on).toEqual(expect.arrayContaining(groups));
});

test("hosting is one word: whatever only EC2 has, has a default", () => {
  const template = withServers({});
  expect(
    Object.values(template.resources("aws_autoscaling_group"))
      .map(({ name }) => name)
      .sort(),
  ).toEqual(["mesh-server-1", "mesh-server-2", "mesh-server-3"]);
  expect(Object.keys(template.outputs).sort()).toEqual([
    "bootstrap_token_command",
    "bootstrap_token_secret_arn",
    "consul_ui_url",
    "example_url",
    "mesh",
    "roll_command",
  ]);
});

test("the servers get configuration entries at their start, where the environment says so", () => {
  const template = withServers({}, { configEntries: "bootstrap" });
  expect(userData(template)).toContain("example-server-app");
});

test("another line is one word: other ports, another Consul, the gossip key for the tasks", () => {
  const ports = (template: Template) =>
    Object.values(template.resources("aws_lb_listener"))
      .filter(({ protocol }) => protocol === "TCP")
      .map(({ port }) => port)
      .sort();
  expect(ports(withServers({}, { release: "0.10" }))).toEqual([8500, 8502]);
  expect(ports(withServers({}, { release: "0.6" }))).toEqual([8300, 8301, 8500]);
  const tasks = JSON.stringify(withServers({}, { release: "0.6" }).resources("aws_ecs_task_definition"));
  expect(tasks).toContain("CONSUL_GOSSIP_ENCRYPTION_KEY");
});

test("a generated CA needs no variable; its stack has the tls provider", () => {
  const template = withServers({ tls: "generated" });
  expect(Object.keys(template.variables)).not.toContain("ca_cert_secret_arn");
  expect(template.count("tls_self_signed_cert")).toBe(1);
  expect(template.json.provider).toHaveProperty("tls");
});

test.each<[object, RegExp]>([
  [{ count: 2 }, /servers\.count must be 1, 3 or 5/],
  [{ tls: true }, /servers\.tls must be/],
  [{ uiCidrBlocks: ["everybody"] }, /servers\.uiCidrBlocks\[0\] must be/],
  [{ size: 3 }, /servers\.size is not known/],
])("%j is refused", (servers, message) => {
  expect(() => withServers(servers)).toThrow(message);
});

test("three servers in two zones are refused: one zone would take the majority", () => {
  expect(() => withServers({}, { network: { availabilityZones: 2 } })).toThrow("must name at least three subnets");
});

test("the UI is opened at the internal load balancer, for the ranges that are named", () => {
  const rules = Object.values(withServers({ uiCidrBlocks: ["10.8.0.0/16"] }).resources("aws_security_group_rule"));
  expect(rules.filter(({ cidr_blocks }) => String(cidr_blocks) === "10.8.0.0/16")).toMatchObject([
    { type: "ingress", from_port: 8500, to_port: 8500 },
  ]);
});
