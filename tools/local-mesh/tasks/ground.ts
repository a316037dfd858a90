import type { ContainerDefinition, TaskDefinition } from "@aws-sdk/client-ecs";
import type { ContainerCreateOptions } from "dockerode";
import type { Address, TaskRequest, TaskView } from "../parts";
import { createOptions } from "./create-options";
import type { AccessPoint, ContainerEngine, TaskData, TaskEnvironment } from "./environment";
import { holderOptions, holderScript, publishedPorts } from "./holder";
import { accessPointIds, binds, planVolumes, type MountedVolume } from "./volumes";

/** Where containers find the certificate: no image has something there. */
const CA_FILE = "/local-mesh-ca.pem";

/** What a task stands on, with what is asked of. */
export interface GroundProps {
  readonly request: TaskRequest;
  readonly engine: ContainerEngine;
  readonly data: TaskData;
  readonly environment: TaskEnvironment;
}

/** What the containers of a task need before the first of them starts: volumes, secrets, and a network to join. */
export class Ground {
  private readonly volumes = new Map<string, MountedVolume>();
  private secrets = new Map<string, Readonly<Record<string, string>>>();
  private holder: string | undefined;
  private published: ReadonlyMap<number, number> = new Map();
  private address: string | undefined;
  private unwatch: () => void = () => undefined;

  constructor(private readonly props: GroundProps) {}

  /** In the network of the mesh. */
  get ip(): string | undefined {
    return this.address;
  }

  /** Makes it. Refuses with ECS's words for it. `lost` is called when the network is gone while the task still runs. */
  async prepare(lost: () => void): Promise<void> {
    await this.asInitialization(async () => {
      await this.readSecrets();
      await this.makeVolumes();
    });
    await this.makeHolder(lost);
  }

  /** What Docker is asked for. */
  containerOptions(
    container: ContainerDefinition,
    task: TaskView,
    volumesFrom: readonly string[],
  ): ContainerCreateOptions {
    const { environment } = this.props;
    const name = container.name ?? "";
    const { pidMode, ipcMode } = this.definition;
    return createOptions(container, {
      holder: this.holder ?? "",
      name: `${this.prefix}-${name}`,
      variables: {
        ...this.secrets.get(name),
        ...environment.endpoints.variables(task, name),
        ...(environment.caFile !== undefined && { SSL_CERT_FILE: CA_FILE }),
      },
      labels: this.labels(name),
      binds: [
        ...binds(container, this.volumes),
        ...(environment.caFile === undefined ? [] : [`${environment.caFile}:${CA_FILE}:ro`]),
      ],
      volumesFrom,
      shared: { processes: pidMode === "task", memory: ipcMode === "task" },
    });
  }

  /** Where this process reaches a port of the task. */
  reach(containerPort: number): Address | undefined {
    const port = this.published.get(publishedPorts(this.definition).get(containerPort) ?? 0);
    return port === undefined ? undefined : { host: "127.0.0.1", port };
  }

  /** Takes it away, once no container stands on it. */
  async remove(): Promise<void> {
    const { engine } = this.props;
    this.unwatch();
    this.published = new Map();
    if (this.holder !== undefined) await engine.remove(this.holder);
    const own = [...this.volumes.values()].filter(({ lifetime }) => lifetime === "task");
    await Promise.all(own.map(({ engineName }) => engine.removeVolume(engineName)));
  }

  private async readSecrets(): Promise<void> {
    const containers = this.definition.containerDefinitions ?? [];
    const read = containers.map(async ({ name, secrets, environmentFiles }) => {
      // Without them it would run as something else than it is on AWS.
      if (environmentFiles?.length) throw new Error(`container ${name}: environment files are not read here`);
      const values = (secrets ?? []).map(
        async ({ name: variable, valueFrom }) =>
          [variable ?? "", await this.props.data.secret(valueFrom ?? "")] as const,
      );
      return [name ?? "", Object.fromEntries(await Promise.all(values))] as const;
    });
    this.secrets = new Map(await Promise.all(read));
  }

  private async makeVolumes(): Promise<void> {
    const { engine, data } = this.props;
    const ids = accessPointIds(this.definition);
    const accessPoints = new Map<string, AccessPoint>(
      await Promise.all(ids.map(async (id) => [id, await data.accessPoint(id)] as const)),
    );
    const planned = planVolumes(this.definition, taskId(this.props.request.arn), accessPoints);
    for (const [name, volume] of planned) {
      this.volumes.set(name, { ...volume, engineName: await engine.createVolume(volume.name, volume.owner) });
    }
  }

  private async makeHolder(lost: () => void): Promise<void> {
    const { engine, environment, request } = this.props;
    await engine.ensureImage(environment.holderImage);
    const holder = await engine.create(
      holderOptions(this.definition, {
        name: this.prefix,
        image: environment.holderImage,
        network: environment.network,
        aliases: request.names,
        labels: this.labels("~holder"),
      }),
    );
    this.holder = holder;
    await engine.start(holder);
    const script = holderScript(this.definition, environment.relayAddress);
    const { exitCode, output } = await engine.execute(holder, ["sh", "-c", script]);
    if (exitCode !== 0) throw new Error(`The task's network cannot be made: ${output.trim()}`);
    const facts = await engine.inspect(holder);
    this.address = facts?.ip;
    this.published = facts?.ports ?? new Map();
    this.unwatch = engine.watch(holder, () => void this.checkHolder(holder, lost));
  }

  private async checkHolder(holder: string, lost: () => void): Promise<void> {
    const facts = await this.props.engine.inspect(holder);
    if (!facts?.running) lost();
  }

  private async asInitialization(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      throw new Error(`ResourceInitializationError: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }

  /** As the agent of ECS labels its containers. */
  private labels(container: string): Record<string, string> {
    const { arn, clusterArn } = this.props.request;
    return {
      "com.amazonaws.ecs.cluster": clusterArn,
      "com.amazonaws.ecs.container-name": container,
      "com.amazonaws.ecs.task-arn": arn,
      "com.amazonaws.ecs.task-definition-family": this.definition.family ?? "",
      "com.amazonaws.ecs.task-definition-version": `${this.definition.revision ?? ""}`,
    };
  }

  private get definition(): TaskDefinition {
    return this.props.request.definition;
  }

  private get prefix(): string {
    const { environment, request } = this.props;
    return [environment.run, this.definition.family, taskId(request.arn).slice(0, 8)].join("-");
  }
}

/** The last part of a task's ARN. */
export function taskId(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}
