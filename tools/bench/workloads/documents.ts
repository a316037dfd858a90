import { environment, IMAGE, REGION, SERVER_HOST, type BenchService } from "./services";

/**
 * The documents of a mesh task, written out for what the benchmark needs and no more: no choice, no check. It shares
 * nothing with modules/, against which it is measured.
 */
export function containerDefinitions(service: BenchService, logGroup: string, caArn: string): object[] {
  const logConfiguration = {
    logDriver: "awslogs",
    options: {
      "awslogs-group": logGroup,
      "awslogs-region": REGION,
      "awslogs-stream-prefix": service.name,
    },
  };
  const config = [{ name: "CONSUL_ECS_CONFIG_JSON", value: JSON.stringify(configDocument(service)) }];
  const secrets = [
    { name: "CONSUL_HTTPS_CACERT_PEM", valueFrom: caArn },
    { name: "CONSUL_GRPC_CACERT_PEM", valueFrom: caArn },
  ];
  const afterMeshInit = [{ containerName: "consul-ecs-mesh-init", condition: "SUCCESS" }];
  return [
    {
      name: "app",
      image: IMAGE,
      essential: true,
      environment: environment(service),
      portMappings: [{ containerPort: service.port, protocol: "tcp" }],
      dependsOn: [{ containerName: "consul-dataplane", condition: "HEALTHY" }],
      mountPoints: [],
      logConfiguration,
    },
    {
      name: "consul-ecs-mesh-init",
      image: CONSUL_ECS_IMAGE,
      essential: false,
      command: ["mesh-init"],
      environment: config,
      secrets,
      linuxParameters: { initProcessEnabled: true },
      mountPoints: [
        { sourceVolume: "consul_data", containerPath: "/consul", readOnly: false },
        { sourceVolume: "consul_binary", containerPath: "/bin/consul-inject", readOnly: true },
      ],
      logConfiguration,
    },
    {
      name: "consul-dataplane",
      image: "hashicorp/consul-dataplane:2.0.1",
      essential: false,
      entryPoint: ["/consul/consul-ecs", "envoy-entrypoint"],
      command: ["consul-dataplane", "-config-file", "/consul/consul-dataplane.json"],
      healthCheck: {
        command: ["/consul/consul-ecs", "net-dial", "127.0.0.1:22000"],
        interval: 5,
        retries: 10,
        timeout: 5,
      },
      mountPoints: [DATA_MOUNT],
      dependsOn: afterMeshInit,
      ulimits: [{ name: "nofile", softLimit: 1048576, hardLimit: 1048576 }],
      user: "5995",
      logConfiguration,
    },
    {
      name: "consul-ecs-health-sync",
      image: CONSUL_ECS_IMAGE,
      essential: false,
      command: ["health-sync"],
      environment: config,
      secrets,
      linuxParameters: { initProcessEnabled: true },
      mountPoints: [DATA_MOUNT],
      dependsOn: afterMeshInit,
      user: "5996",
      logConfiguration,
    },
  ];
}

export const ECS_TASKS_MAY_ASSUME = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: ["sts:AssumeRole"], Principal: { Service: "ecs-tasks.amazonaws.com" } }],
};

export function taskTags(serviceName: string): Record<string, string> {
  return {
    "consul.hashicorp.com/mesh": "true",
    "consul.hashicorp.com/service-name": serviceName,
    "consul.hashicorp.com/module": "terraform-aws-consul-ecs",
    "consul.hashicorp.com/module-version": "0.10.0",
  };
}

const CONSUL_ECS_IMAGE = "public.ecr.aws/hashicorp/consul-ecs:0.10.0";
const DATA_MOUNT = { sourceVolume: "consul_data", containerPath: "/consul", readOnly: true };

function configDocument(service: BenchService): object {
  return {
    bootstrapDir: "/consul",
    consulLogin: { enabled: true, method: "iam-ecs-service-token" },
    consulServers: {
      hosts: SERVER_HOST,
      skipServerWatch: false,
      defaults: { tls: true, tlsServerName: "", caCertFile: "" },
      http: { port: 8501, https: true },
      grpc: { port: 8503 },
    },
    healthSyncContainers: [],
    proxy: { publicListenerPort: 20000, healthCheckPort: 22000, upstreams: service.upstreams },
    service: { name: service.name, tags: [], port: service.port, meta: {}, namespace: "", partition: "" },
    transparentProxy: {
      enabled: false,
      excludeInboundPorts: [],
      excludeOutboundPorts: [],
      excludeOutboundCIDRs: [],
      excludeUIDs: [],
      consulDNS: { enabled: false },
    },
  };
}
