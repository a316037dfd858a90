/** Joins the lines of a shell script; what is false or undefined is left out. */
export function lines(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== false && part !== undefined).join("\n");
}

/** A value as one word of a command line, whatever it holds. */
export function quoteWord(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/**
 * Writes text to a file that only its owner may read.
 *
 * @param options.expand lets the shell expand `$` and backticks in the text
 */
export function hereDocument(file: string, text: string, options: { readonly expand?: boolean } = {}): string {
  const end = unusedDelimiter(text);
  return [`(umask 077; cat > ${file}) <<${options.expand ? end : `'${end}'`}`, text, end].join("\n");
}

function unusedDelimiter(text: string): string {
  let delimiter = "END_OF_FILE";
  while (text.split("\n").includes(delimiter)) delimiter += "_";
  return delimiter;
}

/**
 * A command that prints a value of ECS's metadata of the container (no path) or the task (`/task`), and fails when there
 * is none. `curl` and `jq` are in Consul's image. An empty answer must not pass: jq 1.6 lets it, unless it reads `input`.
 */
export function ecsMetadata(path: "" | "/task", value: string): string {
  return `curl -fsS "$ECS_CONTAINER_METADATA_URI_V4${path}" | jq -ner 'input | ${value}'`;
}

/** Sets and exports ECS_IPV4, the address of the task in the VPC. */
export const TASK_ADDRESS = lines(`ECS_IPV4=$(${ecsMetadata("", ".Networks[0].IPv4Addresses[0]")})`, "export ECS_IPV4");

/**
 * Writes a JSON file that only its owner may read: a document that is known already, joined with what jq takes from the
 * environment of the running container (`{encrypt: env.KEY}`), later ones over earlier ones.
 */
export function writeJson(file: string, json: string, additions: readonly string[]): string {
  return lines(`(umask 077; jq '${[".", ...additions].join(" * ")}' > ${file}) <<'END_OF_JSON'`, json, "END_OF_JSON");
}
