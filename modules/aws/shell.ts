import { Fn, Token, Tokenization } from "cdktf";
import { isKnown } from "./rules";
import { textExpression } from "./terraform-json";

/** Joins the lines of a shell script; what is false or undefined is left out. */
export function lines(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== false && part !== undefined).join("\n");
}

/**
 * A value as one word of a command line, whatever it holds. What only Terraform knows is quoted by Terraform, when it
 * knows it. A word that is no option but may begin with a hyphen needs `--` before it, quoted or not.
 */
export function quoteWord(value: string): string {
  if (!isKnown(value)) return `'${Fn.replace(textExpression(Token.asString(value)), "'", textExpression(QUOTE))}'`;
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", QUOTE)}'`;
}

/** Ends the quotes, writes one, and begins them again. */
const QUOTE = `'\\''`;

/**
 * Writes text to a file that only its owner may read.
 *
 * @param options.expand lets the shell expand `$` and backticks in the text as it is written here. What only Terraform
 * knows arrives as it is
 */
export function hereDocument(file: string, text: string, options: { readonly expand?: boolean } = {}): string {
  if (options.expand && !isKnown(text)) return withVariables(file, text);
  const end = unusedDelimiter(text);
  return [`(umask 077; cat > ${file}) <<${options.expand ? end : `'${end}'`}`, text, end].join("\n");
}

/** Where Terraform has a part in the text, nobody knows its lines; but no text holds its own hash. */
function unusedDelimiter(text: string): string {
  let delimiter = "END_OF_FILE";
  if (!isKnown(text)) return `${delimiter}_${Fn.sha256(textExpression(text))}`;
  while (text.split("\n").includes(delimiter)) delimiter += "_";
  return delimiter;
}

/** An expanded here-document that takes what only Terraform knows from variables: the shell expands no value of them. */
function withVariables(file: string, text: string): string {
  const { assignments, rest, written } = Tokenization.reverseString(text).tokens.reduce(
    ({ assignments, rest, written }, token, index) => {
      const marker = Token.asString(token);
      const at = rest.indexOf(marker);
      return {
        assignments: [...assignments, `terraform_${index}=${quoteWord(marker)}`],
        rest: rest.slice(at + marker.length),
        written: `${written}${closed(rest.slice(0, at))}\${terraform_${index}}`,
      };
    },
    { assignments: new Array<string>(), rest: text, written: "" },
  );
  return lines(...assignments, hereDocument(file, written + rest, { expand: true }));
}

/** A text that a variable may follow: a backslash or a dollar at its end would make another thing of it. */
function closed(text: string): string {
  const [, backslashes = "", dollar = ""] = /(\\*)(\$?)$/.exec(text) ?? [];
  const isOpen = backslashes.length % 2 === (dollar ? 0 : 1);
  return isOpen ? `${text.slice(0, text.length - dollar.length)}\\${dollar}` : text;
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
 * environment of the running container (`{encrypt: env.KEY}`), later ones over earlier ones. JSON is one line, whatever
 * it holds, which no value makes the end of the here-document.
 */
export function writeJson(file: string, json: string, additions: readonly string[]): string {
  return lines(`(umask 077; jq '${[".", ...additions].join(" * ")}' > ${file}) <<'END_OF_JSON'`, json, "END_OF_JSON");
}
