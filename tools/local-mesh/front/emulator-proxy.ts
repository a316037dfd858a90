import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { AwsError, readBody } from "./protocol";

/** What the emulator answered, read to its end. */
export interface EmulatorAnswer {
  readonly status: number;
  readonly text: string;
}

/** They are about one connection, and there are two. */
const HOP_BY_HOP = ["connection", "expect", "keep-alive", "proxy-connection", "te", "trailer", "upgrade"];

/**
 * Hands requests on to the emulator as they came. It finds the service by the signature and the name of the host, so
 * both stay.
 */
export class EmulatorProxy {
  private readonly target: URL;

  constructor(endpoint: string) {
    this.target = new URL(endpoint);
  }

  /** As it streams in, and as the answer streams out. */
  async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.send(request.method, request.url, request.headers, (outgoing) => {
      pipeline(request, outgoing).catch((error: Error) => outgoing.destroy(error));
      response.on("close", () => outgoing.destroy());
    });
    response.writeHead(answer.statusCode ?? 502, withoutHops(answer.headers));
    // The caller may leave before the end: nothing is left to be done for it.
    await pipeline(answer, response).catch(() => response.destroy());
  }

  /** A request whose body was read, or made here. `headers` are those that it came with. */
  async call(headers: IncomingHttpHeaders, body: string): Promise<EmulatorAnswer> {
    const sent = { ...headers, "content-length": `${Buffer.byteLength(body)}` };
    delete sent["transfer-encoding"];
    // The answer is read here.
    delete sent["accept-encoding"];
    const answer = await this.send("POST", "/", sent, (outgoing) => outgoing.end(body));
    return {
      status: answer.statusCode ?? 502,
      text: await readBody(answer),
    };
  }

  private send(
    method: string | undefined,
    path: string | undefined,
    headers: IncomingHttpHeaders,
    write: (outgoing: ReturnType<typeof httpRequest>) => void,
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.target;
      // No connection is kept: the emulator may close one in the moment in which it is used again.
      const outgoing = httpRequest({ hostname, port, method, path, headers: withoutHops(headers), agent: false });
      outgoing.on("response", resolve);
      outgoing.on("error", (error) => {
        // Clients of AWS try again after this status.
        reject(new AwsError("ServiceUnavailable", `The emulator gives no answer: ${error.message}`, 503));
      });
      write(outgoing);
    });
  }
}

function withoutHops(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
}
