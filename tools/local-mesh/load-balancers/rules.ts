import type { RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ListenerAction, ListenerRule } from "./configuration";

/** What rules look at of a call. */
export interface Call {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** The action of the first rule that the call meets. */
export function actionFor(call: Call, rules: readonly ListenerRule[]): ListenerAction | undefined {
  return rules.find(({ conditions }) => conditions.every((condition) => meets(call, condition)))?.action;
}

/** Where a redirect leads. @param portOf the port by which the client reaches a listener's port */
export function redirectLocation(
  call: Call,
  { location }: Extract<ListenerAction, { kind: "redirect" }>,
  from: { readonly protocol: string; readonly port: number },
  portOf: (listenerPort: number) => number,
): string {
  const url = parse(call);
  const values: Record<string, string> = {
    protocol: from.protocol,
    host: url.hostname,
    port: String(from.port),
    path: url.pathname.slice(1),
    query: url.search.slice(1),
  };
  const fill = (text: string) => text.replace(/#\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  const protocol = fill(location.protocol).toLowerCase();
  const query = fill(location.query);
  const target = `${protocol}://${fill(location.host)}:${portOf(Number(fill(location.port)))}${fill(location.path)}`;
  return query === "" ? target : `${target}?${query}`;
}

function meets(call: Call, condition: RuleCondition): boolean {
  const url = parse(call);
  switch (condition.Field) {
    case "path-pattern":
      return matchesAny(url.pathname, condition.PathPatternConfig?.Values ?? condition.Values);
    case "host-header": {
      const values = condition.HostHeaderConfig?.Values ?? condition.Values ?? [];
      return matchesAny(
        url.hostname.toLowerCase(),
        values.map((value) => value.toLowerCase()),
      );
    }
    case "http-header": {
      const { HttpHeaderName = "", Values } = condition.HttpHeaderConfig ?? {};
      const header = call.headers[HttpHeaderName.toLowerCase()];
      const texts = typeof header === "string" ? [header] : (header ?? []);
      const patterns = Values?.map((value) => value.toLowerCase());
      return texts.some((text) => matchesAny(text.toLowerCase(), patterns));
    }
    case "http-request-method":
      return condition.HttpRequestMethodConfig?.Values?.includes(call.method) === true;
    case "query-string":
      return (condition.QueryStringConfig?.Values ?? []).some(({ Key, Value = "" }) =>
        [...url.searchParams].some(
          ([name, value]) => (Key === undefined || matches(name, Key)) && matches(value, Value),
        ),
      );
    case undefined:
    default:
      // By the source's address: here every caller comes from this machine.
      return true;
  }
}

function matchesAny(text: string, patterns: readonly string[] = []): boolean {
  return patterns.some((pattern) => matches(text, pattern));
}

/** `*` is any text, `?` one character. */
function matches(text: string, pattern: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "s").test(text);
}

function parse({ url, headers }: Call): URL {
  const host = typeof headers.host === "string" && headers.host !== "" ? headers.host : "localhost";
  const base = URL.canParse(`http://${host}`) ? `http://${host}` : "http://localhost";
  return URL.canParse(url) ? new URL(url) : new URL(`${base}${url}`);
}
