import { DATA_VOLUME } from "../../../modules/consul";
import { filled, isSame, list, number, record, texts, type Values } from "../values";
import { writtenContainer, type Container, type Task } from "./task";

/** What the sidecars of a release line add to the application's containers. */
export interface Sidecars {
  readonly names: readonly string[];
  readonly dependencies: readonly Values[];
}

export interface Application {
  readonly containers: readonly Values[];
  readonly shutdownDelaySeconds?: number | undefined;
}

/**
 * The application's containers, as they were before they joined the mesh.
 *
 * @param synced those whose health is carried over into Consul, in the order of the call
 */
export function application(task: Task, sidecars: Sidecars, synced: readonly string[]): Application {
  const joined = ordered(
    task.containers.filter(({ name }) => !sidecars.names.includes(name)),
    synced,
  );
  const shutdownDelaySeconds = joined.map(delay).find((seconds) => seconds !== undefined);
  const delayed = shutdownDelaySeconds !== undefined;
  return {
    shutdownDelaySeconds,
    containers: joined.map((container) => ({
      // Said or left out, it means the same to ECS, but only of who says it the health is carried over.
      ...writtenContainer(
        {
          ...container,
          dependsOn: withoutLast(list(container.dependsOn), sidecars.dependencies),
          mountPoints: withoutLast(list(container.mountPoints), delayed ? [DATA_MOUNT] : []),
          entryPoint: delay(container) === undefined ? container.entryPoint : undefined,
        },
        synced.includes(container.name),
      ),
      // Without an entry point of its own it would get the delay as well.
      ...(delayed && delay(container) === undefined && list(container.entryPoint).length === 0
        ? { entryPoint: null }
        : {}),
    })),
  };
}

const DATA_MOUNT = { sourceVolume: DATA_VOLUME, containerPath: "/consul", readOnly: true };

/** Terraform's state sorts containers by name; the order of those that are carried over is in another document, too. */
function ordered(containers: readonly Container[], synced: readonly string[]): Container[] {
  const inTurn = synced.flatMap((name) => containers.filter((container) => container.name === name));
  return containers.map((container) => (synced.includes(container.name) ? (inTurn.shift() ?? container) : container));
}

/** Seconds of the entry point that delays SIGTERM. */
function delay({ entryPoint }: Container): number | undefined {
  const [program, command, option, seconds = ""] = texts(entryPoint);
  const isDelay = program === "/consul/consul-ecs" && command === "app-entrypoint" && option === "-shutdown-delay";
  return isDelay ? number(seconds.replace(/s$/, "")) : undefined;
}

/** The items but for the last one that is the same as each of these. */
function withoutLast(items: readonly unknown[], added: readonly Values[]): unknown[] {
  const left = [...items];
  for (const item of added) {
    const index = left.findLastIndex((each) => isSame(filled(record(each)), item));
    if (index >= 0) left.splice(index, 1);
  }
  return left;
}
