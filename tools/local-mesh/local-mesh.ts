import type { Emulator } from "../emulator";
import type { InstanceView } from "./instances";
import type { Address, RunningTask, TaskView } from "./parts";

export interface LocalMeshOptions {
  /** Names everything of the run on the engine. What a run with the same id has left there is taken away first. */
  readonly id: string;
  /** Where logs, certificates and the like go. */
  readonly folder: string;
  /** Put before the names of images: "registry.example.com/mirror". */
  readonly registry?: string;
  /** The image of the helpers. It needs a shell, and `nc`. @default "busybox:1.37" */
  readonly holderImage?: string;
  /**
   * The image of EC2 instances: with systemd, `/sbin/init`, and what their user data installs. Without one they are left
   * out.
   */
  readonly instanceImage?: string;
  /** @default "us-east-1" */
  readonly region?: string;
  /** Each line that a container writes. */
  readonly onLog?: (task: TaskView, container: string, line: string) => void;
  /** What a user should know: a port that was taken, a task that stopped. */
  readonly onNote?: (line: string) => void;
  /** Another process wants the mesh to be gone. @default `stop()` */
  readonly onStop?: () => void;
}

/** A local mesh that runs: AWS as far as it is emulated, and the tasks of its services on Docker's engine. */
export interface LocalMesh {
  readonly emulator: Emulator;
  /** What makes Terraform and other clients of AWS ask the mesh. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where each container's log is, by log group. */
  readonly logs: string;
  /** Also those that stopped a while ago. */
  tasks(): readonly RunningTask[];
  services(): readonly ServiceSummary[];
  loadBalancers(): readonly LoadBalancerSummary[];
  /** EC2 instances that run. */
  instances(): readonly InstanceView[];
  /** Its HTTP side. */
  front(): Address;
  /**
   * Runs a command in a container.
   * @param task its ARN, or a service of which any running task will do
   */
  execute(
    task: string,
    container: string,
    command: readonly string[],
  ): Promise<{ readonly exitCode: number; readonly output: string }>;
  /** As `aws ecs update-service --desired-count`. */
  scale(service: string, count: number): Promise<void>;
  /** Takes everything away. */
  stop(): Promise<void>;
}

export interface ServiceSummary {
  readonly name: string;
  readonly clusterArn: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
}

export interface LoadBalancerSummary {
  readonly name: string;
  readonly dnsName: string;
  readonly listeners: readonly {
    /** Of the listener. */
    readonly port: number;
    readonly protocol: string;
    /** Where it is on this machine. */
    readonly address: Address;
  }[];
}
