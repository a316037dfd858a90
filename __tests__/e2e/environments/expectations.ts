/** What AWS must be asked for, for each environment: the containers of its tasks, and who waits for whom. */
export interface ExpectedTask {
  /** Container -> what it waits for. */
  readonly containers: Readonly<Record<string, readonly string[]>>;
  /** Container -> the environment variables that ECS fills from secrets. */
  readonly secrets: Readonly<Record<string, readonly string[]>>;
}

export interface ExpectedEnvironment {
  /** Prefix of the names. */
  readonly name: string;
  /** Family -> its task. */
  readonly tasks: Readonly<Record<string, ExpectedTask>>;
  /** Secrets whose values are generated, and how a value looks. */
  readonly generatedSecrets: Readonly<Record<string, (value: string) => boolean>>;
  /** ECS services whose tasks the controller must recognise by their tags. */
  readonly meshServices: readonly string[];
}

export const isUuid = (value: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(value);
export const isGossipKey = (value: string): boolean => Buffer.from(value, "base64").length === 32;

export const dataplaneTask = (app: string): ExpectedTask => ({
  containers: {
    [app]: ["consul-dataplane:HEALTHY"],
    "consul-ecs-mesh-init": [],
    "consul-dataplane": ["consul-ecs-mesh-init:SUCCESS"],
    "consul-ecs-health-sync": ["consul-ecs-mesh-init:SUCCESS"],
  },
  secrets: {},
});

/** A server that keeps its data, with what takes its snapshots. */
const serverTask = (...secrets: string[]): ExpectedTask => ({
  containers: { "consul-server": [], "consul-snapshot": ["consul-server:START"] },
  secrets: { "consul-server": secrets, "consul-snapshot": ["CONSUL_HTTP_TOKEN"] },
});

/** The controller, with what delivers the configuration entries. @param ca variables with which each trusts the servers */
export const controllerTask = (
  controller: string,
  ca: { readonly controller: readonly string[]; readonly delivery: readonly string[] } = {
    controller: [],
    delivery: [],
  },
): ExpectedTask => ({
  containers: { [controller]: [], "consul-ecs-config-entries": [] },
  secrets: {
    [controller]: [...ca.controller, "CONSUL_HTTP_TOKEN"],
    "consul-ecs-config-entries": [...ca.delivery, "CONSUL_HTTP_TOKEN"],
  },
});

export const dev: ExpectedEnvironment = {
  name: "consul-ecs",
  tasks: {
    "consul-ecs-consul-server-1": serverTask("CONSUL_HTTP_TOKEN"),
    "consul-ecs-consul-ecs-controller": controllerTask("consul-ecs-controller"),
    "consul-ecs-example-client-app": dataplaneTask("example-client-app"),
    "consul-ecs-example-server-app": dataplaneTask("example-server-app"),
  },
  generatedSecrets: { "consul-ecs-consul-server-bootstrap-token": isUuid },
  meshServices: ["consul-ecs-example-client-app", "consul-ecs-example-server-app"],
};

export const clientAgentTask = (app: string): ExpectedTask => ({
  containers: {
    [app]: ["consul-ecs-mesh-init:SUCCESS", "sidecar-proxy:HEALTHY"],
    "consul-ecs-mesh-init": [],
    "consul-client": [],
    "sidecar-proxy": ["consul-ecs-mesh-init:SUCCESS"],
    "consul-ecs-health-sync": ["consul-ecs-mesh-init:SUCCESS"],
  },
  secrets: { "consul-client": ["CONSUL_GOSSIP_ENCRYPTION_KEY"] },
});

export const devClientAgent: ExpectedEnvironment = {
  name: "consul-agent",
  tasks: {
    "consul-agent-consul-server-1": serverTask("CONSUL_GOSSIP_ENCRYPTION_KEY", "CONSUL_HTTP_TOKEN"),
    "consul-agent-consul-acl-controller": controllerTask("consul-acl-controller"),
    "consul-agent-example-client-app": clientAgentTask("example-client-app"),
    "consul-agent-example-server-app": clientAgentTask("example-server-app"),
  },
  generatedSecrets: {
    "consul-agent-consul-server-bootstrap-token": isUuid,
    "consul-agent-consul-server-gossip-key": isGossipKey,
  },
  meshServices: ["consul-agent-example-client-app", "consul-agent-example-server-app"],
};
