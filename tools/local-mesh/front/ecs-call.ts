import type { IncomingHttpHeaders } from "node:http";
import type { EmulatorAnswer, EmulatorProxy } from "./emulator-proxy";
import { AwsError } from "./protocol";

/** Names an action of ECS in the header `X-Amz-Target`. */
const TARGET_PREFIX = "AmazonEC2ContainerServiceV20141113.";

/** The action of ECS that a request asks for, when it asks ECS. */
export function actionOf(headers: IncomingHttpHeaders): string | undefined {
  const target = headers["x-amz-target"];
  return typeof target === "string" && target.startsWith(TARGET_PREFIX)
    ? target.slice(TARGET_PREFIX.length)
    : undefined;
}

/** One call of ECS, and the way to the emulator for it. */
export class EcsCall<Request extends object> {
  constructor(
    readonly request: Request,
    private readonly headers: IncomingHttpHeaders,
    private readonly emulator: EmulatorProxy,
  ) {}

  /** Asks the emulator the same, or what the request should have said. */
  async forward<Answer>(request: object = this.request): Promise<Answer> {
    return answerOf<Answer>(await this.emulator.call(this.headers, JSON.stringify(request)));
  }

  /** Asks the emulator something else, as the same caller. */
  async ask<Answer>(action: string, request: object): Promise<Answer> {
    const headers = { ...this.headers, "x-amz-target": `${TARGET_PREFIX}${action}` };
    return answerOf<Answer>(await this.emulator.call(headers, JSON.stringify(request)));
  }
}

/** What the emulator answered. @throws AwsError when it said no */
function answerOf<Answer>({ status, text }: EmulatorAnswer): Answer {
  if (status < 400) return JSON.parse(text) as Answer;
  const { __type = "ServerException", message = text } = refusalOf(text);
  throw new AwsError(__type, message, status);
}

/** What breaks in the emulator is told as a page. */
function refusalOf(text: string): { readonly __type?: string; readonly message?: string } {
  try {
    return JSON.parse(text) as ReturnType<typeof refusalOf>;
  } catch {
    return {};
  }
}
