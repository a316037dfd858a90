/** Values of an answer in XML: a text, or what is inside by name. A repeated name is a list, and so is `item` or `member`. */
export type Answer = string | readonly Answer[] | { readonly [name: string]: Answer };

const CREDENTIAL = "test/20250101/us-east-1";
const VERSIONS = { ec2: "2016-11-15", autoscaling: "2011-01-01", monitoring: "2010-08-01", iam: "2010-05-08" } as const;

/** Asks a query API of AWS, of the emulator, for which the project has no client. */
export async function ask(
  endpoint: string,
  service: keyof typeof VERSIONS,
  action: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-www-form-urlencoded",
      Authorization: `AWS4-HMAC-SHA256 Credential=${CREDENTIAL}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams({ Action: action, Version: VERSIONS[service], ...parameters }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${action}: ${response.status} ${text.slice(0, 300)}`);
  return parse(text);
}

/** Every value under a name, however deep it lies. */
export function all(answer: Answer, name: string): Answer[] {
  if (typeof answer === "string") return [];
  if (isList(answer)) return answer.flatMap((item) => all(item, name));
  return Object.entries(answer).flatMap(([key, value]) => [
    ...(key === name ? (isList(value) ? value : [value]) : []),
    ...all(value, name),
  ]);
}

/** The first value under a name, when it is a text. */
export function first(answer: Answer | undefined, name: string): string {
  const [value] = answer === undefined ? [] : all(answer, name);
  return typeof value === "string" ? value : "";
}

/** `[{Key, Value}]`, in whatever case, as an object. */
export function tagsOf(list: Answer | undefined): Record<string, string> {
  const items = list === undefined || typeof list === "string" ? [] : isList(list) ? list : [list];
  return Object.fromEntries(items.map((item) => [text(item, "key"), text(item, "value")]));
}

function text(item: Answer, name: string): string {
  const found = Object.entries(item).find(([key]) => key.toLowerCase() === name)?.[1] as unknown;
  return typeof found === "string" ? found : "";
}

function isList(answer: Answer): answer is readonly Answer[] {
  return Array.isArray(answer);
}

function parse(xml: string): Answer {
  const tokens = xml.replace(/<\?[^]*?\?>/g, "").match(/<[^>]+>|[^<]+/g) ?? [];
  let position = 0;
  const read = (): Answer => {
    const members: Record<string, Answer[]> = {};
    let content = "";
    for (; position < tokens.length; position++) {
      const token = tokens[position] ?? "";
      if (token.startsWith("</")) break;
      if (!token.startsWith("<")) {
        content += token;
        continue;
      }
      const name = /^<([\w:]+)/.exec(token)?.[1] ?? "";
      position++;
      const value = token.endsWith("/>") ? "" : read();
      if (token.endsWith("/>")) position--;
      (members[name] ??= []).push(value);
    }
    const names = Object.keys(members);
    if (names.length === 0) return unescape(content.trim());
    const [only = ""] = names;
    if (names.length === 1 && ["item", "member"].includes(only)) return members[only] ?? [];
    return Object.fromEntries(
      Object.entries(members).map(([name, values]) => [name, values.length === 1 ? (values[0] ?? "") : values]),
    );
  };
  return read();
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (_, code: string | undefined, name: string) =>
    code === undefined ? (ENTITIES[name] ?? "") : String.fromCharCode(Number(code)),
  );
}
