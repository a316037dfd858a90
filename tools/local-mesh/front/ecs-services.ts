import type {
  CreateServiceRequest,
  DeleteServiceRequest,
  DescribeServicesRequest,
  DescribeServicesResponse,
  Service,
  TaskDefinition,
  UpdateServiceRequest,
} from "@aws-sdk/client-ecs";
import type { Wire } from "../services";
import type { EcsCall } from "./ecs-call";
import { AwsError } from "./protocol";
import type { EcsScheduler } from "./scheduler";

interface ServiceAnswer {
  readonly service: Wire<Service>;
}

/** The actions about services: the emulator takes them, the scheduler does them. */
export class EcsServices {
  constructor(private readonly scheduler: () => EcsScheduler) {}

  async create(call: EcsCall<Wire<CreateServiceRequest>>): Promise<object> {
    const { cluster, serviceName } = call.request;
    // The emulator would put the new one in the place of the old one.
    const before = serviceName && (await this.find(call, cluster, serviceName));
    if (before && before.status === "DRAINING") {
      throw new AwsError("InvalidParameterException", "Unable to Start a service that is still Draining.");
    }
    if (before && before.status === "ACTIVE") {
      throw new AwsError("InvalidParameterException", "Creation of service was not idempotent.");
    }
    const { service } = await call.forward<ServiceAnswer>();
    await this.scheduler().create(call.request, service);
    return this.shown(service);
  }

  async update(call: EcsCall<Wire<UpdateServiceRequest>>): Promise<object> {
    const { cluster, service: name } = call.request;
    const before = name && (await this.find(call, cluster, name));
    if (!before) throw new AwsError("ServiceNotFoundException", "Service not found.");
    if (before.status !== "ACTIVE") throw new AwsError("ServiceNotActiveException", "Service was not ACTIVE.");
    const request = await withDefinitionArn(call);
    const { service } = await call.forward<ServiceAnswer>(request);
    await this.scheduler().update(request, service);
    return this.shown(service);
  }

  async delete(call: EcsCall<Wire<DeleteServiceRequest>>): Promise<object> {
    const { service } = await call.forward<ServiceAnswer>();
    await this.scheduler().delete(service.serviceArn ?? "");
    return this.shown(service);
  }

  async describe(call: EcsCall<Wire<DescribeServicesRequest>>): Promise<object> {
    const answer = await call.forward<Wire<DescribeServicesResponse>>();
    const services = answer.services?.map((service) => this.merged(service));
    return { ...answer, services };
  }

  private shown(service: Wire<Service>): ServiceAnswer {
    return { service: this.merged(service) };
  }

  /** What the scheduler was never told of is as the emulator says. */
  private merged(answer: Wire<Service>): Wire<Service> {
    return this.scheduler().describe(answer.serviceArn ?? "", answer.clusterArn, answer) ?? answer;
  }

  private async find(
    call: EcsCall<object>,
    cluster: string | undefined,
    service: string,
  ): Promise<Wire<Service> | undefined> {
    const request = { cluster, services: [service] };
    const { services = [] } = await call.ask<Wire<DescribeServicesResponse>>("DescribeServices", request);
    return services[0] && this.merged(services[0]);
  }
}

/** A service is made of one revision. The emulator keeps what an update says, be it a family only. */
async function withDefinitionArn(call: EcsCall<Wire<UpdateServiceRequest>>): Promise<Wire<UpdateServiceRequest>> {
  const { taskDefinition } = call.request;
  if (!taskDefinition || taskDefinition.startsWith("arn:")) return call.request;
  const found = await call.ask<{ readonly taskDefinition: Wire<TaskDefinition> }>("DescribeTaskDefinition", {
    taskDefinition,
  });
  return { ...call.request, taskDefinition: found.taskDefinition.taskDefinitionArn };
}
