import type { IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { type Duplex, pipeline } from "node:stream";
import { connect as connectSecurely } from "node:tls";
import { type Entrance, openCall } from "./call";
import type { Lease } from "./member";

/** Joins a client's connection to a new one to the target, until one of them ends. Ends the lease. */
export function tunnel(client: Socket, lease: Lease, idleSeconds: number): void {
  const { address } = lease.member.target;
  const target = lease.member.isSecure
    ? connectSecurely({ ...address, rejectUnauthorized: false })
    : connect({ ...address, allowHalfOpen: true });
  join(client, target, lease, idleSeconds);
}

/** Passes an upgrade (a WebSocket) to the target, with what came after it. Ends the lease. */
export function passUpgrade(
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
  entrance: Entrance,
  lease: Lease,
): void {
  const call = openCall(request, entrance, lease, false, [
    ...["connection", "Upgrade"],
    ...["upgrade", request.headers.upgrade ?? "websocket"],
  ]);
  const refuse = (status: string) => {
    lease.end();
    client.end(`HTTP/1.1 ${status}\r\nserver: awselb/2.0\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  };
  client.on("error", () => call.destroy());
  call.on("error", () => refuse("502 Bad Gateway"));
  call.on("response", (answer) => {
    // The target does not want to: its answer is an ordinary one.
    client.write(statusLine(answer));
    answer.pipe(client);
    answer.once("close", () => lease.end());
  });
  call.on("upgrade", (answer, target, first) => {
    client.write(statusLine(answer));
    if (first.length > 0) client.write(first);
    if (head.length > 0) target.write(head);
    join(client, target, lease, entrance.idleSeconds);
  });
  call.end();
}

/** Both ways at once. A half that ends is ended on the other side too; an error, silence or a release ends both. */
function join(client: Duplex, target: Socket, lease: Lease, idleSeconds: number): void {
  const close = () => {
    client.destroy();
    target.destroy();
  };
  lease.signal.addEventListener("abort", close);
  target.setTimeout(idleSeconds * 1000, close);
  target.once("close", () => {
    lease.signal.removeEventListener("abort", close);
    lease.end();
  });
  for (const [from, to] of [
    [client, target],
    [target, client],
  ] as const) {
    pipeline(from, to, (error) => {
      if (error) close();
    });
  }
}

function statusLine({ statusCode = 502, statusMessage = "", rawHeaders }: IncomingMessage): string {
  const pairs = rawHeaders
    .filter((_, index) => index % 2 === 0)
    .map((name, index) => `${name}: ${rawHeaders[2 * index + 1]}`);
  return [`HTTP/1.1 ${statusCode} ${statusMessage}`, ...pairs, "", ""].join("\r\n");
}
