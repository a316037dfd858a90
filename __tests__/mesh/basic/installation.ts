import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AclController, DevServer, MeshTask, type ContainerDefinition, type Release } from "../../../modules";
import { fakeService, type Ground } from "../helpers/ground";

/** Port of the client's task on which its sidecar forwards to the server. */
export const UPSTREAM = "http://localhost:1234";
export const ROLE_PATH = "/consul-ecs/";
/** Seconds for which the client goes on after it is told to stop. */
export const SHUTDOWN_DELAY = 10;
/** Of the client's proxy, in place of 20000. */
export const LISTENER_PORT = 21000;
export const TEST_TAG = { key: "purpose", value: "acceptance" } as const;

export interface InstallationProps {
  readonly release: Release;
  /** With TLS and ACLs, or with neither. */
  readonly secure: boolean;
}

/** The names by which the parts of an installation are found. */
export function installationNames(secure: boolean) {
  const name = secure ? "secure" : "plain";
  return {
    name,
    serverFamily: `consul-server-${name}`,
    tokenSecret: secure ? `consul-server-${name}-bootstrap-token` : undefined,
    clientFamily: `Test_Client_${name}`,
    client: `test_client_${name}`,
    // With ACLs the name in the catalog is another one than that of the family.
    server: secure ? "custom_test_server" : `test_server_${name}`,
    serverTaskFamily: `test_server_${name}`,
  };
}

/**
 * What HashiCorp's basic test installs: a server, a controller where there are ACLs, a client that only calls, and the
 * service that it calls, whose roles are brought.
 */
export class Installation extends Construct {
  private readonly names: ReturnType<typeof installationNames>;
  private readonly consul: DevServer;

  constructor(
    scope: Construct,
    private readonly ground: Ground,
    private readonly props: InstallationProps,
  ) {
    const names = installationNames(props.secure);
    super(scope, names.name);
    this.names = names;
    this.consul = this.makeConsul();
    const ready = props.secure ? [this.makeController().service] : [this.consul.service];
    this.run("client", this.makeClient(), ready);
    this.run("server", this.makeServer(), ready);
  }

  private makeConsul(): DevServer {
    const { ground, names, props } = this;
    return new DevServer(this, "consul", {
      ...ground.serverPlace,
      release: props.release,
      name: names.serverFamily,
      // Each has a namespace of its own in Cloud Map.
      datacenter: `dc-${names.name}`,
      acls: props.secure,
      tls: props.secure ? ground.authority : undefined,
      logConfiguration: ground.logs(names.serverFamily),
    });
  }

  private makeController(): AclController {
    const { ground, names, props } = this;
    return new AclController(this, "controller", {
      release: props.release,
      servers: this.consul,
      namePrefix: names.name,
      clusterArn: ground.cluster.arn,
      subnetIds: ground.network.privateSubnetIds,
      iamRolePath: ROLE_PATH,
      launchType: "FARGATE",
      logConfiguration: ground.logs("controller"),
      dependsOn: [this.consul.service],
      waitForSteadyState: true,
    });
  }

  private makeClient(): MeshTask {
    const { ground, names, props } = this;
    const common = {
      servers: this.consul,
      family: names.clientFamily,
      containers: [
        fakeService(
          names.client,
          { UPSTREAM_URIS: UPSTREAM },
          {
            logConfiguration: ground.logs("client"),
            healthCheck: { command: ["CMD-SHELL", "echo 1"], interval: 5, retries: 3, timeout: 5 },
          },
        ),
        shutdownMonitor(ground),
      ],
      upstreams: [{ destinationName: names.server, localBindPort: 1234 }],
      outboundOnly: true,
      applicationShutdownDelaySeconds: SHUTDOWN_DELAY,
      publicListenerPort: LISTENER_PORT,
      iamRolePath: ROLE_PATH,
      tags: { [TEST_TAG.key]: TEST_TAG.value },
      serviceTags: [TEST_TAG.value],
      serviceMeta: { [TEST_TAG.key]: TEST_TAG.value },
      logConfiguration: ground.logs("client"),
    };
    return props.release === "0.6"
      ? new MeshTask(this, "client-task", { ...common, release: "0.6", agentConfiguration: 'log_level = "DEBUG"' })
      : new MeshTask(this, "client-task", { ...common, release: "0.10" });
  }

  private makeServer(): MeshTask {
    const { ground, names, props } = this;
    const container = fakeService(names.server, {}, { logConfiguration: ground.logs("server") });
    return new MeshTask(this, "server-task", {
      release: props.release,
      servers: this.consul,
      family: names.serverTaskFamily,
      serviceName: names.server,
      port: 9090,
      containers: [container],
      httpHealthCheck: { port: 9090, path: "/health", interval: 5, timeout: 5, retries: 3 },
      taskRole: this.bringRole("task"),
      executionRole: this.bringRole("execution"),
      logConfiguration: ground.logs("server"),
    });
  }

  /** A role that is made elsewhere, under a path, with what the auth method wants to see. */
  private bringRole(what: "task" | "execution"): IamRole {
    const { names } = this;
    const role = new IamRole(this, `${what}-role`, {
      name: `${names.serverTaskFamily}-${what}`,
      path: ROLE_PATH,
      tags: { "consul.hashicorp.com.service-name": names.server, "consul.hashicorp.com.namespace": "" },
      assumeRolePolicy: policy({ Action: "sts:AssumeRole", Principal: { Service: "ecs-tasks.amazonaws.com" } }),
    });
    const action = what === "task" ? "iam:GetRole" : "secretsmanager:GetSecretValue";
    new IamRolePolicy(this, `${what}-policy`, {
      name: "consul",
      role: role.id,
      policy: policy({ Action: action, Resource: what === "task" ? role.arn : "*" }),
    });
    return role;
  }

  private run(id: string, task: MeshTask, dependsOn: ITerraformDependable[]): void {
    const { ground, names } = this;
    new EcsService(this, `${id}-service`, {
      name: `${id}_${names.name}`,
      cluster: ground.cluster.arn,
      taskDefinition: task.taskDefinitionArn,
      desiredCount: 1,
      launchType: "FARGATE",
      propagateTags: "TASK_DEFINITION",
      enableExecuteCommand: true,
      waitForSteadyState: true,
      networkConfiguration: { subnets: [...ground.network.privateSubnetIds] },
      dependsOn,
    });
  }
}

function policy(statement: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}

/** What the monitor writes for each of its calls: of what, and the status. */
export const MONITORED = { upstream: UPSTREAM, application: "http://localhost:9090" } as const;

/** Waits to be told to stop, and then calls once a second for as long as the application should go on. */
function shutdownMonitor(ground: Ground): ContainerDefinition {
  const calls = Object.entries(MONITORED).map(
    ([name, url]) => `echo "${name} $(curl -s -o /dev/null -m 5 -w '%{http_code}' ${url})"`,
  );
  const script = [
    "stopped=",
    "trap 'stopped=1' TERM",
    'while [ -z "$stopped" ]; do sleep 1 & wait $!; done',
    "echo told to stop",
    `for second in $(seq ${SHUTDOWN_DELAY + 2}); do`,
    ...calls,
    "sleep 1",
    "done",
  ].join("\n");
  return {
    name: "shutdown-monitor",
    image: "nicholasjackson/fake-service:v0.21.0",
    essential: false,
    // An entry point of its own: the delay of the application is not put before it.
    entryPoint: ["/bin/sh", "-c", script],
    logConfiguration: ground.logs("client"),
  };
}
