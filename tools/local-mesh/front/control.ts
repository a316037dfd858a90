import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { AwsError, answerJson, answerText, readBody } from "./protocol";
import { pathOf, type Handler } from "./serving";
import { session, type Execute } from "./session";

/** What another process of this machine may ask of a running mesh. */
export interface Control {
  /** Services, tasks, load balancers: whatever can be written as JSON. */
  status(): unknown;
  scale(service: string, count: number): Promise<void>;
  /** Its first argument is a task's ARN, or a service's name. */
  readonly execute: Execute;
  /** Takes everything away, this front included. */
  stop(): Promise<void>;
}

/** Where the control of the mesh is, on the loopback address only. */
export const CONTROL_PATH = "/local-mesh";

const Scale = z.strictObject({ service: z.string(), count: z.int().min(0) });
const Execute = z.strictObject({ target: z.string(), container: z.string(), command: z.array(z.string()).min(1) });

/** Answers `GET status`, `POST scale`, `POST execute`, `POST session` and `POST stop` below {@link CONTROL_PATH}. */
export function controlHandler(control: () => Control): Handler {
  return async (request, response) => {
    const path = pathOf(request);
    if (path !== CONTROL_PATH && !path.startsWith(`${CONTROL_PATH}/`)) return false;
    refuseForeign(request);
    switch (`${request.method} ${path.slice(CONTROL_PATH.length)}`) {
      case "GET /status":
        answerJson(response, 200, control().status());
        return true;
      case "POST /scale": {
        const { service, count } = await body(request, Scale);
        await control().scale(service, count);
        answerJson(response, 200, {});
        return true;
      }
      case "POST /execute": {
        const { target, container, command } = await body(request, Execute);
        answerJson(response, 200, await control().execute(target, container, command));
        return true;
      }
      case "POST /session": {
        const form = new URLSearchParams(await readBody(request));
        const answer = await session(form, (...command) => control().execute(...command));
        answerText(response, answer.status, answer.text, "text/plain; charset=utf-8");
        return true;
      }
      case "POST /stop":
        // Stopping ends this connection as well: the answer goes first, and what is left is seen in the status.
        response.on("finish", () => void control().stop());
        answerJson(response, 202, {});
        return true;
      default:
        throw new AwsError("UnknownOperationException", `There is no ${request.method} ${path}.`, 404);
    }
  };
}

/** A page in a browser may ask this machine too, by a name of its own that leads here. It must not get further. */
function refuseForeign({ headers, socket }: IncomingMessage): void {
  const own = ["127.0.0.1", "localhost"].map((host) => `${host}:${socket.localPort}`);
  if (headers.host === undefined || !own.includes(headers.host) || headers.origin !== undefined) {
    throw new AwsError("AccessDeniedException", "Only programs of this machine may ask this.", 403);
  }
}

async function body<T>(request: IncomingMessage, shape: z.ZodType<T>): Promise<T> {
  const text = await readBody(request);
  try {
    return shape.parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : "It is no JSON.";
    throw new AwsError("ValidationException", reason);
  }
}
