import { once } from "node:events";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { Address } from "../parts";
import { answerError } from "./protocol";

/** Answers a request, or says by `false` that it is for somebody else. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** The first handler that knows the request answers it. The last one must know all. */
export function firstOf(...handlers: readonly Handler[]): RequestListener {
  return (request, response) => {
    const answer = async () => {
      for (const handler of handlers) {
        if (await handler(request, response)) return;
      }
    };
    answer().catch((error: unknown) => answerError(response, error));
  };
}

/** The path of a request, without its query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}

/** Listens on a free port. */
export async function listen(server: Server, host: string): Promise<Address> {
  server.listen(0, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error(`No port was given on ${host}.`);
  return { host, port: address.port };
}

export async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}
