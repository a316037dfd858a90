import { instancesIn } from "../../../../tools/local-mesh/instances/facts";
import { metadataAt, type InstanceIdentity } from "../../../../tools/local-mesh/instances/metadata";
import { startMetadataServer } from "../../../../tools/local-mesh/instances/metadata-server";
import { parseXml } from "../../../../tools/local-mesh/instances/xml";
import { describeInstances } from "./answers";

const [facts] = instancesIn(parseXml(describeInstances()));
if (!facts) throw new Error("The answer has an instance.");

const identity: InstanceIdentity = {
  facts,
  ip: "172.20.0.9",
  region: "eu-west-1",
  account: "123456789012",
  userData: Buffer.from("#!/bin/sh\n"),
  role: {
    name: "servers",
    profileArn: "arn:aws:iam::123456789012:instance-profile/servers",
    credentials: () =>
      Promise.resolve({
        AccessKeyId: "ASIA1",
        SecretAccessKey: "secret",
        Token: "token",
        Expiration: "2030-01-01T00:00:00Z",
      }),
  },
};
const ask = async (path: string, who = identity) => (await metadataAt(path, who))?.toString();

test.each([
  ["/latest/meta-data/instance-id", "i-1"],
  ["/latest/meta-data/local-ipv4", "172.20.0.9"],
  ["/latest/meta-data/local-hostname", "ip-172-20-0-9.ec2.internal"],
  ["/2021-07-15/meta-data/placement/availability-zone", "us-east-1d"],
  ["/latest/meta-data/placement/region", "eu-west-1"],
  ["/latest/meta-data/placement/", "availability-zone\nregion"],
  ["/latest/meta-data/iam/security-credentials/", "servers"],
  ["/latest/user-data", "#!/bin/sh\n"],
  ["/latest/meta-data/iam/security-credentials/other", undefined],
  ["/latest/meta-data/nothing", undefined],
  ["/elsewhere", undefined],
])("%s", async (path, expected) => {
  expect(await ask(path)).toBe(expected);
});

test("everything that there is is listed", async () => {
  expect((await ask("/latest/meta-data/"))?.split("\n")).toEqual(
    expect.arrayContaining(["iam/", "instance-id", "placement/", "services/"]),
  );
});

test("an instance gets the credentials of its role", async () => {
  const text = await ask("/latest/meta-data/iam/security-credentials/servers");
  expect(JSON.parse(text ?? "")).toMatchObject({ Code: "Success", AccessKeyId: "ASIA1", Token: "token" });
});

test("one without a role has none", async () => {
  expect(await ask("/latest/meta-data/iam/security-credentials/", { ...identity, role: undefined })).toBeUndefined();
});

test("its document says where it is", async () => {
  expect(JSON.parse((await ask("/latest/dynamic/instance-identity/document")) ?? "")).toMatchObject({
    instanceId: "i-1",
    privateIp: "172.20.0.9",
    region: "eu-west-1",
    accountId: "123456789012",
  });
});

describe("the service", () => {
  let server: Awaited<ReturnType<typeof startMetadataServer>>;
  let known: InstanceIdentity | undefined = identity;

  beforeAll(async () => {
    server = await startMetadataServer("127.0.0.1", () => known);
  });

  afterAll(() => server.stop());

  const call = (path: string, headers: Record<string, string> = {}, method = "GET") =>
    fetch(`http://127.0.0.1:${server.address.port}${path}`, { method, headers });
  const token = async () =>
    (await call("/latest/api/token", { "X-aws-ec2-metadata-token-ttl-seconds": "60" }, "PUT")).text();

  test("tells nothing without a token", async () => {
    expect((await call("/latest/meta-data/instance-id")).status).toBe(401);
    expect((await call("/latest/meta-data/instance-id", { "X-aws-ec2-metadata-token": "made up" })).status).toBe(401);
  });

  test("answers with one", async () => {
    const answer = await call("/latest/meta-data/instance-id", { "X-aws-ec2-metadata-token": await token() });
    expect(await answer.text()).toBe("i-1");
  });

  test.each(["", "0", "x", "21601"])("gives no token for %p seconds", async (seconds) => {
    const answer = await call("/latest/api/token", { "X-aws-ec2-metadata-token-ttl-seconds": seconds }, "PUT");
    expect(answer.status).toBe(400);
  });

  test("knows nothing before the instance has an address", async () => {
    const headers = { "X-aws-ec2-metadata-token": await token() };
    known = undefined;
    expect((await call("/latest/meta-data/instance-id", headers)).status).toBe(404);
    known = identity;
  });
});
