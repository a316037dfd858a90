import type { ContainerView, TaskView } from "../../../tools/local-mesh/parts";
import { stopNote } from "../../../tools/local-mesh/stop-notes";

const CONTAINER: ContainerView = {
  name: "app",
  image: "app:1",
  status: "STOPPED",
  desiredStatus: "STOPPED",
  health: "UNKNOWN",
  exitCode: 0,
};

function stopped(stopCode: TaskView["stopCode"], ...containers: Partial<ContainerView>[]): TaskView {
  return {
    request: {
      arn: "arn:aws:ecs:us-east-1:123456789012:task/mesh/0123456789abcdef",
      definition: { family: "client" },
      clusterArn: "arn",
      group: "service:client",
      launchType: "FARGATE",
      names: [],
      tags: {},
    },
    status: "STOPPED",
    desiredStatus: "STOPPED",
    health: "UNKNOWN",
    createdAt: new Date(0),
    stopCode,
    stoppedReason: "Essential container in task exited",
    containers: containers.map((container) => ({ ...CONTAINER, ...container })),
  };
}

test("says which containers failed, and how", () =>
  expect(
    stopNote(
      stopped(
        "EssentialContainerExited",
        { name: "app", exitCode: 3 },
        { name: "sidecar" },
        { name: "init", reason: "No" },
      ),
    ),
  ).toBe("client 012345 stopped. Essential container in task exited; app: exit code 3; init: No"));

test.each(["UserInitiated", "ServiceSchedulerInitiated"] as const)("says nothing of what was %s", (code) =>
  expect(stopNote(stopped(code, { exitCode: 143 }))).toBeUndefined(),
);
