import { awsData, secretSource, type AwsClients } from "../../../../tools/local-mesh/tasks/aws-data";

const SECRET = "arn:aws:secretsmanager:us-east-1:1:secret:all-aBcDeF";

function given(answer: unknown) {
  const asked: unknown[] = [];
  const send = (command: { readonly input: unknown }) => {
    asked.push(command.input);
    return Promise.resolve(answer);
  };
  const clients = { secretsManager: { send }, ssm: { send }, efs: { send } } as unknown as AwsClients;
  return { asked, data: awsData(clients) };
}

test.each([
  [SECRET, { secret: SECRET }],
  [`${SECRET}:token::`, { secret: SECRET, jsonKey: "token" }],
  [`${SECRET}::AWSPREVIOUS:`, { secret: SECRET, stage: "AWSPREVIOUS" }],
  [`${SECRET}:token:s:v`, { secret: SECRET, jsonKey: "token", stage: "s", version: "v" }],
  ["name", { parameter: "name" }],
  ["/path/name", { parameter: "/path/name" }],
  ["arn:aws:ssm:us-east-1:1:parameter/path/name", { parameter: "/path/name" }],
  ["arn:aws-cn:ssm:us-east-1:1:parameter/name", { parameter: "name" }],
])("%s", (valueFrom, source) => {
  expect(secretSource(valueFrom)).toEqual(source);
});

test("a secret is read whole, or by a key of its content", async () => {
  const { asked, data } = given({ SecretString: '{"token":"t","port":1}' });
  expect(await data.secret(`${SECRET}::AWSPREVIOUS:`)).toBe('{"token":"t","port":1}');
  expect(await data.secret(`${SECRET}:token::`)).toBe("t");
  expect(await data.secret(`${SECRET}:port::`)).toBe("1");
  expect(asked[0]).toMatchObject({ SecretId: SECRET, VersionStage: "AWSPREVIOUS" });
  await expect(data.secret(`${SECRET}:none::`)).rejects.toThrow('has no key "none"');
});

test("what is not there is said", async () => {
  const { data } = given({});
  await expect(data.secret(SECRET)).rejects.toThrow("has no text");
  await expect(data.secret("/parameter")).rejects.toThrow("has no value");
  await expect(data.accessPoint("fsap-1")).rejects.toThrow("There is no access point fsap-1.");
});

test("a parameter is read in clear, and an access point has a folder and perhaps an owner", async () => {
  const parameter = given({ Parameter: { Value: "v" } });
  expect(await parameter.data.secret("/a")).toBe("v");
  expect(parameter.asked).toEqual([{ Name: "/a", WithDecryption: true }]);
  expect(await given({ AccessPoints: [{}] }).data.accessPoint("fsap-1")).toEqual({ path: "/" });
  const CreationInfo = { OwnerUid: 100, OwnerGid: 1000, Permissions: "0750" };
  const made = given({ AccessPoints: [{ RootDirectory: { Path: "/data", CreationInfo } }] });
  expect(await made.data.accessPoint("fsap-1")).toEqual({
    path: "/data",
    owner: { uid: 100, gid: 1000, mode: "0750" },
  });
});
