import { type ClientRequest, type IncomingMessage, request as httpRequest, type ServerResponse } from "node:http";
import { request as httpsRequest } from "node:https";
import { pipeline } from "node:stream";
import type { Lease } from "./member";

/** What a proxy may not pass on: it is about one connection only. */
const OF_THE_CONNECTION = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Which listener a call came in by. */
export interface Entrance {
  readonly protocol: "http" | "https";
  readonly port: number;
  readonly idleSeconds: number;
}

/** AWS waits no longer for a connection to a target. */
const CONNECT_MS = 10_000;

/** Passes a call to a target and its answer back; 502 and 504 are said as AWS says them. Ends the lease. */
export function passCall(
  request: IncomingMessage,
  response: ServerResponse,
  entrance: Entrance,
  lease: Lease,
  cookies: readonly string[],
): void {
  response.once("close", () => lease.end());
  // A connection that waited may be closed by the target in the moment that it is used. What has no body, and does no
  // harm when it is done twice, is sent again by a new connection; all else gets a new connection at once.
  attempt(isRepeatable(request));

  function attempt(reuse: boolean): void {
    const call = openCall(request, entrance, lease, reuse);
    let isOver = false;
    const finish = (outcome?: number | "again") => {
      if (isOver) return;
      isOver = true;
      lease.signal.removeEventListener("abort", abort);
      call.destroy();
      if (outcome === "again") return attempt(false);
      if (response.headersSent || response.destroyed) response.destroy();
      else refuse(response, outcome ?? 502);
    };
    const abort = () => finish(502);
    lease.signal.addEventListener("abort", abort);
    response.once("close", () => {
      if (!response.writableFinished) finish();
      lease.signal.removeEventListener("abort", abort);
    });
    call.setTimeout(entrance.idleSeconds * 1000, () => finish(504));
    call.on("error", (error: NodeJS.ErrnoException) => {
      const isStale = reuse && call.reusedSocket && !response.headersSent && !response.destroyed;
      finish(isStale ? "again" : error.code === "ETIMEDOUT" ? 504 : 502);
    });
    call.once("response", (answer) => {
      if (isOver) return;
      passAnswer(answer, response, cookies);
    });
    if (reuse) call.end();
    else request.pipe(call);
  }
}

function passAnswer(answer: IncomingMessage, response: ServerResponse, cookies: readonly string[]): void {
  const headers = keptHeaders(answer.rawHeaders);
  for (const value of cookies) headers.push("set-cookie", value);
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
  // A stream may be silent for a while.
  response.flushHeaders();
  pipeline(answer, response, () => undefined);
}

/** The call as the target gets it, with what AWS adds. */
export function openCall(
  request: IncomingMessage,
  entrance: Entrance,
  lease: Lease,
  reuse: boolean,
  more: readonly string[] = [],
): ClientRequest {
  const { member } = lease;
  const open = member.isSecure ? httpsRequest : httpRequest;
  const call = open({
    host: member.target.address.host,
    port: member.target.address.port,
    method: request.method,
    path: request.url,
    setHost: false,
    agent: reuse ? member.agent : false,
    headers: [
      ...keptHeaders(request.rawHeaders, FORWARDED),
      ...forwarded(request, entrance),
      ...bodyHeaders(request),
      ...more,
    ],
    rejectUnauthorized: false,
  });
  call.once("socket", (socket) => {
    if (!socket.connecting) return;
    const limit = setTimeout(() => {
      socket.destroy(Object.assign(new Error("The target takes no connection."), { code: "ETIMEDOUT" }));
    }, CONNECT_MS);
    for (const event of ["connect", "close"]) socket.once(event, () => clearTimeout(limit));
  });
  return call;
}

/** Answers as the load balancer itself. */
export function refuse(response: ServerResponse, status: number): void {
  const text = `${status} ${STATUS[status] ?? ""}`.trim();
  const body = `<html>\r\n<head><title>${text}</title></head>\r\n<body>\r\n<center><h1>${text}</h1></center>\r\n</body>\r\n</html>\r\n`;
  response.writeHead(status, { server: "awselb/2.0", "content-type": "text/html", "content-length": body.length });
  response.end(body);
}

const STATUS: Record<number, string> = {
  404: "Not Found",
  502: "Bad Gateway",
  503: "Service Temporarily Unavailable",
  504: "Gateway Time-out",
};

const FORWARDED = new Set(["x-forwarded-for", "x-forwarded-proto", "x-forwarded-port"]);

function forwarded(request: IncomingMessage, { protocol, port }: Entrance): string[] {
  const before = request.headers["x-forwarded-for"];
  const client = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const chain = [...(before === undefined ? [] : [before].flat()), client].join(", ");
  return ["x-forwarded-for", chain, "x-forwarded-proto", protocol, "x-forwarded-port", String(port)];
}

/** A body of unknown length stays one, and none stays none. */
function bodyHeaders({ headers, method = "" }: IncomingMessage): string[] {
  if (headers["transfer-encoding"] !== undefined) return ["transfer-encoding", "chunked"];
  return headers["content-length"] === undefined && !SAFE.has(method) ? ["content-length", "0"] : [];
}

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

function isRepeatable({ headers, method = "" }: IncomingMessage): boolean {
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  return SAFE.has(method) && !hasBody;
}

/** Pairs of name and value, in the order and the writing of the sender. */
function keptHeaders(raw: readonly string[], without: ReadonlySet<string> = new Set()): string[] {
  const named = raw.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  // `Connection` names further ones that are about the connection.
  const listed = named.flatMap((name, index) => (name === "connection" ? (raw[2 * index + 1] ?? "").split(",") : []));
  const dropped = new Set([...OF_THE_CONNECTION, ...without, ...listed.map((name) => name.trim().toLowerCase())]);
  return named.flatMap((name, index) => (dropped.has(name) ? [] : [raw[2 * index] ?? "", raw[2 * index + 1] ?? ""]));
}
