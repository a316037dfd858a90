/** A script that somebody will run: ECS, cloud-init, Terraform, or a person who copies it. */
export interface Script {
  /** Where it stands in the stack. */
  readonly where: string;
  readonly text: string;
  /** What it finds in its environment. A secret is as long as its ARN, and as crafted. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The parts of a stack's JSON in which there may be scripts. */
interface Written {
  readonly resource?: object;
  readonly data?: object;
  readonly output?: object;
}

/**
 * All scripts of a stack, wherever they stand: found by what they are, not by a list of them.
 *
 * @param evaluate what Terraform makes of the text of an attribute
 */
export function scriptsOf({ resource, data, output }: Written, evaluate: (template: string) => string): Script[] {
  const scripts: Script[] = [];
  walk({ resource, data }, "", true);
  for (const [name, { value }] of Object.entries((output ?? {}) as Record<string, { value: unknown }>)) {
    if (name.includes("command")) add(`output ${name}`, evaluate(String(value)));
  }
  return scripts;

  function add(where: string, text: string, environment: Script["environment"] = {}): void {
    scripts.push({ where, text, environment });
  }

  /** @param raw whether texts are templates still */
  function walk(value: unknown, where: string, raw: boolean): void {
    if (typeof value === "string") walkText(raw ? evaluate(value) : value, where);
    else if (Array.isArray(value)) value.forEach((item, index) => walk(item, `${where}[${index}]`, raw));
    else if (isObject(value)) {
      if (raw) provisioned(value, where);
      else contained(value, where);
      for (const [key, member] of Object.entries(value)) walk(member, `${where}.${key}`, raw);
    }
  }

  /** A document in a text has no templates in it any more. */
  function walkText(text: string, where: string): void {
    const decoded = /^[A-Za-z0-9+/]{20,}=*$/.test(text) ? Buffer.from(text, "base64").toString() : text;
    if (decoded.startsWith("#!")) add(where, decoded);
    if (/^[[{]/.test(text)) walk(parsed(text), where, false);
  }

  function provisioned(block: Readonly<Record<string, unknown>>, where: string): void {
    const { command, environment } = (block["local-exec"] ?? {}) as { command?: string; environment?: object };
    if (command === undefined) return;
    add(
      where,
      evaluate(command),
      Object.fromEntries(Object.entries(environment ?? {}).map(([name, value]) => [name, evaluate(String(value))])),
    );
  }

  function contained(container: Contained, where: string): void {
    const { entryPoint, command, healthCheck } = container;
    const environment = environmentOf(container);
    const program = [...list(entryPoint), ...list(command)];
    const check = list(healthCheck?.command);
    if (isShell(program[0]) && program[2] !== undefined) add(`${where} ${program[1]}`, program[2], environment);
    if (check[0] === "CMD-SHELL") add(`${where}.healthCheck`, check[1] ?? "", environment);
  }
}

interface Contained {
  readonly entryPoint?: unknown;
  readonly command?: unknown;
  readonly healthCheck?: { readonly command?: unknown } | null;
  readonly environment?: readonly { readonly name: string; readonly value: string }[];
  readonly secrets?: readonly { readonly name: string; readonly valueFrom: string }[];
}

function environmentOf({ environment = [], secrets = [] }: Contained): Script["environment"] {
  return Object.fromEntries([
    ...environment.map(({ name, value }) => [name, value]),
    ...secrets.map(({ name, valueFrom }) => [name, valueFrom]),
  ]) as Script["environment"];
}

function isShell(word: string | undefined): boolean {
  return /(^|\/)(ba|da|a)?sh$/.test(word ?? "");
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
