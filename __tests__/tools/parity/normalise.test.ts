import { byName, normalise } from "./normalise";

const task = (values: object) => normalise({ type: "aws_ecs_task_definition", values: { family: "app", ...values } });

const container = {
  name: "app",
  image: "app:1",
  cpu: 0,
  essential: true,
  portMappings: [{ containerPort: 9090, hostPort: 9090, protocol: "tcp" }],
  environment: [
    { name: "B", value: "2" },
    { name: "A", value: "1" },
  ],
  secrets: [],
  healthCheck: null,
};
const inTask = (changes: object) => task({ container_definitions: JSON.stringify([{ ...container, ...changes }]) });

describe("does not tell apart what AWS does not", () => {
  it.each([
    ["nulls and empty values", { tags: {}, ipc_mode: "", volume: null }, {}],
    ["what AWS makes up", { id: "app", revision: 3, tags_all: { a: "b" } }, {}],
    [
      "the order of volumes",
      { volume: [{ name: "b", host_path: null }, { name: "a" }] },
      { volume: [{ name: "a" }, { name: "b" }] },
    ],
  ])("%s", (_, one, other) => expect(task(one)).toEqual(task(other)));

  it.each([
    ["AWS's defaults in a container", { cpu: undefined, essential: undefined }],
    ["the protocol and host port of a mapping", { portMappings: [{ containerPort: 9090 }] }],
    ["the order of the environment", { environment: [...container.environment].reverse() }],
  ])("%s", (_, changes) => expect(inTask(changes)).toEqual(inTask({})));

  it("a policy with its lists as texts and in another order", () => {
    const policy = (Statement: unknown) =>
      normalise({ type: "aws_iam_policy", values: { policy: JSON.stringify({ Version: "2012-10-17", Statement }) } });
    const first = { Sid: "", Effect: "Allow", Action: ["a", "b"], Resource: "*" };
    const second = { Effect: "Allow", Action: "c", Resource: ["*"] };
    expect(policy([first, second])).toEqual(policy([second, { ...first, Action: ["b", "a"], Resource: ["*"] }]));
  });
});

describe("tells apart what AWS does", () => {
  it.each([
    ["another image", { image: "app:2" }],
    ["a container that is not essential", { essential: false }],
    ["another protocol", { portMappings: [{ containerPort: 9090, protocol: "udp" }] }],
    ["another variable", { environment: [{ name: "A", value: "2" }] }],
    ["a command that is no script", { entryPoint: ["/bin/bash"], command: ["x"] }],
    ["a mount that may be written to", { mountPoints: [{ sourceVolume: "v", containerPath: "/v", readOnly: true }] }],
  ])("%s", (_, changes) => expect(inTask(changes)).not.toEqual(inTask({})));

  it("another value in CONSUL_ECS_CONFIG_JSON, at any depth", () => {
    const config = (port: number) =>
      inTask({
        environment: [{ name: "CONSUL_ECS_CONFIG_JSON", value: JSON.stringify({ service: { port, tags: [] } }) }],
      });
    expect(config(0)).not.toEqual(config(1));
    expect(JSON.stringify(config(0))).toContain('"service":{"port":0}');
  });
});

it("changes nothing that it has normalised already", () => {
  const once = inTask({ entryPoint: ["/bin/sh", "-ec"], command: ["exec x"] });
  expect(normalise(once)).toEqual(once);
});

it("refuses two resources that it could not tell apart", () => {
  expect(() => byName([task({}), task({})])).toThrow('Two resources are called "aws_ecs_task_definition app".');
});
