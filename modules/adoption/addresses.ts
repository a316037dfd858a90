import { inTurn, known, mandatory, must, type Check } from "../aws";

/** What Terraform takes for a name, and what it puts between brackets after one of several. */
const NAME = String.raw`[\p{L}_][\p{L}\p{N}_-]*`;
const KEY = String.raw`(?:\[(?:\d+|"(?:[^"\\$%]|\\["\\]|[$%](?!\{))+")\])?`;
const MODULES = String.raw`module\.${NAME}${KEY}(?:\.module\.${NAME}${KEY})*`;
const RESOURCE = String.raw`(?!module\.|data\.)[a-z][a-z0-9_]*\.${NAME}`;
const ADDRESS = new RegExp(`^((?:${MODULES}\\.)?)(${RESOURCE})(${KEY})$`, "u");
const CALL = new RegExp(`^${MODULES}$`, "u");

/** The address of a module call. */
export function moduleAddress(): Check {
  return address(
    CALL,
    "must be the address of a module call",
    `Write it as \`terraform state list\` does: 'module.client', 'module.client["a"]' or 'module.mesh.module.client'.`,
  );
}

/** The address of one resource, in the root module or in a call. */
export function resourceAddress(): Check {
  return address(
    ADDRESS,
    "must be the address of a resource",
    "Write it as `terraform state list` does: 'aws_ecs_service.client', or 'module.dev.random_uuid.bootstrap_token'.",
  );
}

/** The parts of an address: `module.dev.`, `random_uuid.bootstrap_token` and `[0]`, the first and the last maybe empty. */
export function partsOf(address: string): {
  readonly modules: string;
  readonly resource: string;
  readonly key: string;
} {
  const [, modules = "", resource = "", key = ""] = ADDRESS.exec(address) ?? [];
  return { modules, resource, key };
}

/** The address as `removed` takes it: it is about all instances of a resource. */
export function withoutKeys(address: string): string {
  const { modules, resource } = partsOf(address);
  return `${modules.replace(new RegExp(String.raw`(\.${NAME})${KEY}(?=\.)`, "gu"), "$1")}${resource}`;
}

function address(form: RegExp, rule: string, fix: string): Check {
  return mandatory(
    inTurn(
      known("because Terraform takes no expression for an address", "Write it out."),
      must<string>(rule, fix, (text) => typeof text === "string" && form.test(text)),
    ),
  );
}
