import { readFileSync } from "node:fs";
import { join } from "node:path";
import { modulesByTag, synthesizeCall, variables } from "../../../tools/parity";

interface HclVariable {
  readonly name: string;
  readonly required: boolean;
  /** An expression in HCL. */
  readonly default?: string;
}

/** All variables of the HCL modules. */
const VARIABLES = JSON.parse(readFileSync(join(__dirname, "../../fixtures/hcl-variables.json"), "utf8")) as Readonly<
  Record<string, Readonly<Record<string, readonly HclVariable[]>>>
>;

/** What the fixture calls a tag, and a module that was renamed. */
const LINES: Readonly<Record<string, string>> = { "v0.6.2": "0.6", "v0.10.0": "0.10" };
const RENAMED: Readonly<Record<string, string>> = { controller: "acl-controller" };

const ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:x";

/** The least that each module can be called with, whatever it needs of it. */
const MINIMAL: Readonly<Record<string, unknown>> = {
  region: "us-east-1",
  ecs_cluster_arn: "arn:aws:ecs:us-east-1:123456789012:cluster/c",
  vpc_id: "vpc-recorded",
  subnet_ids: ["subnet-recorded1"],
  subnets: ["subnet-recorded1"],
  family: "app",
  name_prefix: "mesh",
  kind: "mesh-gateway",
  container_definitions: [{ name: "app", image: "app:1" }],
  consul_server_hosts: "consul.example.com",
  retry_join: ["consul.example.com"],
  consul_server_http_addr: "http://consul.example.com:8500",
  consul_bootstrap_token_secret_arn: ARN,
};

/** What a call cannot do without, although it has a default: with the defaults alone, the HCL modules refuse it too. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "mesh-task v0.6.2": { port: 9090 },
  "mesh-task v0.10.0": { port: 9090, requires_compatibilities: ["EC2"] },
  "gateway-task v0.10.0": { requires_compatibilities: ["EC2"], launch_type: "EC2" },
};

const modules = Object.entries(modulesByTag()).flatMap(([tag, names]) => names.map((module) => ({ tag, module })));

describe.each(modules)("$module $tag", ({ tag, module }) => {
  const declared = VARIABLES[RENAMED[module] ?? module]?.[LINES[tag] ?? ""] ?? [];
  const needed = NEEDED[`${module} ${tag}`] ?? {};
  const minimal = {
    ...Object.fromEntries(declared.filter(({ required }) => required).map(({ name }) => [name, MINIMAL[name]])),
    ...needed,
  };

  const made = (inputs: Readonly<Record<string, unknown>>) =>
    withoutNothing(synthesizeCall({ tag, module, inputs }).resource ?? {});

  // The same for all variables, made when the first asks.
  let withDefaults: unknown;
  const madeByDefault = () => (withDefaults ??= made(minimal));

  it("has every variable of the HCL module, required or not as there, and no other", () => {
    const expected = declared.map(({ name, required }) => ({ name, required }));
    expect(variables(tag, module)).toEqual(expected.sort((a, b) => (a.name < b.name ? -1 : 1)));
  });

  const optional = declared.filter(({ name, required }) => !required && !(name in needed));
  it.each(optional)("has the default of $name: $default", ({ name, default: text = "" }) => {
    const value = parse(text);
    expect(made({ ...minimal, [name]: value })).toEqual(madeByDefault());
  });

  it("takes null for the default", () => {
    const nulls = Object.fromEntries(optional.map(({ name }) => [name, null]));
    expect(made({ ...nulls, ...minimal })).toEqual(madeByDefault());
  });
});

function parse(expression: string): unknown {
  // The only object among the defaults that is not empty.
  const json = expression.replace(/(\w+)\s*=\s*null,?\s*/g, '"$1":null,').replace(/,\s*\}/, "}");
  return JSON.parse(json);
}

/** For the provider, an empty list and false are the same as nothing. */
function withoutNothing(stack: object): unknown {
  return JSON.parse(
    JSON.stringify(stack, (_, value: unknown) =>
      value === false || (Array.isArray(value) && value.length === 0) ? undefined : value,
    ),
  );
}
