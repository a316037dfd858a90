import type { ContainerDefinition, TaskDefinition } from "@aws-sdk/client-ecs";
import { Task } from "../../../../tools/local-mesh/tasks/task";
import { FakeEngine } from "./fake-engine";

/** A task on an engine of the test's own. */
export function givenTask(containerDefinitions: ContainerDefinition[], more: Partial<TaskDefinition> = {}) {
  const engine = new FakeEngine();
  return { engine, begin: () => begin(engine, { family: "web", revision: 3, containerDefinitions, ...more }) };
}

function begin(engine: FakeEngine, definition: TaskDefinition): Task {
  return new Task({
    engine,
    request: {
      arn: "arn:aws:ecs:us-east-1:000000000000:task/mesh/0123456789abcdef",
      definition,
      clusterArn: "arn:aws:ecs:us-east-1:000000000000:cluster/mesh",
      group: "service:web",
      launchType: "FARGATE",
      names: ["web.local"],
      tags: {},
    },
    data: {
      secret: (from) =>
        from === "missing" ? Promise.reject(new Error("no secret")) : Promise.resolve(`value of ${from}`),
      accessPoint: () => Promise.resolve({ path: "/" }),
    },
    environment: {
      run: "run",
      network: "net",
      relayAddress: "10.0.0.2",
      holderImage: "busybox",
      caFile: "/here/ca.pem",
      endpoints: { variables: (_, container) => ({ URI: `http://metadata/${container}` }) },
    },
    onLog: () => undefined,
  });
}

/** Lets everything happen that waits for no time. */
export async function settle(): Promise<void> {
  await jest.advanceTimersByTimeAsync(0);
  for (let turn = 0; turn < 200; turn++) await Promise.resolve();
}
