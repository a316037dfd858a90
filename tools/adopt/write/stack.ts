import type { ReadBack, SecretProp } from "../read-back";
import { isEmpty, type Values } from "../values";
import type { AdoptedCall, Adoption } from "./adopted";
import { Code, code, comment } from "./code";
import { serviceConfig } from "./ecs-service";
import { Identifiers, wordsOf } from "./identifiers";
import { defaultTags, importId, importIds, regionOf, sharedResources } from "./import-ids";
import { sharedServers } from "./servers";

const CLASS = "AdoptedStack";

/** The file with the stack, not yet laid out: one construct for each call. */
export function stackFile(adoption: Adoption): string {
  const identifiers = new Identifiers();
  const parts = [...servers(adoption, identifiers)];
  const constants = new Map(parts.flatMap(({ users, constant }) => users.map((user) => [user, constant] as const)));
  const body = [
    provider(adoption),
    ...parts.map(({ statement }) => statement),
    ...adoption.calls.map((each, index) => construct(each, constants.get(index), adoption, identifiers)),
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

function imports({ calls, forgotten, newState }: Adoption, hasServers: boolean): string[] {
  const services = calls.flatMap((each) => each.services);
  const names = [
    ...(calls.length > 0 ? ["adopt"] : []),
    ...(services.length > 0 ? ["adoptResource"] : []),
    ...(forgotten.length > 0 && !newState ? ["forget"] : []),
    ...(hasServers ? ["ExternalConsulServers"] : []),
    ...calls.map(({ back }) => back.construct),
  ];
  const hasSecrets = calls.some(({ back }) => !isEmpty(back.secrets));
  const sorted = [...new Set(names)].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return [
    ...(services.length > 0 ? ['import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";'] : []),
    'import { AwsProvider } from "@cdktf/provider-aws/lib/provider";',
    `import { TerraformStack${hasSecrets ? ", TerraformVariable" : ""} } from "cdktf";`,
    `import { ${sorted.join(", ")} } from "cdktf-consul-ecs";`,
    'import type { Construct } from "constructs";',
  ];
}

/** The region of the resources, and the tags that the provider added to them. */
function provider({ calls }: Adoption): string {
  const resources = calls.flatMap(({ call, services }) => [...sharedResources(call), ...services]);
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
  { call, back, services }: AdoptedCall,
  serversConstant: string | undefined,
  { newState }: Adoption,
  identifiers: Identifiers,
): string {
  const names = identifiers.names(wordsOf(call.address), "call");
  const { constant, id } = names;
  const options = newState ? `, ${code({ importIds: importIds(call) })}` : "";
  const secrets = (back.secrets ?? []).map((secret) => ({
    ...secret,
    variableConstant: identifiers.names([constant, secret.prop], "secret").constant,
  }));
  return [
    ...notes(back),
    ...secrets.flatMap(secretVariable),
    `const ${constant} = new ${back.construct}(this, ${code(id)}, ${code(props(back, serversConstant, secrets))});`,
    `adopt(${constant}, ${code(call.address)}${options});`,
    ...services.map((service) => {
      const key = service.index === undefined ? "" : String(service.index);
      const words = [...wordsOf(service.module), service.name, key, "service"];
      const { constant: serviceConstant, id: serviceId } = identifiers.names(words, "service");
      const { config } = serviceConfig(service);
      const all = { ...config, taskDefinition: new Code(`${constant}.taskDefinitionArn`) };
      const importOption = newState ? `, ${code({ importId: importId(service) })}` : "";
      return [
        `const ${serviceConstant} = new EcsService(this, ${code(serviceId)}, ${code(all)});`,
        `adoptResource(${serviceConstant}, ${code(service.address)}${importOption});`,
      ].join("\n");
    }),
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
