import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Address } from "../parts";
import { metadataAt, type InstanceIdentity } from "./metadata";

/** The metadata service of one instance: who asks it is known by where it asks. */
export interface MetadataServer {
  readonly address: Address;
  stop(): Promise<void>;
}

const TOKEN_PATH = "/latest/api/token";
const TTL_HEADER = "x-aws-ec2-metadata-token-ttl-seconds";
const LONGEST_TTL = 21_600;

/**
 * Starts the metadata service of an instance, version 2 alone: without a token it tells nothing.
 *
 * @param identity asked at each call; none before the instance has an address
 */
export async function startMetadataServer(
  host: string,
  identity: () => InstanceIdentity | undefined,
): Promise<MetadataServer> {
  const tokens = new Map<string, number>();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (path === TOKEN_PATH) return giveToken(request, response, tokens);
    const token = request.headers["x-aws-ec2-metadata-token"];
    const until = typeof token === "string" ? tokens.get(token) : undefined;
    if ((until ?? 0) < Date.now()) return end(response, 401, "");
    const known = identity();
    const value = known && (await metadataAt(path, known));
    if (value === undefined) end(response, 404, "");
    else end(response, 200, value);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => end(response, 500, String(error)));
  });
  server.listen(0, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error(`No port was given on ${host}.`);
  return {
    address: { host, port: address.port },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function giveToken(request: IncomingMessage, response: ServerResponse, tokens: Map<string, number>): void {
  const seconds = Number(request.headers[TTL_HEADER]);
  if (request.method !== "PUT") return end(response, 405, "");
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_TTL) return end(response, 400, "");
  for (const [token, until] of tokens) if (until < Date.now()) tokens.delete(token);
  const token = randomBytes(40).toString("base64url");
  tokens.set(token, Date.now() + seconds * 1000);
  end(response, 200, token, { [TTL_HEADER]: `${seconds}` });
}

function end(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "Content-Type": "text/plain", "Content-Length": Buffer.byteLength(body), ...headers });
  response.end(body);
}
