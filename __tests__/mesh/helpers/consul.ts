import type { Address } from "../../../tools/local-mesh";

/** What Consul's catalog says of an instance of a service. */
export interface CatalogService {
  readonly ServiceName: string;
  readonly ServiceID: string;
  readonly ServiceTags: readonly string[];
  readonly ServiceMeta: Readonly<Record<string, string>>;
  readonly ServiceAddress: string;
  readonly ServicePort: number;
}

export interface HealthCheck {
  readonly CheckID: string;
  readonly Name: string;
  readonly Status: "passing" | "warning" | "critical";
  readonly Output: string;
  readonly ServiceID: string;
  readonly ServiceName: string;
}

export interface AclToken {
  readonly AccessorID: string;
  readonly Description: string;
  readonly AuthMethod?: string;
  readonly ServiceIdentities?: readonly { readonly ServiceName: string }[];
}

/** Consul's HTTP API, with a token that may do everything where there are ACLs. */
export class Consul {
  constructor(
    private readonly address: Address,
    private readonly token?: string,
  ) {}

  /** The names of all services that the token may see. */
  async services(): Promise<string[]> {
    return Object.keys(await this.get<Record<string, string[]>>("catalog/services")).sort();
  }

  service(name: string): Promise<CatalogService[]> {
    return this.get(`catalog/service/${name}`);
  }

  checks(service: string): Promise<HealthCheck[]> {
    return this.get(`health/checks/${service}`);
  }

  tokens(): Promise<AclToken[]> {
    return this.get("acl/tokens");
  }

  /** Lets a service call another one. */
  async allow(source: string, destination: string): Promise<void> {
    await this.put("config", {
      Kind: "service-intentions",
      Name: destination,
      Sources: [{ Name: source, Action: "allow" }],
    });
  }

  async get<T>(path: string): Promise<T> {
    return (await (await this.ask("GET", path)).json()) as T;
  }

  async put(path: string, body?: unknown): Promise<string> {
    return (await this.ask("PUT", path, body)).text();
  }

  private async ask(method: string, path: string, body?: unknown): Promise<Response> {
    const { host, port } = this.address;
    const answer = await fetch(`http://${host}:${port}/v1/${path}`, {
      method,
      headers: this.token === undefined ? {} : { "X-Consul-Token": this.token },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`${method} /v1/${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}
