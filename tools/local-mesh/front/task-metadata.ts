import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import type { ContainerView, TaskView } from "../parts";
import { containerId, lastPart } from "./names";

/** The network that tasks are in, as their metadata tells of it. */
export interface MeshNetwork {
  /** `172.20.0.0/16` */
  readonly cidr?: string;
  readonly gateway?: string;
}

/** What the metadata says beside the task itself. */
export interface MetadataOptions {
  readonly region: string;
  readonly network?: MeshNetwork;
  readonly withTags?: boolean;
}

/**
 * Version 4 of the task metadata, `/task`. What nobody here knows is left out.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate-response.html
 */
export function taskMetadata(task: TaskView, options: MetadataOptions): object {
  const { arn, clusterArn, definition, group, launchType, tags } = task.request;
  return {
    // On EC2 it is the cluster's name. Programs must cope with both, so both are shown here as well.
    Cluster: launchType === "EC2" ? lastPart(clusterArn) : clusterArn,
    TaskARN: arn,
    Family: definition.family,
    Revision: `${definition.revision}`,
    ServiceName: group.startsWith("service:") ? group.slice("service:".length) : undefined,
    DesiredStatus: task.desiredStatus,
    KnownStatus: knownStatus(task),
    Limits: taskLimits(task),
    AvailabilityZone: availabilityZone(options.region),
    LaunchType: launchType,
    Containers: task.containers
      .filter(({ dockerId }) => dockerId !== undefined)
      .map((container) => containerMetadata(task, container, options)),
    ExecutionStoppedAt: task.stoppedAt,
    TaskTags: options.withTags ? tags : undefined,
  };
}

/** The metadata of one container of a task. */
export function containerMetadata(task: TaskView, container: ContainerView, options: MetadataOptions): object {
  const { arn, clusterArn, definition } = task.request;
  const { cpu, memory, memoryReservation, healthCheck, logConfiguration } = definitionOf(task, container.name);
  return {
    DockerId: container.dockerId,
    Name: container.name,
    DockerName: container.name,
    Image: container.image,
    Labels: {
      "com.amazonaws.ecs.cluster": clusterArn,
      "com.amazonaws.ecs.container-name": container.name,
      "com.amazonaws.ecs.task-arn": arn,
      "com.amazonaws.ecs.task-definition-family": definition.family,
      "com.amazonaws.ecs.task-definition-version": `${definition.revision}`,
    },
    DesiredStatus: container.desiredStatus,
    KnownStatus: container.status,
    ExitCode: container.exitCode,
    Limits: { CPU: cpu ?? 0, Memory: memory ?? memoryReservation },
    CreatedAt: container.createdAt,
    StartedAt: container.startedAt,
    FinishedAt: container.finishedAt,
    Type: "NORMAL",
    // A container has a health only where its definition has a check.
    Health: healthCheck && {
      status: container.health,
      statusSince: container.healthSince ?? container.startedAt ?? container.createdAt,
    },
    LogDriver: logConfiguration?.logDriver,
    LogOptions: logConfiguration?.options,
    ContainerARN: `${arn.replace(":task/", ":container/")}/${containerId(arn, container.name)}`,
    Networks: networks(task, options),
  };
}

/** All tasks run on this machine, which stands for one zone. */
export function availabilityZone(region: string): string {
  return `${region}a`;
}

/** The agent takes a task for running until its last container has stopped. */
function knownStatus({ status }: TaskView): string {
  if (status === "STOPPED") return "STOPPED";
  return status === "PROVISIONING" || status === "PENDING" ? "PENDING" : "RUNNING";
}

/** In vCPU and MiB. */
function taskLimits({ request: { definition } }: TaskView): object | undefined {
  const { cpu, memory } = definition;
  if (cpu === undefined && memory === undefined) return undefined;
  return { CPU: cpu && Number(cpu) / 1024, Memory: memory && Number(memory) };
}

function definitionOf(task: TaskView, name: string): ContainerDefinition {
  return task.request.definition.containerDefinitions?.find((definition) => definition.name === name) ?? {};
}

function networks({ ip }: TaskView, { network, region }: MetadataOptions): object[] {
  if (ip === undefined) return [];
  const domain = region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
  return [
    {
      NetworkMode: "awsvpc",
      IPv4Addresses: [ip],
      AttachmentIndex: 0,
      IPv4SubnetCIDRBlock: network?.cidr,
      PrivateDNSName: `ip-${ip.replaceAll(".", "-")}.${domain}`,
      SubnetGatewayIpv4Address:
        network?.gateway && network.cidr && `${network.gateway}/${network.cidr.split("/")[1] ?? ""}`,
    },
  ];
}
