import type { IncomingMessage, ServerResponse } from "node:http";

/** An answer that says no, in the shape of AWS's JSON protocol. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** The content type of the protocol. */
export const JSON_TYPE = "application/x-amz-json-1.1";

/** Far more than a task definition may have; a mistake must not fill the memory. */
const LARGEST_BODY = 4 * 1024 * 1024;

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk as Uint8Array);
    size += buffer.length;
    if (size > LARGEST_BODY) throw new AwsError("RequestEntityTooLarge", "The request is too large.", 413);
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export function answerText(response: ServerResponse, status: number, text: string, type: string): void {
  response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(text) });
  response.end(text);
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  answerText(response, status, JSON.stringify(body), "application/json");
}

/** Whatever went wrong, in AWS's words; what nobody expected is the front's own fault. */
export function answerError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, message, status } = refusalOf(error);
  answerText(response, status, JSON.stringify({ __type: code, message }), JSON_TYPE);
}

function refusalOf(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  if (!(error instanceof Error)) return new AwsError("ServerException", String(error), 500);
  // Who does not know this class names the error as AWS does.
  if (error.name.endsWith("Exception")) return new AwsError(error.name, error.message);
  return new AwsError("ServerException", error.message, 500);
}
