import { rm, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ECSClient, StopTaskCommand } from "@aws-sdk/client-ecs";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import Docker from "dockerode";
import type { EnvironmentData } from "../../../environments";
import {
  type Address,
  caVariables,
  type LocalMesh,
  type LocalMeshOptions,
  type RunningTask,
  startLocalMesh,
} from "../../../tools/local-mesh";
import type { BroughtAuthority } from "./certificates";
import { Consul } from "./consul";
import { eventually } from "./eventually";
import { LogBook } from "./log-book";
import { type Build, REGION, StackFolder } from "./stack-folder";

/** What only some suites want of their mesh. */
export type RunOptions = Pick<LocalMeshOptions, "instanceImage" | "onNote">;

/** A local mesh of a suite's own, and the stacks in it. */
export class MeshRun {
  /** @param name of the suite, short: names of containers begin with it */
  static async start(name: string, options: RunOptions = {}): Promise<MeshRun> {
    // Stays after the run, for whoever wants to know what happened.
    const folder = join(__dirname, "../../../.build/mesh", name);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const logs = new LogBook();
    const mesh = await startLocalMesh({
      ...{ id: `${name}-${process.pid}`, folder, region: REGION, onLog: logs.write },
      ...options,
    });
    const run = new MeshRun(name, folder, mesh, logs);
    try {
      const { ca_cert_secret_arn, ca_key_secret_arn } = await caVariables(run.secrets, name);
      run.brought = { caCertSecretArn: ca_cert_secret_arn, caKeySecretArn: ca_key_secret_arn };
    } catch (error) {
      await mesh.stop();
      throw error;
    }
    return run;
  }

  private brought?: BroughtAuthority;
  private readonly stacks = new Map<string, StackFolder>();
  private readonly ecs: ECSClient;
  private readonly secrets: SecretsManagerClient;

  private constructor(
    private readonly name: string,
    readonly folder: string,
    readonly mesh: LocalMesh,
    readonly logs: LogBook,
  ) {
    const { host, port } = mesh.front();
    const access = {
      endpoint: `http://${host}:${port}`,
      region: REGION,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    this.ecs = new ECSClient(access);
    this.secrets = new SecretsManagerClient(access);
  }

  /** Applies a stack; once more with another content, applies the change. @returns the outputs */
  deploy(build: Build, stack = this.name): Promise<Record<string, unknown>> {
    return this.prepare(build, stack)();
  }

  /**
   * The same in two steps: writing a stack keeps this process busy, and with it the load balancers, which are in it.
   *
   * @returns what applies the stack
   */
  prepare(build: Build, stack = this.name): () => Promise<Record<string, unknown>> {
    const folder = this.stackFolder(stack);
    folder.synthesize(build);
    return () => folder.apply();
  }

  /** The same for an environment; where its `tls` is "brought", with a CA that is made for the run. */
  deployEnvironment(data: EnvironmentData, stack = this.name): Promise<Record<string, unknown>> {
    const folder = this.stackFolder(stack);
    folder.synthesizeEnvironment(data);
    return folder.apply();
  }

  /** The tasks of a family that run, the oldest first. */
  tasks(family: string): RunningTask[] {
    return this.mesh.tasks().filter((task) => {
      const { request, status, desiredStatus } = task.view();
      return request.definition.family === family && status === "RUNNING" && desiredStatus === "RUNNING";
    });
  }

  /** The only task of a family that runs. */
  task(family: string): RunningTask {
    const [task, ...others] = this.tasks(family);
    if (task === undefined || others.length > 0) {
      throw new Error(`${task ? others.length + 1 : "No"} tasks of ${family} run, and one should.`);
    }
    return task;
  }

  /** Where this process reaches a port of the only task of a family. */
  reach(family: string, port: number): Address {
    const address = this.task(family).reach(port);
    if (address === undefined) throw new Error(`${family} does not map the port ${port}.`);
    return address;
  }

  /** Where this process reaches the first listener of a load balancer. */
  entrance(loadBalancer: string): Address {
    const [listener] = this.mesh.loadBalancers().find(({ name }) => name === loadBalancer)?.listeners ?? [];
    if (listener === undefined) throw new Error(`${loadBalancer} has no listener.`);
    return listener.address;
  }

  /** Runs a shell command in a container of the only task of a family. */
  shell(family: string, container: string, command: string): Promise<{ readonly exitCode: number; output: string }> {
    return this.task(family).execute(container, ["/bin/sh", "-c", command]);
  }

  /** As `aws ecs stop-task`. */
  async stopTask(task: RunningTask): Promise<void> {
    const { arn, clusterArn } = task.view().request;
    await this.ecs.send(new StopTaskCommand({ cluster: clusterArn, task: arn, reason: "Stopped by a test" }));
  }

  /** SIGKILL to a container of a task, as when it crashes. */
  async kill(task: RunningTask, container: string): Promise<void> {
    const id = task.view().containers.find(({ name }) => name === container)?.dockerId;
    if (id === undefined) throw new Error(`${container} of ${task.view().request.arn} does not run.`);
    await new Docker().getContainer(id).kill();
  }

  /** The HTTP API of a server. @param secret name of the secret with its bootstrap token, where there are ACLs */
  async consul(family: string, secret?: string): Promise<Consul> {
    const consul = new Consul(this.reach(family, 8500), secret && (await this.secret(secret)));
    await eventually(() => consul.services(), 30);
    return consul;
  }

  /** What is in a secret of the run. */
  async secret(id: string): Promise<string> {
    const { SecretString = "" } = await this.secrets.send(new GetSecretValueCommand({ SecretId: id }));
    return SecretString;
  }

  /** Takes everything away. */
  stop(): Promise<void> {
    return this.mesh.stop();
  }

  private stackFolder(name: string): StackFolder {
    const known = this.stacks.get(name);
    if (known) return known;
    if (this.brought === undefined) throw new Error("The run has not started.");
    const folder = new StackFolder(name, this.folder, this.mesh.env, this.brought);
    this.stacks.set(name, folder);
    return folder;
  }
}

/** Starts a mesh before the tests of a suite, and takes it away after them. @returns the run, for the tests */
export function inMesh(
  name: string,
  prepare: (run: MeshRun) => Promise<unknown>,
  options: RunOptions & { readonly limitMs?: number } = {},
): () => MeshRun {
  const { limitMs = START_LIMIT_MS, ...ofRun } = options;
  let run: MeshRun | undefined;
  beforeAll(async () => {
    run = await MeshRun.start(name, ofRun);
    await prepare(run);
  }, limitMs);
  afterAll(() => run?.stop(), 120_000);
  return () => {
    if (run === undefined) throw new Error("The mesh of the suite did not start.");
    return run;
  };
}

/** An apply waits until everything is steady. */
const START_LIMIT_MS = 600_000;
