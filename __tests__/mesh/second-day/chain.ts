import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { TerraformStack } from "cdktf";
import { HttpLoadBalancer, MeshTask, type MeshService, type ServiceMesh } from "../../../modules";
import { fakeService, type Ground } from "../helpers/ground";

/** Port of the outsider's task on which its sidecar forwards to the further service. */
export const OUTSIDER_UPSTREAM = "http://localhost:1234";

/**
 * Without a check of its own a service counts as well as soon as it is registered, which on line 0.6 is half a minute
 * before its program is started.
 */
const CHECKED = {
  healthCheck: { command: ["CMD-SHELL", "curl -sf localhost:9090/health"], interval: 5, retries: 3, timeout: 5 },
};

/** What changes from one apply to the next. */
export interface ChainState {
  /** What each program answers: another one makes another task definition. */
  readonly client: string;
  readonly server: string;
  /** Whether the client calls a further service as well. */
  readonly callsFurther: boolean;
  /** Whether the further service lets the outsider call it. */
  readonly letsOutsiderIn: boolean;
}

export const FIRST_STATE: ChainState = {
  client: "first client",
  server: "first server",
  callsFurther: false,
  letsOutsiderIn: false,
};

/** The names by which the parts of a chain are found. */
export function chainNames(name: string) {
  return {
    client: `${name}-client`,
    server: `${name}-server`,
    further: `${name}-further`,
    outsider: `${name}-outsider`,
    loadBalancer: `${name}-lb`,
  };
}

/** What a chain is put into. */
export interface ChainPlace {
  readonly ground: Ground;
  readonly mesh: ServiceMesh;
}

/** A load balancer, a client behind it, a server that it calls; and a further service, with an outsider of the mesh. */
export function addChain(stack: TerraformStack, { ground, mesh }: ChainPlace, state: ChainState): void {
  const names = chainNames(mesh.name);
  const server = addServer(mesh, state.server);
  const further = mesh.addService("further", {
    port: 9090,
    protocol: "http",
    containers: [fakeService(names.further, {}, CHECKED)],
  });
  addClient(stack, { ground, mesh }, state.client, state.callsFurther ? [server, further] : [server]);
  if (state.letsOutsiderIn) further.allowFrom({ service: names.outsider });
  addOutsider(stack, ground, mesh);
}

/** The same without the further service and the outsider: what it takes for calls. */
export function addShortChain(stack: TerraformStack, place: ChainPlace): void {
  addClient(stack, place, FIRST_STATE.client, [addServer(place.mesh, FIRST_STATE.server)]);
}

function addServer(mesh: ServiceMesh, message: string): MeshService {
  return mesh.addService("server", {
    port: 9090,
    protocol: "http",
    containers: [fakeService(chainNames(mesh.name).server, { MESSAGE: message }, CHECKED)],
  });
}

function addClient(
  stack: TerraformStack,
  { ground, mesh }: ChainPlace,
  message: string,
  called: readonly MeshService[],
): void {
  const names = chainNames(mesh.name);
  const client = mesh.addService("client", {
    port: 9090,
    protocol: "http",
    containers: ({ connectTo }) => {
      const urls = called.map((service) => connectTo(service).url);
      return [fakeService(names.client, { MESSAGE: message, UPSTREAM_URIS: urls.join(",") }, CHECKED)];
    },
  });
  const loadBalancer = new HttpLoadBalancer(stack, "lb", {
    name: names.loadBalancer,
    securityGroupName: names.loadBalancer,
    description: "Callers of the test",
    vpcId: ground.network.vpcId,
    subnetIds: ground.network.publicSubnetIds,
    ingressCidrBlocks: ["10.0.0.0/8"],
    port: 9090,
    healthCheck: { path: "/health", timeout: 3, interval: 5 },
  });
  client.exposeThrough(loadBalancer);
}

/** A task that can call the further service whether it may or not: nothing of it changes with the graph. */
function addOutsider(stack: TerraformStack, ground: Ground, mesh: ServiceMesh): void {
  const { outsider, further } = chainNames(mesh.name);
  const task = new MeshTask(stack, "outsider-task", {
    release: mesh.release,
    servers: mesh.servers,
    family: outsider,
    containers: [fakeService(outsider)],
    upstreams: [{ destinationName: further, localBindPort: 1234 }],
    outboundOnly: true,
    logConfiguration: ground.logs("outsider"),
  });
  new EcsService(stack, "outsider", {
    name: outsider,
    cluster: ground.cluster.arn,
    taskDefinition: task.taskDefinitionArn,
    desiredCount: 1,
    launchType: "FARGATE",
    // By its tags the controller knows a task of the mesh: it deletes the tokens of others.
    propagateTags: "TASK_DEFINITION",
    waitForSteadyState: true,
    networkConfiguration: { subnets: [...ground.network.privateSubnetIds] },
    dependsOn: [...mesh.ready],
  });
}
