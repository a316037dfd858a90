import { startEmulator, type Emulator } from "../../tools/emulator";

/*
 * How the emulator judges the condition `aws:SecureTransport` of a bucket's policy: as AWS does for a call by TLS.
 */
let emulator: Emulator;
beforeAll(async () => (emulator = await startEmulator()), 120_000);
afterAll(() => emulator.stop());

async function put(path: string, body?: object): Promise<number> {
  const credential = "test/20250101/us-east-1/s3/aws4_request";
  const { status } = await fetch(`${emulator.endpoint}${path}`, {
    method: "PUT",
    headers: { Authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0` },
    body: JSON.stringify(body),
  });
  return status;
}

/** What the bucket answers to a write, with a policy that denies it under the condition. */
async function writeTo(bucket: string, Condition: object | undefined): Promise<number> {
  expect(await put(`/${bucket}`)).toBe(200);
  const Resource = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
  const Statement = [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource, Condition }];
  expect(await put(`/${bucket}?policy`, { Version: "2012-10-17", Statement })).toBeLessThan(300);
  // The policy is asked of what is there already too.
  return put(`/${bucket}/file`, {});
}

const secure = (value: string | boolean) => ({ Bool: { "aws:SecureTransport": value } });

test.each([
  ["what comes without TLS", secure("false"), 200],
  ["what comes without TLS, said without quotes", secure(false), 200],
  ["what comes by TLS", secure("true"), 403],
  ["everything", undefined, 403],
])("a bucket that denies %s answers as AWS does", async (kind, condition, answer) => {
  const bucket = kind.replace(/[^a-z]+/gi, "-");
  expect(await writeTo(bucket.toLowerCase(), condition)).toBe(answer);
});
