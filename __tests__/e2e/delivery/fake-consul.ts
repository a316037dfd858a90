import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

export interface StoredEntry {
  readonly Kind: string;
  readonly Name?: string;
  readonly Namespace?: string;
  readonly Meta?: Readonly<Record<string, string>>;
  readonly ModifyIndex?: number;
  readonly [field: string]: unknown;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface Check {
  readonly CheckID: string;
  readonly Status: string;
  readonly Output: string;
}

const OK = (body: unknown): Answer => ({ status: 200, body });
const NOT_FOUND: Answer = { status: 404, body: "not found" };

/**
 * As much of Consul's HTTP API as the delivery of entries asks, and of ECS's. It fills in defaults, refuses what a check-and-set
 * forbids and answers as Consul does.
 */
export class FakeConsul {
  readonly entries = new Map<string, StoredEntry>();
  readonly values = new Map<string, { readonly value: string; readonly index: number }>();
  readonly checks = new Map<string, Check>();
  readonly authMethods = new Set<string>();
  readonly requests: { readonly method: string; readonly url: string; readonly token?: string }[] = [];
  /** Calls of ECS: action and body. */
  readonly ecs: { readonly action: string; readonly body: Record<string, unknown>; readonly signed: boolean }[] = [];
  /** Services of ECS whose deployment is not through yet. */
  readonly moving = new Set<string>();
  /** Answers of ECS that go instead of the usual ones. */
  disturbEcs: (action: string, service: unknown) => Answer | undefined = () => undefined;
  trustDomain = "one.consul";
  autopilot = { CleanupDeadServers: true, LastContactThreshold: "200ms", MinQuorum: 0, CreateIndex: 4, ModifyIndex: 4 };
  voters = 1;
  /** Asked first: what it answers goes instead of what Consul would. */
  disturb: (method: string, path: string) => Answer | undefined = () => undefined;
  private index = 10;
  private readonly server: Server;

  constructor(private readonly tls?: { readonly key: string; readonly cert: string }) {
    const listener: RequestListener = (request, response) => {
      void readAll(request).then((body) => {
        const { status, body: answer } = this.answer(request, body);
        response.writeHead(status).end(typeof answer === "string" ? answer : JSON.stringify(answer));
      });
    };
    this.server = tls ? createTlsServer(tls, listener) : createServer(listener);
  }

  async start(): Promise<void> {
    await new Promise<void>((started) => this.server.listen(0, "127.0.0.1", started));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((stopped) => this.server.close(stopped));
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get address(): string {
    return `${this.tls ? "https" : "http"}://127.0.0.1:${this.port}`;
  }

  /** Somebody writes an entry by hand. */
  put(entry: StoredEntry): void {
    this.entries.set(key(entry), { ...entry, ModifyIndex: ++this.index });
  }

  entry(title: string): StoredEntry | undefined {
    return this.entries.get(title);
  }

  /** The writes of entries so far. */
  get writes(): number {
    return this.requests.filter(({ method, url }) => method !== "GET" && url.startsWith("/v1/config")).length;
  }

  /** The server is replaced, and what it knew is gone. */
  lose(trustDomain: string): void {
    this.trustDomain = trustDomain;
    for (const store of [this.entries, this.values, this.checks, this.authMethods]) store.clear();
    this.index = 10;
  }

  private answer(request: IncomingMessage, body: string): Answer {
    const method = request.method ?? "GET";
    const url = new URL(request.url ?? "/", this.address);
    const action = request.headers["x-amz-target"];
    if (typeof action === "string") return this.answerEcs(action.split(".")[1] ?? "", body, request);
    const token = request.headers["x-consul-token"];
    this.requests.push({ method, url: request.url ?? "", token: typeof token === "string" ? token : undefined });
    return this.disturb(method, url.pathname) ?? this.answerConsul(method, url, body);
  }

  private answerConsul(method: string, url: URL, body: string): Answer {
    const path = url.pathname;
    const cas = url.searchParams.has("cas") ? Number(url.searchParams.get("cas")) : undefined;
    const [, , area = "", name = "", ...rest] = path.split("/");
    if (path === "/credentials") return OK({ AccessKeyId: "AKID", SecretAccessKey: "very-secret", Token: "session" });
    if (path === "/v1/status/leader") return OK('"127.0.0.1:8300"');
    if (path === "/v1/connect/ca/roots") return OK({ TrustDomain: this.trustDomain, Roots: [] });
    if (path.startsWith("/v1/acl/auth-method/")) return this.authMethods.has(rest[0] ?? "") ? OK({}) : NOT_FOUND;
    if (area === "kv") return this.answerValue(method, path.slice("/v1/kv/".length), url, body, cas);
    if (area === "health") return OK([...this.checks.values()]);
    if (path === "/v1/catalog/register") {
      const { Check } = JSON.parse(body) as { Check: Check };
      this.checks.set(Check.CheckID, Check);
      return OK("true");
    }
    if (path.startsWith("/v1/operator/autopilot")) return this.answerAutopilot(method, path, body, cas);
    if (path === "/v1/namespaces") return OK([{ Name: "default" }, { Name: "team" }]);
    if (area === "config") return this.answerConfig(method, url, name, decodeURIComponent(rest.join("/")), body, cas);
    return NOT_FOUND;
  }

  private answerConfig(method: string, url: URL, kind: string, name: string, body: string, cas = -1): Answer {
    const namespace = url.searchParams.get("ns") ?? "default";
    if (method === "GET") {
      if (kind === "file-system-certificate") return { status: 500, body: `invalid config entry kind: ${kind}` };
      return OK([...this.entries.values()].filter((entry) => entry.Kind === kind && namespaceOf(entry) === namespace));
    }
    const written =
      method === "PUT" ? (JSON.parse(body) as StoredEntry) : { Kind: kind, Name: name, Namespace: namespace };
    const at = key(written);
    if ((this.entries.get(at)?.ModifyIndex ?? 0) !== cas) return OK("false");
    if (method === "DELETE") return OK(String(this.entries.delete(at)));
    if (written.Protocol === "refused") return { status: 400, body: "invalid protocol" };
    this.put(withDefaults(url.searchParams.has("partition") ? inPartition(written, url) : written));
    return OK("true");
  }

  private answerValue(method: string, name: string, url: URL, body: string, cas?: number): Answer {
    const known = this.values.get(name);
    if (method === "DELETE") return OK(String(this.values.delete(name)));
    if (method === "PUT") {
      if (cas !== undefined && (known?.index ?? 0) !== cas) return OK("false");
      this.values.set(name, { value: body, index: ++this.index });
      return OK("true");
    }
    if (!known) return { status: 404, body: "" };
    if (url.searchParams.has("raw")) return OK(known.value);
    return OK([{ Value: Buffer.from(known.value).toString("base64"), ModifyIndex: known.index }]);
  }

  private answerAutopilot(method: string, path: string, body: string, cas?: number): Answer {
    if (path.endsWith("/health")) {
      const Servers = Array.from({ length: this.voters }, () => ({ Healthy: true, Voter: true }));
      return { status: 429, body: { Healthy: false, Servers: [...Servers, { Healthy: false, Voter: true }] } };
    }
    if (method === "GET") return OK(this.autopilot);
    if (cas !== this.autopilot.ModifyIndex) return OK("false");
    this.autopilot = { ...(JSON.parse(body) as typeof this.autopilot), ModifyIndex: ++this.index };
    return OK("true");
  }

  private answerEcs(action: string, body: string, { headers }: IncomingMessage): Answer {
    const signed = /AKID\/\d{8}\/eu-central-1\/ecs\//.test(headers.authorization ?? "");
    const request = JSON.parse(body) as { readonly service?: string; readonly services?: readonly string[] };
    this.ecs.push({ action, body: { ...request }, signed });
    const disturbed = this.disturbEcs(action, request.service);
    if (disturbed) return disturbed;
    if (action === "UpdateService") return OK({ service: {} });
    if ((request.services?.length ?? 0) > 10) return { status: 400, body: "InvalidParameterException" };
    return OK({ services: request.services?.map((name) => this.ecsService(name)), failures: [] });
  }

  private ecsService(serviceName: string): object {
    const deployments = [{ status: "PRIMARY" }, ...(this.moving.has(serviceName) ? [{ status: "ACTIVE" }] : [])];
    return { serviceName, status: "ACTIVE", deployments, runningCount: 1, desiredCount: 1 };
  }
}

function namespaceOf({ Namespace = "default" }: StoredEntry): string {
  return Namespace;
}

function key(entry: StoredEntry): string {
  const namespace = namespaceOf(entry);
  return `${namespace === "default" ? "" : `${namespace}/`}${entry.Kind}/${entry.Name ?? entry.Kind}`;
}

/** Consul Enterprise says where an entry is, and that its sources are there too unless they say otherwise. */
function inPartition(entry: StoredEntry, url: URL): StoredEntry {
  const Partition = url.searchParams.get("partition") ?? "default";
  const place = { Partition, Namespace: namespaceOf(entry) };
  const sources = entry.Sources as object[] | undefined;
  return { ...entry, ...place, ...(sources ? { Sources: sources.map((source) => ({ ...place, ...source })) } : {}) };
}

/** Consul adds and spells what it stores its own way. */
function withDefaults(entry: StoredEntry): StoredEntry {
  if (entry.Kind === "service-defaults") return { ...entry, TransparentProxy: {}, MeshGateway: {}, Expose: {} };
  if (entry.Kind === "service-resolver" && entry.ConnectTimeout === "1m") return { ...entry, ConnectTimeout: "1m0s" };
  if (entry.Kind === "proxy-defaults") return { ...entry, Mode: "as-consul-likes-it" };
  return entry;
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
