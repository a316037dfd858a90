import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogConfiguration } from "@aws-sdk/client-ecs";
import { logPath, TaskLogs } from "../../../../tools/local-mesh/tasks/task-logs";

const ARN = "arn:aws:ecs:us-east-1:1:task/mesh/abc";
const awslogs = (group: string, prefix?: string): LogConfiguration => ({
  logDriver: "awslogs",
  options: { "awslogs-group": group, ...(prefix && { "awslogs-stream-prefix": prefix }) },
});

test.each<[LogConfiguration | undefined, string]>([
  [awslogs("/ecs/web", "prefix"), "ecs/web/prefix/app/abc.log"],
  [awslogs("web"), "web/app/abc.log"],
  [awslogs("../../up", "./x"), "up/x/app/abc.log"],
  [{ logDriver: "awsfirelens" }, "_none/app/abc.log"],
  [undefined, "_none/app/abc.log"],
])("%j", (logConfiguration, path) => {
  expect(logPath({ name: "app", logConfiguration }, ARN).join("/")).toBe(path);
});

test("lines are in the file of their container", () => {
  const folder = mkdtempSync(join(tmpdir(), "task-logs-"));
  const logs = new TaskLogs(folder);
  const request = {
    arn: ARN,
    definition: { containerDefinitions: [{ name: "app", logConfiguration: awslogs("g") }, { name: "side" }] },
    clusterArn: "",
    group: "",
    launchType: "",
    names: [],
    tags: {},
  };
  logs.write(request, "app", "one");
  logs.write(request, "side", "other");
  logs.write(request, "app", "two");
  logs.close(request);
  expect(readFileSync(join(folder, "g/app/abc.log"), "utf8")).toBe("one\ntwo\n");
  expect(readFileSync(join(folder, "_none/side/abc.log"), "utf8")).toBe("other\n");
  rmSync(folder, { recursive: true });
});
