import type { Address } from "../../../tools/local-mesh";
import type { FakeAnswer } from "./ground";

/** Calls a fake-service, whatever its status is. */
export async function callFake({ host, port }: Address, path = "/"): Promise<FakeAnswer> {
  const answer = await fetch(`http://${host}:${port}${path}`, { signal: AbortSignal.timeout(10_000) });
  const text = await answer.text();
  try {
    return JSON.parse(text) as FakeAnswer;
  } catch {
    // Not from fake-service: a proxy on the way answered.
    throw new Error(`${answer.status}: ${text.slice(0, 200)}`);
  }
}
