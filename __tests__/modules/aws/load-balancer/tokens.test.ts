import { Fn, TerraformOutput, TerraformVariable, Token } from "cdktf";
import { HttpLoadBalancer, type HttpLoadBalancerProps } from "../../../../modules/aws/load-balancer";
import { Template, testStack } from "../../../helpers/template";
import { BASE, CERTIFICATE, TARGET } from "./given";

interface Guarded {
  readonly lifecycle?: { readonly precondition: readonly { readonly error_message: string }[] };
}

/** A balancer whose props are told by variables. */
function made(props: (text: (id: string) => string, number: (id: string) => number) => Partial<HttpLoadBalancerProps>) {
  const stack = testStack((scope) => {
    const text = (id: string) => new TerraformVariable(scope, id, { type: "string" }).stringValue;
    const number = (id: string) => new TerraformVariable(scope, id, { type: "number" }).numberValue;
    new HttpLoadBalancer(scope, "lb", { ...BASE, ...props(text, number) });
  });
  return Template.of(stack);
}

const judged = (template: Template) =>
  (template.resource<Guarded>("aws_lb").lifecycle?.precondition ?? []).map(
    ({ error_message: message }) => message.split(" ")[0],
  );

test("leaves to Terraform what only Terraform knows", () => {
  const template = made((text, number) => ({
    name: text("name"),
    vpcId: text("vpc"),
    certificateArn: text("certificate"),
    subnetIds: [text("a"), text("b")],
    port: number("port"),
    ingressCidrBlocks: [text("cidr")],
  }));
  expect(judged(template)).toEqual([
    "name",
    "name",
    "vpcId",
    "subnetIds[0]",
    "subnetIds[1]",
    "subnetIds",
    "ingressCidrBlocks[0]",
    "port",
    "certificateArn",
  ]);
});

test("a text that AWS wants for a number is that of the token", () => {
  const template = made((_, number) => ({
    port: number("port"),
    certificateArn: CERTIFICATE,
    redirectPort: 80,
    deregistrationDelay: number("delay"),
    healthCheck: { ...BASE.healthCheck, port: number("health") },
  }));
  expect(template.resource("aws_lb_target_group")).toMatchObject({
    deregistration_delay: "${var.delay}",
    health_check: { port: "${var.health}" },
  });
  expect(JSON.stringify(template.resources("aws_lb_listener"))).toContain('"redirect":{"port":"${var.port}"');
});

test("the url has the port that the token comes to", () => {
  const stack = testStack();
  const port = new TerraformVariable(stack, "port", { type: "number" }).numberValue;
  const { url } = new HttpLoadBalancer(stack, "lb", { ...BASE, port });
  new TerraformOutput(stack, "url", { value: url });
  expect(Template.of(stack).outputs.url?.value).toMatch(/^http:\/\/\$\{aws_lb\..*\.dns_name\}:\$\{var\.port\}$/);
});

test("ranges that only Terraform knows are told apart by Terraform", () => {
  const lists = (id: string, scope: ReturnType<typeof testStack>) =>
    new TerraformVariable(scope, id, { type: "list(string)" }).listValue;
  const stack = testStack((scope) => {
    const all = { ingressCidrBlocks: lists("ranges", scope), ingressSecurityGroupIds: lists("groups", scope) };
    new HttpLoadBalancer(scope, "lb", { ...BASE, ...all, subnetIds: lists("subnets", scope) });
  });
  const template = Template.of(stack);
  const [ingress] = template.resource<{ ingress: object[] }>("aws_security_group").ingress;
  expect(ingress).toMatchObject({
    cidr_blocks: '${compact([ for key, val in var.ranges: !strcontains(val, ":") ? val : ""])}',
    ipv6_cidr_blocks: '${compact([ for key, val in var.ranges: strcontains(val, ":") ? val : ""])}',
    security_groups: "${var.groups}",
  });
  expect(template.resource("aws_lb").subnets).toBe("${var.subnets}");
});

test("of a range with a token inside, the rest is kept", () => {
  const template = made((text) => ({ ingressCidrBlocks: [`${text("ip")}/32`, "2001:db8::/32"] }));
  const [ingress] = template.resource<{ ingress: object[] }>("aws_security_group").ingress;
  expect(ingress).toMatchObject({
    cidr_blocks: '${compact([ for key, val in ["${var.ip}/32", "2001:db8::/32"]: !strcontains(val, ":") ? val : ""])}',
  });
});

test.each<[string, object, string]>([
  ["a health check", { healthCheck: Token.asAny(Fn.merge([])) }, "healthCheck"],
  ["access logs", { accessLogs: Token.asAny(Fn.merge([])) }, "accessLogs"],
])("%s that is a token as a whole is refused with the cure", (_, props, prop) => {
  expect(() => made(() => props)).toThrow(
    new RegExp(`${prop} must be known at synth, because .*; it is a token\\. Write it out: its values may be`),
  );
});

describe("a further target", () => {
  const guarded = (build: (balancer: HttpLoadBalancer, text: string, number: number, list: string[]) => void) => {
    const stack = testStack((scope) => {
      const variable = (type: string) => new TerraformVariable(scope, type, { type });
      build(
        new HttpLoadBalancer(scope, "lb", BASE),
        variable("string").stringValue,
        variable("number").numberValue,
        variable("list").listValue,
      );
    });
    const template = Template.of(stack);
    const group = Object.entries(template.resources("aws_lb_target_group")).find(([id]) => id.includes("targets_api"));
    const { lifecycle } = (group?.[1] ?? {}) as Guarded;
    return { template, props: (lifecycle?.precondition ?? []).map(({ error_message: said }) => said.split(" ")[0]) };
  };

  test("has the conditions at its target group", () => {
    const { props } = guarded((balancer, name) => {
      balancer.addTarget("api", { ...TARGET, name, paths: ["/api"], priority: 1 });
    });
    expect(props).toEqual(["name", "name"]);
  });

  test("takes the priority, the port, paths and hosts from Terraform", () => {
    const { template, props } = guarded((balancer, host, number, paths) => {
      balancer.addTarget("api", { ...TARGET, paths, hosts: [host], priority: number });
      balancer.addTarget("admin", { ...TARGET, port: 81 });
    });
    expect(template.resource("aws_lb_listener_rule")).toMatchObject({
      priority: "${var.number}",
      condition: [{ path_pattern: { values: "${var.list}" } }, { host_header: { values: ["${var.string}"] } }],
    });
    expect(props).toEqual(["priority", "paths[*]", "paths", "hosts[0]"]);
  });

  test("has a name in Terraform that is known", () => {
    expect(() => guarded((balancer, id) => void balancer.addTarget(id, { ...TARGET, port: 81 }))).toThrow(
      /id must be known at synth, because it is part of the addresses in Terraform; it is a token/,
    );
  });
});
