import { conditional, Fn, Op, Token, type TerraformVariable } from "cdktf";

/** The values of the tokens in the cases. */
export const VALUES = {
  region: "eu-west-1",
  server: "server.dc1",
  arn: "arn:aws:ecs:eu-west-1:123456789012:cluster/mesh",
  port: 8500,
  names: ["a", "b"],
  tags: { team: "mesh", quoted: '"${x}' },
  yes: true,
} as const;

/** The same as tokens: variables of the stack, but for two that another stack has. */
export interface CaseTokens {
  readonly region: string;
  readonly port: number;
  readonly names: string[];
  readonly tags: Record<string, string>;
  readonly yes: TerraformVariable;
  /** Of another stack. */
  readonly server: string;
  /** Of another stack. */
  readonly arn: string;
}

/** What somebody writes with cdktf, and the value that it has when Terraform is done. */
export const CASES: Readonly<Record<string, readonly [(tokens: CaseTokens) => string, string]>> = {
  "mixed text": [({ region }) => `${region}-ecs-api`, "eu-west-1-ecs-api"],
  "a function of mixed text": [({ region }) => Fn.upper(`${region}-x`), "EU-WEST-1-X"],
  "a function of a function of mixed text": [({ region }) => Fn.lower(Fn.upper(`${region}-X`)), "eu-west-1-x"],
  "mixed text around a function": [({ region }) => `<${Fn.upper(`${region}-x`)}>`, "<EU-WEST-1-X>"],
  "join over mixed text": [({ region }) => Fn.join("/", ["a", `${region}-x`]), "a/eu-west-1-x"],
  "join over a list": [({ names }) => Fn.join("/", names), "a/b"],
  "format of mixed text": [({ region }) => Fn.format("%s:%s", [`${region}-x`, "y"]) as string, "eu-west-1-x:y"],
  "trimspace of mixed text": [({ region }) => Fn.trimspace(` ${region}-x `), "eu-west-1-x"],
  "jsonencode of mixed text": [({ region }) => Fn.jsonencode({ a: `${region}-x` }), '{"a":"eu-west-1-x"}'],
  "a choice with a mixed branch": [
    ({ yes, region }) => Token.asString(conditional(yes.value, `${region}-x`, "none")),
    "eu-west-1-x",
  ],
  "a choice with a mixed branch that is not taken": [
    ({ yes, region }) => Token.asString(conditional(Op.not(yes.value), `${region}-x`, "none")),
    "none",
  ],
  "a raw string": [() => Fn.rawString("${not}"), "${not}"],
  "a raw string with all that is special": [() => Fn.rawString('a"\\b\n${not} %{not}'), 'a"\\b\n${not} %{not}'],
  "a raw string with a token": [({ region }) => Fn.rawString(`"\${not}" ${region}`), '"${not}" eu-west-1'],
  "text that looks like a template": [() => "${not} %{not} $${not}", "${not} %{not} $${not}"],
  "text that looks like a template around a token": [
    ({ region }) => `\${${region}} $${region}`,
    "${eu-west-1} $eu-west-1",
  ],
  "a lookup": [({ tags }) => Fn.lookup(tags, "team") as string, "mesh"],
  "a lookup of what is special": [({ tags }) => `<${Fn.lookup(tags, "quoted") as string}>`, '<"${x}>'],
  "a number in a text": [({ port }) => `http://localhost:${port}/`, "http://localhost:8500/"],
  "a number as a text": [({ port }) => String(port), "8500"],
  "an attribute of another stack": [({ arn }) => arn, VALUES.arn],
  "mixed text with another stack": [({ server }) => `${server}.consul`, "server.dc1.consul"],
  "two attributes of another stack": [({ server, arn }) => `${server}.${arn}`, `server.dc1.${VALUES.arn}`],
  "a function of another stack": [({ server }) => Fn.upper(server), "SERVER.DC1"],
  "a function of mixed text with another stack": [
    ({ server, region }) => Fn.join("-", [`${server}/x`, region, server]),
    "server.dc1/x-eu-west-1-server.dc1",
  ],
  "a choice between two stacks": [
    ({ yes, server, region }) => Token.asString(conditional(yes.value, `${server}-x`, region)),
    "server.dc1-x",
  ],
};
