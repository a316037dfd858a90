import type { IncomingMessage } from "node:http";
import type { EmulatorAnswer, EmulatorProxy } from "./emulator-proxy";
import { answerText, readBody } from "./protocol";
import type { Handler } from "./serving";

/** A call of a service that is asked by forms. */
export interface QueryCall {
  /** As signatures name it: "ec2". */
  readonly service: string;
  readonly action: string;
  readonly parameters: URLSearchParams;
}

/**
 * Answers such a call.
 *
 * @param pass asks the emulator
 */
export type OnQuery = (call: QueryCall, pass: () => Promise<EmulatorAnswer>) => Promise<EmulatorAnswer>;

/** What EC2's instances are asked for. */
const SERVICES = ["autoscaling", "ec2"];

/** Lets somebody else answer, or change, what EC2 and EC2 Auto Scaling are asked for. */
export function queryHandler(emulator: EmulatorProxy, onQuery: OnQuery): Handler {
  return async (request, response) => {
    const service = signedService(request);
    if (request.method !== "POST" || !SERVICES.includes(service)) return false;
    const body = await readBody(request);
    const parameters = new URLSearchParams(body);
    const call = { service, action: parameters.get("Action") ?? "", parameters };
    const { status, text } = await onQuery(call, () => emulator.call(request.headers, body));
    answerText(response, status, text, "text/xml");
    return true;
  };
}

/** The service that a request is for, by its signature. */
export function signedService({ headers }: IncomingMessage): string {
  return /Credential=[^/]+\/\d+\/[^/]+\/([\w-]+)\//.exec(headers.authorization ?? "")?.[1] ?? "";
}
