import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import type { EmulatorAnswer, OnQuery, QueryCall } from "../front";
import type { Address } from "../parts";
import { nameOf } from "./facts";
import { systemdEnvironment } from "./machine";
import { ManagedInstance, type ManagedGround } from "./managed-instance";
import { withAddresses, withStanding } from "./overlay";
import { QueryClient } from "./query-client";
import { readInstances, readSize } from "./read";
import { instanceRights, type Rights } from "./rights";

/** What the instances of a run are started with. */
export interface InstancesOptions extends Omit<ManagedGround, "client" | "disks" | "files" | "awsAddress"> {
  /** Of the emulator. */
  readonly endpoint: string;
  readonly caFile: string;
  readonly relay: { readonly ip: string };
}

/** An instance that runs. */
export interface InstanceView {
  readonly id: string;
  readonly name: string;
  /** In the network of the run. */
  readonly ip: string;
  /** By which the engine knows it. */
  readonly container: string;
  /** Neither held back by a hook of its group, nor about to end. */
  readonly inService: boolean;
  reach(port: number): Address | undefined;
  /** Runs a command in it, as root. */
  execute(command: readonly string[]): Promise<{ readonly exitCode: number; readonly output: string }>;
}

/** What makes EC2 start an instance, or end one. */
const CHANGES = new Set(["RunInstances", "StartInstances", "StopInstances", "TerminateInstances"]);

/** Runs the instances that EC2 is asked for. */
export class Instances {
  private readonly known = new Map<string, ManagedInstance>();
  /** Who has a disk. */
  private readonly holders = new Map<string, ManagedInstance>();
  private reading: Promise<void> = Promise.resolve();
  private attaching: Promise<void> = Promise.resolve();
  private isStopped = false;

  private constructor(private readonly ground: ManagedGround) {}

  /** Makes what all of them need. It ends with `stop()`. */
  static async start({ endpoint, caFile, relay, ...ground }: InstancesOptions): Promise<Instances> {
    const environment = join(ground.folder, "instances.conf");
    await writeFile(environment, systemdEnvironment(ground.region));
    // User data also asks others than AWS.
    const ca = join(ground.folder, "instances-ca.pem");
    await writeFile(ca, [await readFile(caFile, "utf8"), ...rootCertificates].join("\n"));
    return new Instances({
      ...ground,
      client: new QueryClient(endpoint, ground.region),
      disks: await ground.engine.volumes.create("disks"),
      files: { ca, environment },
      awsAddress: relay.ip,
    });
  }

  /** Those that run. */
  views(): InstanceView[] {
    return [...this.known.values()].flatMap((instance) => {
      const { facts, ip, containerName, waits, isEnding } = instance;
      if (ip === undefined) return [];
      return [
        {
          ...{ id: facts.id, name: nameOf(facts), ip, container: containerName, inService: !waits && !isEnding },
          reach: (port) => instance.reach(port),
          execute: (command) => instance.execute(command),
        },
      ];
    });
  }

  /** Where this process reaches a port of an instance; nothing for what is none. */
  reach(id: string, port: number): Address | undefined {
    return this.known.get(id)?.reach(port);
  }

  /** What EC2 and EC2 Auto Scaling answer, and what follows from what they are asked for. */
  readonly onQuery: OnQuery = async (call, pass) => {
    if (call.action === "CompleteLifecycleAction") return this.completeLifecycle(call.parameters);
    const answer = await pass();
    if (answer.status >= 400) return answer;
    const text = this.changed(call, answer.text);
    if (call.action === "AttachVolume") this.attach(call.parameters);
    if (call.action === "DetachVolume") this.detach(call.parameters);
    if (isChange(call)) await this.reconcile();
    return { ...answer, text };
  };

  /** Ends what this process has of them; their containers are taken away by somebody else. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.reading;
    await Promise.all([...this.known.values()].map((instance) => instance.forget()));
  }

  private changed({ action }: QueryCall, text: string): string {
    const find = (id: string) => this.known.get(id);
    if (action === "DescribeInstances") return withAddresses(text, find);
    return action.startsWith("DescribeAutoScaling") ? withStanding(text, find) : text;
  }

  /** Resolves when it is known what there is to be. Who asks while it is read waits for the next reading. */
  private reconcile(): Promise<void> {
    this.reading = this.reading
      .then(() => this.read())
      .catch((error: unknown) => this.ground.onNote(`EC2 instances: ${String(error)}`));
    return this.reading;
  }

  private async read(): Promise<void> {
    if (this.isStopped) return;
    const { instances, groups } = await readInstances(this.ground.client);
    const wanted = new Map(
      instances.flatMap((facts) => (facts.state === "running" ? [[facts.id, facts] as const] : [])),
    );
    for (const [id, instance] of this.known) {
      if (!wanted.has(id) && !instance.isEnding) this.end(instance);
    }
    for (const [id, facts] of wanted) {
      if (this.known.has(id)) continue;
      const group = groups.find(({ instanceIds }) => instanceIds.includes(id));
      const instance = new ManagedInstance(facts, group, this.ground);
      this.known.set(id, instance);
      this.ground.onNote(`${nameOf(facts)}: EC2 instance ${id} starts.`);
      instance.start(() => void this.lost(instance));
    }
  }

  private end(instance: ManagedInstance): void {
    const { id } = instance.facts;
    const ended = instance.end().then(
      () => this.ground.onNote(`${nameOf(instance.facts)}: EC2 instance ${id} has ended.`),
      (error: unknown) => this.ground.onNote(`${id} does not end: ${String(error)}`),
    );
    // One that was only stopped may have been started again meanwhile.
    void ended.then(() => {
      this.known.delete(id);
      return this.reconcile();
    });
  }

  /** One that ended by itself fails the checks of EC2: its group replaces it. */
  private async lost({ facts }: ManagedInstance): Promise<void> {
    if (this.isStopped) return;
    this.ground.onNote(`${nameOf(facts)}: EC2 instance ${facts.id} is lost.`);
    await this.terminate(facts.id).catch((error: unknown) => this.ground.onNote(String(error)));
  }

  private async terminate(id: string): Promise<void> {
    const { client } = this.ground;
    if (this.known.get(id)?.group) {
      const parameters = { InstanceId: id, ShouldDecrementDesiredCapacity: "false" };
      await client.call("autoscaling", "TerminateInstanceInAutoScalingGroup", parameters);
    } else await client.call("ec2", "TerminateInstances", { "InstanceId.1": id });
    await this.reconcile();
  }

  private async completeLifecycle(parameters: URLSearchParams): Promise<EmulatorAnswer> {
    const instance = this.known.get(parameters.get("InstanceId") ?? "");
    if (!instance?.waits) return NO_HOOK;
    if (parameters.get("LifecycleActionResult") === "CONTINUE") await instance.enterService();
    else {
      this.ground.onNote(`${nameOf(instance.facts)}: EC2 instance ${instance.facts.id} gives up, and is replaced.`);
      void this.terminate(instance.facts.id).catch((error: unknown) => this.ground.onNote(String(error)));
    }
    return COMPLETED;
  }

  private attach(parameters: URLSearchParams): void {
    const volumeId = parameters.get("VolumeId") ?? "";
    const instance = this.known.get(parameters.get("InstanceId") ?? "");
    const before = this.holders.get(volumeId);
    if (!instance) return;
    this.holders.set(volumeId, instance);
    const isFree = before === instance || !before ? Promise.resolve() : before.ended;
    // Two disks must not get the same device.
    const attached = Promise.all([this.attaching, isFree, readSize(this.ground.client, volumeId)]).then(
      ([, , sizeGib]) => instance.attach(volumeId, sizeGib),
    );
    this.attaching = attached.catch((error: unknown) => this.ground.onNote(String(error)));
  }

  private detach(parameters: URLSearchParams): void {
    const volumeId = parameters.get("VolumeId") ?? "";
    const holder = this.holders.get(volumeId);
    this.holders.delete(volumeId);
    holder?.detach(volumeId).catch((error: unknown) => this.ground.onNote(String(error)));
  }
}

/**
 * The rights that instances are run with, and their image.
 *
 * @throws MissingRequirement when the engine cannot run them, or the image is not to be had
 */
export async function prepareInstances(engine: ManagedGround["engine"], image: string): Promise<Rights> {
  await engine.images.ensure([image]);
  return instanceRights(engine);
}

/** What happens where there is no image for instances: nothing, which is said once. */
export function withoutInstances(onNote: (line: string) => void): OnQuery {
  let isSaid = false;
  return async (call, pass) => {
    if (isChange(call) && call.action !== "TerminateInstances" && !isSaid) {
      isSaid = true;
      onNote(`EC2 instances are left out. ${IMAGE_NEEDED}`);
    }
    return pass();
  };
}

/** How instances are had. */
export const IMAGE_NEEDED =
  "They need an image with systemd in which what their user data installs is there already: name one by --instance-image, as docs/local-mesh.md says.";

function isChange({ service, action }: QueryCall): boolean {
  if (service === "ec2") return CHANGES.has(action);
  return service === "autoscaling" && /^(Create|Update|Delete|Set|Terminate|Execute|Attach|Detach)/.test(action);
}

const COMPLETED: EmulatorAnswer = {
  status: 200,
  text: `<CompleteLifecycleActionResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><CompleteLifecycleActionResult/><ResponseMetadata><RequestId>local-mesh</RequestId></ResponseMetadata></CompleteLifecycleActionResponse>`,
};

const NO_HOOK: EmulatorAnswer = {
  status: 400,
  text: `<ErrorResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>No active Lifecycle Action found with this instance.</Message></Error><RequestId>local-mesh</RequestId></ErrorResponse>`,
};
