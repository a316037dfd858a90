import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { passCall, refuse } from "./call";
import type { ListenerAction, ListenerSettings } from "./configuration";
import { actionFor, type Call, redirectLocation } from "./rules";
import type { Sharing } from "./sharing";
import { passUpgrade, tunnel } from "./tunnel";

type Forward = Extract<ListenerAction, { kind: "forward" }>;

/** What is done with the calls and connections of a listener, by its rules of the moment. */
export class Entry {
  settings: ListenerSettings;

  /** @param portOf the port by which clients of this entry reach a listener's port of the same load balancer */
  constructor(
    settings: ListenerSettings,
    readonly idleSeconds: number,
    private readonly sharing: Sharing,
    private readonly portOf: (listenerPort: number) => number,
  ) {
    this.settings = settings;
  }

  onCall(request: IncomingMessage, response: ServerResponse): void {
    const call = toCall(request);
    const action = actionFor(call, this.settings.rules);
    switch (action?.kind) {
      case "forward":
        return this.forward(request, response, action);
      case "redirect": {
        const location = redirectLocation(call, action, this.entrance, this.portOf);
        response.writeHead(action.status, { server: "awselb/2.0", location, "content-length": 0 });
        response.end();
        return;
      }
      case "fixed":
        response.writeHead(action.status, { server: "awselb/2.0", "content-type": action.contentType });
        response.end(action.body);
        return;
      case undefined:
        return refuse(response, 503);
    }
  }

  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const action = actionFor(toCall(request), this.settings.rules);
    const choice = action?.kind === "forward" ? this.sharing.choose(action, request.headers.cookie) : undefined;
    if (choice) passUpgrade(request, socket, head, this.entrance, choice.lease);
    else socket.end("HTTP/1.1 503 Service Temporarily Unavailable\r\nserver: awselb/2.0\r\ncontent-length: 0\r\n\r\n");
  }

  onConnection(socket: Socket): void {
    const action = this.settings.rules.at(-1)?.action;
    const choice = action?.kind === "forward" ? this.sharing.choose(action) : undefined;
    if (choice) tunnel(socket, choice.lease, this.idleSeconds);
    else socket.destroy();
  }

  private forward(request: IncomingMessage, response: ServerResponse, action: Forward): void {
    const choice = this.sharing.choose(action, request.headers.cookie);
    if (choice) passCall(request, response, this.entrance, choice.lease, choice.cookies);
    else refuse(response, 503);
  }

  private get entrance() {
    const { protocol, port } = this.settings;
    return { protocol: protocol === "HTTPS" ? "https" : "http", port, idleSeconds: this.idleSeconds } as const;
  }
}

function toCall({ method = "GET", url = "/", headers }: IncomingMessage): Call {
  return { method, url, headers };
}
