import type { ReadBack, SecretProp } from "../read-back";
import { isEmpty, type Values } from "../values";
import type { AdoptedCall, Adoption } from "./adopted";
import { besideClasses, besideStatements, referring, serviceStatements, type References } from "./beside";
import { Code, code, comment } from "./code";
import { Identifiers, wordsOf } from "./identifiers";
import { defaultTags, importIds, regionOf, sharedResources } from "./import-ids";
import { sharedServers } from "./servers";

const CLASS = "AdoptedStack";

/** The file with the stack, not yet laid out: one construct for each call. */
export function stackFile(adoption: Adoption): string {
  const identifiers = new Identifiers();
  const parts = [...servers(adoption, identifiers)];
  const constants = new Map(parts.flatMap(({ users, constant }) => users.map((user) => [user, constant] as const)));
  const references: References = new Map();
  const body = [
    provider(adoption),
    ...parts.map(({ statement }) => statement),
    ...besideStatements(adoption, references, identifiers),
    ...adoption.calls.map((each, index) => construct(each, constants.get(index), adoption, references, identifiers)),
    forgotten(adoption),
  ].filter((statement) => statement !== "");
  return [
    ...imports(adoption, parts.length > 0),
    "",
    "/** What calls of the HCL modules made, taken over: nothing of it is destroyed or made anew. */",
    `export class ${CLASS} extends TerraformStack {`,
    "constructor(scope: Construct, id: string) {",
    "super(scope, id);",
    body.join("\n\n"),
    "}",
    "}",
    "",
  ].join("\n");
}

/** The program that writes the stack. */
export function mainFile(): string {
  return [
    'import { App } from "cdktf";',
    `import { ${CLASS} } from "./adopted-stack";`,
    "",
    "const app = new App();",
    `new ${CLASS}(app, "${STACK_ID}");`,
    "app.synth();",
    "",
  ].join("\n");
}

export const STACK_ID = "adopted";

function imports(adoption: Adoption, hasServers: boolean): string[] {
  const { calls, forgotten, newState } = adoption;
  const classes = besideClasses(adoption);
  const names = [
    ...(calls.length > 0 ? ["adopt"] : []),
    ...(classes.length > 0 ? ["adoptResource"] : []),
    ...(forgotten.length > 0 && !newState ? ["forget"] : []),
    ...(hasServers ? ["ExternalConsulServers"] : []),
    ...calls.map(({ back }) => back.construct),
  ];
  const hasSecrets = calls.some(({ back }) => !isEmpty(back.secrets));
  const sorted = [...new Set(names)].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return [
    ...[...classes, { className: "AwsProvider", path: "provider" }]
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ className, path }) => `import { ${className} } from "@cdktf/provider-aws/lib/${path}";`),
    `import { TerraformStack${hasSecrets ? ", TerraformVariable" : ""} } from "cdktf";`,
    `import { ${sorted.join(", ")} } from "cdktf-consul-ecs";`,
    'import type { Construct } from "constructs";',
  ];
}

/** The region of the resources, and the tags that the provider added to them. */
function provider({ calls, beside }: Adoption): string {
  const resources = [
    ...calls.flatMap(({ call, services }) => [...sharedResources(call), ...services]),
    ...beside.map(({ resource }) => resource),
  ];
  const region = regionOf(resources);
  const tags = defaultTags(resources);
  const config = { ...(region ? { region } : {}), ...(tags ? { defaultTags: [{ tags }] } : {}) };
  return `new AwsProvider(this, "aws", ${code(config)});`;
}

interface WrittenServers {
  readonly constant: string;
  readonly users: readonly number[];
  readonly statement: string;
}

function servers({ calls }: Adoption, identifiers: Identifiers): WrittenServers[] {
  return sharedServers(calls.map(({ back }) => back)).map(({ attributes, users }) => {
    const { constant } = identifiers.names(["servers"], "servers");
    const statement = `const ${constant} = ExternalConsulServers.fromAttributes(${code(attributes)});`;
    return { constant, users, statement };
  });
}

function construct(
  adopted: AdoptedCall,
  serversConstant: string | undefined,
  { newState }: Adoption,
  references: References,
  identifiers: Identifiers,
): string {
  const { call, back } = adopted;
  const names = identifiers.names(wordsOf(call.address), "call");
  const { constant, id } = names;
  const options = newState ? `, ${code({ importIds: importIds(call) })}` : "";
  const secrets = (back.secrets ?? []).map((secret) => ({
    ...secret,
    variableConstant: identifiers.names([constant, secret.prop], "secret").constant,
  }));
  const all = props(back, serversConstant, secrets);
  const taskDefinition = new Code(`${constant}.taskDefinitionArn`);
  return [
    ...notes(back),
    ...secrets.flatMap(secretVariable),
    `const ${constant} = new ${back.construct}(this, ${code(id)}, ${code(referring(all, references))});`,
    `adopt(${constant}, ${code(call.address)}${options});`,
    ...serviceStatements(adopted, taskDefinition, newState, references, identifiers),
  ].join("\n");
}

function notes(back: ReadBack): string[] {
  return back.notes.map((note) => `// ${comment(note)}`);
}

interface WrittenSecret extends SecretProp {
  readonly variableConstant: string;
}

/** Ephemeral, which came to Terraform after cdktf: neither the state nor a plan holds it. */
function secretVariable({ variable, variableConstant, description }: WrittenSecret): string[] {
  const config = { type: "string", nullable: false, sensitive: true, description };
  return [
    `const ${variableConstant} = new TerraformVariable(this, ${code(variable)}, ${code(config)});`,
    `${variableConstant}.addOverride("ephemeral", true);`,
  ];
}

/** The first plan is to be empty: what the constructs do better than the modules waits until somebody wants it. */
function props(
  { release, likeHclModule, props }: ReadBack,
  serversConstant: string | undefined,
  secrets: readonly WrittenSecret[],
): Values {
  const given = secrets.map(
    ({ prop, variableConstant }) => [prop, { value: new Code(`${variableConstant}.stringValue`) }] as const,
  );
  return {
    release,
    ...(likeHclModule === undefined ? {} : { likeHclModule }),
    ...(serversConstant === undefined ? {} : { servers: new Code(serversConstant) }),
    ...props,
    ...Object.fromEntries(given),
  };
}

function forgotten({ forgotten: addresses, newState }: Adoption): string {
  if (addresses.length === 0 || newState) return "";
  return `// Nothing of this is made here: it leaves the state, and stays as it is in AWS.\nforget(this, ${code(addresses)});`;
}
