import { isDeepStrictEqual } from "node:util";
import type {
  CreateServiceRequest,
  LoadBalancer,
  Service,
  ServiceRegistry,
  UpdateServiceRequest,
} from "@aws-sdk/client-ecs";
import { shortName, tagMap, type Wire } from "./wire";

/** What a service asks for, with ECS's defaults where it says nothing. */
export interface ServiceSpec {
  readonly arn: string;
  readonly name: string;
  readonly clusterArn: string;
  /** Its ARN. */
  readonly taskDefinition: string;
  readonly desiredCount: number;
  readonly minimumPercent: number;
  readonly maximumPercent: number;
  readonly circuitBreaker: { readonly enable: boolean; readonly rollback: boolean };
  readonly gracePeriodSeconds: number;
  readonly loadBalancers: readonly LoadBalancer[];
  readonly serviceRegistries: readonly ServiceRegistry[];
  readonly launchType: string;
  readonly propagateTags: "NONE" | "SERVICE" | "TASK_DEFINITION";
  readonly managedTags: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** What the request said and the emulator forgets. */
  readonly said: Partial<Wire<Service>>;
}

/** A request as JSON brings it. Create and update say the same things by the same names. */
export type ServiceRequest = Partial<Wire<CreateServiceRequest>> &
  Pick<Partial<Wire<UpdateServiceRequest>>, "forceNewDeployment" | "service">;

/** @param answer what the emulator made of the request */
export function specOf(request: ServiceRequest, answer: Wire<Service>): ServiceSpec {
  return merged(
    {
      arn: required(answer.serviceArn, "serviceArn"),
      name: required(answer.serviceName, "serviceName"),
      clusterArn: required(answer.clusterArn, "clusterArn"),
      taskDefinition: required(answer.taskDefinition, "taskDefinition"),
      desiredCount: 0,
      minimumPercent: request.schedulingStrategy === "DAEMON" ? 0 : 100,
      maximumPercent: request.schedulingStrategy === "DAEMON" ? 100 : 200,
      circuitBreaker: { enable: false, rollback: false },
      gracePeriodSeconds: 0,
      loadBalancers: [],
      serviceRegistries: [],
      launchType: "EC2",
      propagateTags: "NONE",
      managedTags: false,
      tags: {},
      said: {},
    },
    // There is one instance here: a daemon runs once.
    request.schedulingStrategy === "DAEMON" ? { ...request, desiredCount: 1 } : request,
    answer,
  );
}

/** What an update makes of the service: what it does not name stays. */
export function updatedSpec(spec: ServiceSpec, request: ServiceRequest, answer: Wire<Service>): ServiceSpec {
  const { desiredCount, ...rest } = request;
  return merged(spec, spec.said.schedulingStrategy === "DAEMON" ? rest : { ...rest, desiredCount }, answer);
}

/** Whether tasks of the one differ from tasks of the other. */
export function needsDeployment(before: ServiceSpec, after: ServiceSpec): boolean {
  const ofTasks = (spec: ServiceSpec) => {
    const { networkConfiguration, capacityProviderStrategy, platformVersion, enableExecuteCommand } = spec.said;
    const { taskDefinition, loadBalancers, serviceRegistries, launchType, propagateTags } = spec;
    return [
      { networkConfiguration, capacityProviderStrategy, platformVersion, enableExecuteCommand },
      { taskDefinition, loadBalancers, serviceRegistries, launchType, propagateTags },
    ];
  };
  return !isDeepStrictEqual(ofTasks(before), ofTasks(after));
}

function merged(spec: ServiceSpec, request: ServiceRequest, answer: Wire<Service>): ServiceSpec {
  const { deploymentConfiguration } = request;
  const { enable, rollback } = { ...spec.circuitBreaker, ...deploymentConfiguration?.deploymentCircuitBreaker };
  const next = {
    ...spec,
    taskDefinition: request.taskDefinition ? required(answer.taskDefinition, "taskDefinition") : spec.taskDefinition,
    desiredCount: request.desiredCount ?? spec.desiredCount,
    minimumPercent: deploymentConfiguration?.minimumHealthyPercent ?? spec.minimumPercent,
    maximumPercent: deploymentConfiguration?.maximumPercent ?? spec.maximumPercent,
    circuitBreaker: { enable, rollback },
    gracePeriodSeconds: request.healthCheckGracePeriodSeconds ?? spec.gracePeriodSeconds,
    loadBalancers: request.loadBalancers ?? spec.loadBalancers,
    serviceRegistries: request.serviceRegistries ?? spec.serviceRegistries,
    launchType: launchTypeOf(request) ?? spec.launchType,
    propagateTags: request.propagateTags ?? spec.propagateTags,
    managedTags: request.enableECSManagedTags ?? spec.managedTags,
    tags: request.tags ? tagMap(request.tags) : spec.tags,
  };
  return { ...next, said: { ...spec.said, ...saidBy(request), deploymentConfiguration: configurationOf(next) } };
}

/** Tasks that capacity providers place run on Fargate when the providers are Fargate's. */
export function launchTypeOf(
  request: Pick<ServiceRequest, "launchType" | "capacityProviderStrategy">,
): string | undefined {
  const provider = request.capacityProviderStrategy?.[0]?.capacityProvider;
  return request.launchType ?? (provider && (provider.startsWith("FARGATE") ? "FARGATE" : "EC2"));
}

function configurationOf(spec: Omit<ServiceSpec, "said">): Partial<Wire<Service>>["deploymentConfiguration"] {
  return {
    deploymentCircuitBreaker: spec.circuitBreaker,
    maximumPercent: spec.maximumPercent,
    minimumHealthyPercent: spec.minimumPercent,
  };
}

function saidBy(request: ServiceRequest): Partial<Wire<Service>> {
  const vpc = request.networkConfiguration?.awsvpcConfiguration;
  const said: Partial<Wire<Service>> = {
    loadBalancers: request.loadBalancers,
    serviceRegistries: request.serviceRegistries,
    launchType: request.launchType,
    capacityProviderStrategy: request.capacityProviderStrategy,
    platformVersion: request.platformVersion,
    networkConfiguration: vpc && { awsvpcConfiguration: { ...vpc, assignPublicIp: vpc.assignPublicIp ?? "DISABLED" } },
    healthCheckGracePeriodSeconds: request.healthCheckGracePeriodSeconds,
    enableExecuteCommand: request.enableExecuteCommand,
    enableECSManagedTags: request.enableECSManagedTags,
    availabilityZoneRebalancing: request.availabilityZoneRebalancing,
    propagateTags: request.propagateTags,
    placementConstraints: request.placementConstraints,
    placementStrategy: request.placementStrategy,
    schedulingStrategy: request.schedulingStrategy,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** Whether a reference of a request, a name or an ARN, means this service. */
export function isMeant(spec: ServiceSpec, reference: string, cluster: string | undefined): boolean {
  if (reference.startsWith("arn:")) return spec.arn === reference;
  return spec.name === reference && shortName(spec.clusterArn) === shortName(cluster ?? "default");
}

function required(value: string | undefined, field: string): string {
  if (value === undefined) throw new Error(`The emulator's answer about a service has no ${field}.`);
  return value;
}
