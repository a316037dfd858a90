import { createHash } from "node:crypto";
import type { Attachment, Container, NetworkConfiguration, Task, TaskOverride } from "@aws-sdk/client-ecs";
import type { ContainerView, TaskView } from "../parts";
import { secondsOf, shortName, tagList, type Wire } from "./wire";

/** What `DescribeTasks` knows of a task beside what the task knows of itself. */
export interface TaskFacts {
  readonly overrides?: Wire<TaskOverride>;
  readonly networkConfiguration?: Wire<NetworkConfiguration>;
  readonly executeCommand?: boolean;
  readonly region: string;
  /** Only when the request includes `TAGS`. */
  readonly withTags: boolean;
}

/** A task as `DescribeTasks`, `RunTask` and `StopTask` answer it. */
export function describeTask(view: TaskView, facts: TaskFacts): Wire<Task> {
  const { request } = view;
  const { definition } = request;
  const isFargate = request.launchType === "FARGATE";
  return {
    attachments: attachmentsOf(view, facts),
    attributes: [{ name: "ecs.cpu-architecture", value: architectureOf(view) }],
    availabilityZone: `${facts.region}a`,
    clusterArn: request.clusterArn,
    connectivity: view.ip ? "CONNECTED" : undefined,
    connectivityAt: view.ip ? secondsOf(view.createdAt) : undefined,
    containers: view.containers.map((container) => describeContainer(view, container)),
    cpu: definition.cpu,
    createdAt: secondsOf(view.createdAt),
    desiredStatus: view.desiredStatus,
    enableExecuteCommand: facts.executeCommand ?? false,
    executionStoppedAt: secondsOf(lastStop(view.containers)),
    group: request.group,
    healthStatus: view.health,
    inferenceAccelerators: [],
    lastStatus: view.status,
    launchType: isFargate ? "FARGATE" : "EC2",
    memory: definition.memory,
    overrides: { containerOverrides: [], inferenceAcceleratorOverrides: [], ...facts.overrides },
    platformFamily: isFargate ? "Linux" : undefined,
    platformVersion: isFargate ? "1.4.0" : undefined,
    startedAt: secondsOf(view.startedAt),
    startedBy: request.startedBy,
    stopCode: view.stopCode,
    stoppedAt: secondsOf(view.stoppedAt),
    stoppedReason: view.stoppedReason,
    stoppingAt: secondsOf(view.stoppingAt),
    tags: facts.withTags ? tagList(request.tags) : [],
    taskArn: request.arn,
    taskDefinitionArn: definition.taskDefinitionArn,
    version: 1,
  };
}

function describeContainer(view: TaskView, container: ContainerView): Wire<Container> {
  const { arn, definition } = view.request;
  const { cpu, memory, memoryReservation } =
    definition.containerDefinitions?.find(({ name }) => name === container.name) ?? {};
  return {
    containerArn: `${arn.replace(":task/", ":container/")}/${idFrom(arn, container.name, 32)}`,
    taskArn: arn,
    name: container.name,
    image: container.image,
    runtimeId: container.dockerId,
    lastStatus: container.status === "CREATED" ? "PENDING" : container.status,
    exitCode: container.exitCode,
    reason: container.reason,
    healthStatus: container.health,
    networkBindings: [],
    networkInterfaces: view.ip ? [{ attachmentId: interfaceId(arn), privateIpv4Address: view.ip }] : [],
    managedAgents: [
      { name: "ExecuteCommandAgent", lastStatus: container.status === "RUNNING" ? "RUNNING" : "STOPPED" },
    ],
    cpu: `${cpu ?? 0}`,
    memory: memory === undefined ? undefined : `${memory}`,
    memoryReservation: memoryReservation === undefined ? undefined : `${memoryReservation}`,
  };
}

function attachmentsOf(view: TaskView, { networkConfiguration }: TaskFacts): Wire<Attachment>[] {
  const { arn, definition } = view.request;
  if (!view.ip || definition.networkMode !== "awsvpc") return [];
  const details = {
    subnetId: networkConfiguration?.awsvpcConfiguration?.subnets?.[0],
    networkInterfaceId: `eni-${idFrom(arn, "interface", 17)}`,
    macAddress: `02:${idFrom(arn, "mac", 10).match(/../g)?.join(":")}`,
    privateDnsName: `ip-${view.ip.replaceAll(".", "-")}.ec2.internal`,
    privateIPv4Address: view.ip,
  };
  return [
    {
      id: interfaceId(arn),
      type: "ElasticNetworkInterface",
      status: view.status === "STOPPED" ? "DELETED" : "ATTACHED",
      details: Object.entries(details).map(([name, value]) => ({ name, value })),
    },
  ];
}

function architectureOf({ request }: TaskView): string {
  return request.definition.runtimePlatform?.cpuArchitecture === "ARM64" ? "arm64" : "x86_64";
}

function lastStop(containers: readonly ContainerView[]): Date | undefined {
  if (containers.some(({ status }) => status !== "STOPPED")) return undefined;
  const moments = containers.flatMap(({ finishedAt }) => finishedAt?.valueOf() ?? []);
  return moments.length > 0 ? new Date(Math.max(...moments)) : undefined;
}

function interfaceId(arn: string): string {
  return idFrom(arn, "attachment", 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** AWS gives such things an id. Here it follows from the task's, so that it stays the same in each answer. */
function idFrom(arn: string, what: string, length: number): string {
  return createHash("sha256")
    .update(`${shortName(arn)} ${what}`)
    .digest("hex")
    .slice(0, length);
}
