import { MeshTask } from "../../../../modules/mesh/task";
import { environmentOf, Template, testStack } from "../../../helpers/template";
import { APP, LINES, untyped } from "./given";

describe.each(LINES)("a task of line %s whose containers a function makes", (_, props) => {
  test("asks for them when the stack is written", () => {
    const containers = jest.fn(() => [APP]);
    const stack = testStack((made) => void new MeshTask(made, "web", props({ containers })));
    expect(containers).not.toHaveBeenCalled();
    expect(Template.of(stack).container("app").image).toBe("app:1");
  });

  test("is the same task as one whose containers are given", () => {
    const written = (containers: (typeof APP)[] | (() => (typeof APP)[])): unknown =>
      Template.of(testStack((stack) => void new MeshTask(stack, "web", props({ containers })))).json;
    expect(written(() => [APP])).toEqual(written([APP]));
  });

  test.each<[string, (task: MeshTask) => void]>([
    ["an upstream", (task) => task.addUpstream({ destinationName: "api", localBindPort: 1234 })],
    ["a variable", (task) => task.addEnvironment("app", { MODE: "on" })],
    ["a port mapping", (task) => task.addPortMapping("app", { containerPort: 9090 })],
    ["an open port", (task) => task.openPort(9090)],
  ])("takes %s after it is made, without being asked early", (_, add) => {
    const containers = jest.fn(() => [APP]);
    const stack = testStack();
    const late = new MeshTask(stack, "web", props({ containers }));
    add(late);
    expect(containers).not.toHaveBeenCalled();
    const given = testStack((other) => add(new MeshTask(other, "web", props({ containers: [APP] }))));
    expect(Template.of(stack).json).toEqual(Template.of(given).json);
  });

  test("says what it comes to as soon as somebody asks, and what is added later counts all the same", () => {
    const stack = testStack();
    const task = new MeshTask(stack, "web", props({ containers: () => [APP] }));
    expect(task.containers[0]?.name).toBe("app");
    task.addEnvironment("app", { MODE: "on" });
    expect(environmentOf(Template.of(stack).container("app"))).toEqual({ MODE: "on" });
  });

  test("refuses at once what does not depend on them", () => {
    const make = (change: object) => (): unknown =>
      new MeshTask(testStack(), "web", props(untyped({ containers: () => [], ...change })));
    expect(make({ family: "a b" })).toThrow(/family must have 1 to 255/);
    expect(make({ serviceName: "Web" })).toThrow(/serviceName must be lower case/);
    expect(make({ applicationShutdownDelaySeconds: -1 })).toThrow(/applicationShutdownDelaySeconds must be a number/);
  });

  test.each(["", "A=B"])("refuses a variable that is called '%s'", (name) => {
    const task = new MeshTask(testStack(), "web", props({}));
    expect(() => task.addEnvironment("app", { [name]: "on" })).toThrow(/must be a name without '='/);
  });

  test("refuses what does when it is written, and names the task", () => {
    const stack = testStack((made) => void new MeshTask(made, "web", props({ containers: () => [] })));
    expect(() => Template.of(stack)).toThrow(/MeshTask "test\/web".*containers must have at least one container/s);
  });
});
