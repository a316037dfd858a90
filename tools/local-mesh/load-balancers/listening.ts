import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Address } from "../parts";
import type { Entry } from "./entry";

/** A key and its certificate, as PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Something that listens. */
export interface Listening {
  readonly address: Address;
  close(): Promise<void>;
}

/** A client may still use a connection that has been silent for almost the idle time. */
const KEEP_ALIVE_GRACE_SECONDS = 5;

/**
 * Opens a listener of a load balancer.
 * @param ports to be tried one after the other; 0 is any free one
 */
export async function listen(
  entry: Entry,
  protocol: string,
  host: string,
  ports: readonly number[],
  certificate?: Certificate,
): Promise<Listening> {
  const server = serverFor(entry, protocol, certificate);
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const port = await bind(server, host, ports);
  return {
    address: { host, port },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function serverFor(entry: Entry, protocol: string, certificate: Certificate | undefined): Server {
  switch (protocol) {
    case "HTTP":
    case "HTTPS": {
      const server =
        protocol === "HTTPS" ? createHttpsServer({ ...certificate }) : createHttpServer({ requestTimeout: 0 });
      server.requestTimeout = 0;
      server.keepAliveTimeout = (entry.idleSeconds + KEEP_ALIVE_GRACE_SECONDS) * 1000;
      server.on("request", (request, response) => entry.onCall(request, response));
      server.on("upgrade", (request, socket, head) => entry.onUpgrade(request, socket, head));
      return server;
    }
    case "TLS":
      return createTlsServer({ ...certificate }, (socket) => entry.onConnection(socket));
    default:
      return createTcpServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => entry.onConnection(socket));
  }
}

/** @returns the port that could be had */
async function bind(server: Server, host: string, ports: readonly number[]): Promise<number> {
  for (const [index, port] of ports.entries()) {
    try {
      return await tryPort(server, host, port);
    } catch (error) {
      if (index === ports.length - 1 || !isTaken(error)) throw error;
    }
  }
  throw new Error("There is no port to listen at.");
}

function isTaken(error: unknown): boolean {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return code === "EADDRINUSE" || code === "EACCES";
}

function tryPort(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      const address: AddressInfo | string | null = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}
