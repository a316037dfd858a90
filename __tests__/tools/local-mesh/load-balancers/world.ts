import { once } from "node:events";
import { type Agent, createServer, get, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { generate } from "selfsigned";
import type { Target } from "../../../../tools/local-mesh/parts";
import {
  type LoadBalancers,
  type LoadBalancersOptions,
  startLoadBalancers,
} from "../../../../tools/local-mesh/load-balancers";
import { type Account, clientOf, GROUP } from "./fake-account";

/** What a test starts, and takes away again after it. */
export class World {
  readonly notes: string[] = [];
  readonly #ends: (() => Promise<unknown>)[] = [];
  #count = 0;

  async start(account: Account, options: Partial<LoadBalancersOptions> = {}): Promise<LoadBalancers> {
    const balancers = await startLoadBalancers({
      client: clientOf(account),
      certificate: selfSigned,
      onNote: (line) => this.notes.push(line),
      ...options,
    });
    this.#ends.unshift(() => balancers.stop());
    return balancers;
  }

  /** A server of HTTP, as the target that it is. `/health` is answered with 200 unless it answers itself. */
  async target(answer: RequestListener = (_, response) => response.end("ok")): Promise<Target & { close(): void }> {
    const server = createServer((request, response) => {
      if (request.url === "/health") response.end();
      else void answer(request, response);
    });
    return this.open(server);
  }

  /** A server of TCP, as the target that it is. */
  async tcpTarget(answer: (socket: Socket) => void): Promise<Target & { close(): void }> {
    return this.open(createTcpServer({ allowHalfOpen: true }, answer));
  }

  /** Registers a target and waits until it is healthy. */
  async join(balancers: LoadBalancers, target: Target, group = GROUP): Promise<void> {
    balancers.register(group, target);
    await until(() => balancers.health(group, target) === "healthy");
  }

  async open<S extends Server>(server: S): Promise<Target & { server: S; close(): void }> {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const sockets = new Set<Socket>();
    server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.once("close", () => sockets.delete(socket));
    });
    const close = () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    };
    this.#ends.push(() => Promise.resolve(close()));
    const port = portOf(server);
    return { id: `10.0.0.${++this.#count}`, port, address: { host: "127.0.0.1", port }, server, close };
  }

  async end(): Promise<void> {
    for (const end of this.#ends) await end();
    this.#ends.length = 0;
  }
}

/** A port that nobody has. */
export async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  server.close();
  await once(server, "close");
  return port;
}

export async function until(isSo: () => boolean, seconds = 10): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !isSo(); await sleep(10)) {
    if (Date.now() > end) throw new Error(`Not within ${seconds} s: ${String(isSo)}`);
  }
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: IncomingMessage["headers"];
}

/** One call, by a connection of its own unless an agent is given. */
export function call(
  port: number,
  path = "/",
  { agent, headers }: { readonly agent?: Agent; readonly headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = get({ host: "127.0.0.1", port, path, headers, agent: agent ?? false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
      response.on("error", reject);
    });
    request.on("error", reject);
  });
}

async function selfSigned(names: readonly string[]) {
  const { private: key, cert } = await generate([{ name: "commonName", value: names[0] ?? "" }], { keySize: 2048 });
  return { key, cert };
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address ? address.port : 0;
}
