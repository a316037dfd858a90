import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { environment, IMAGE, REGION, SERVER_HOST, services, SUBNET_IDS, VPC_ID } from "./workloads/services";
import type { BenchService } from "./workloads/services";

/** Writes a Terraform project in HCL that makes the same resources as the other workloads: a module, and its calls. */
export async function writeHclProject(folder: string, count: number): Promise<void> {
  await mkdir(join(folder, "service"), { recursive: true });
  await writeFile(join(folder, "main.tf"), [SHARED, ...services(count).map(call)].join("\n"));
  await writeFile(join(folder, "service/main.tf"), MODULE);
}

const SHARED = `provider "aws" {
  region = "${REGION}"
}

resource "aws_ecs_cluster" "cluster" {
  name = "bench"
}

resource "aws_security_group" "mesh" {
  name        = "bench-mesh"
  description = "Tasks of the Consul service mesh"
  vpc_id      = "${VPC_ID}"
}

resource "aws_security_group_rule" "self" {
  type              = "ingress"
  description       = "Between the tasks of the mesh"
  from_port         = 20000
  to_port           = 20000
  protocol          = "tcp"
  self              = true
  security_group_id = aws_security_group.mesh.id
}

resource "aws_security_group_rule" "egress" {
  type              = "egress"
  from_port         = 0
  to_port           = 0
  protocol          = "-1"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.mesh.id
}

resource "aws_cloudwatch_log_group" "logs" {
  name = "bench"
}

resource "aws_secretsmanager_secret" "ca" {
  name = "bench-ca"
}
`;

function call(service: BenchService): string {
  // HCL takes JSON for an expression.
  return `module "${service.name}" {
  source            = "./service"
  name              = "${service.name}"
  port              = ${service.port}
  environment       = ${JSON.stringify(environment(service))}
  upstreams         = ${JSON.stringify(service.upstreams)}
  cluster_arn       = aws_ecs_cluster.cluster.arn
  subnet_ids        = ${JSON.stringify(SUBNET_IDS)}
  security_group_id = aws_security_group.mesh.id
  log_group         = aws_cloudwatch_log_group.logs.name
  ca_arn            = aws_secretsmanager_secret.ca.arn
}
`;
}

const VARIABLES = {
  name: "string",
  port: "number",
  environment: "list(map(string))",
  upstreams: "any",
  cluster_arn: "string",
  subnet_ids: "list(string)",
  security_group_id: "string",
  log_group: "string",
  ca_arn: "string",
};

/** A role with a policy of its own. */
function role(id: string, suffix: string, kind: string, statements: string, tags = ""): string {
  return `
resource "aws_iam_role" "${id}" {
  name = "\${var.name}-${suffix}"
  path = "/consul-ecs/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRole"]
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })${tags}
}

resource "aws_iam_policy" "${id}" {
  name        = "\${var.name}-${suffix}"
  path        = "/consul-ecs/"
  description = "\${var.name} mesh-task ${kind} policy"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [${statements}]
  })
}

resource "aws_iam_role_policy_attachment" "${id}" {
  role       = aws_iam_role.${id}.id
  policy_arn = aws_iam_policy.${id}.arn
}
`;
}

const LOCALS = `
locals {
  log_configuration = {
    logDriver = "awslogs"
    options = {
      "awslogs-group"         = var.log_group
      "awslogs-region"        = "${REGION}"
      "awslogs-stream-prefix" = var.name
    }
  }
  after_mesh_init = [{ containerName = "consul-ecs-mesh-init", condition = "SUCCESS" }]
  data_mount      = { sourceVolume = "consul_data", containerPath = "/consul", readOnly = true }
  secrets = [
    { name = "CONSUL_HTTPS_CACERT_PEM", valueFrom = var.ca_arn },
    { name = "CONSUL_GRPC_CACERT_PEM", valueFrom = var.ca_arn },
  ]
  config = [{
    name = "CONSUL_ECS_CONFIG_JSON"
    value = jsonencode({
      bootstrapDir = "/consul"
      consulLogin  = { enabled = true, method = "iam-ecs-service-token" }
      consulServers = {
        hosts           = "${SERVER_HOST}"
        skipServerWatch = false
        defaults        = { tls = true, tlsServerName = "", caCertFile = "" }
        http            = { port = 8501, https = true }
        grpc            = { port = 8503 }
      }
      healthSyncContainers = []
      proxy                = { publicListenerPort = 20000, healthCheckPort = 22000, upstreams = var.upstreams }
      service              = { name = var.name, tags = [], port = var.port, meta = {}, namespace = "", partition = "" }
      transparentProxy = {
        enabled              = false
        excludeInboundPorts  = []
        excludeOutboundPorts = []
        excludeOutboundCIDRs = []
        excludeUIDs          = []
        consulDNS            = { enabled = false }
      }
    })
  }]
}
`;

const TASK_AND_SERVICE = `
resource "aws_ecs_task_definition" "task" {
  family                   = var.name
  requires_compatibilities = ["EC2", "FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  task_role_arn            = aws_iam_role.task.arn
  execution_role_arn       = aws_iam_role.execution.arn
  volume {
    name = "consul_data"
  }
  volume {
    name = "consul_binary"
  }
  tags = {
    "consul.hashicorp.com/mesh"           = "true"
    "consul.hashicorp.com/service-name"   = var.name
    "consul.hashicorp.com/module"         = "terraform-aws-consul-ecs"
    "consul.hashicorp.com/module-version" = "0.10.0"
  }
  container_definitions = jsonencode([
    {
      name             = "app"
      image            = "${IMAGE}"
      essential        = true
      environment      = var.environment
      portMappings     = [{ containerPort = var.port, protocol = "tcp" }]
      dependsOn        = [{ containerName = "consul-dataplane", condition = "HEALTHY" }]
      mountPoints      = []
      logConfiguration = local.log_configuration
    },
    {
      name            = "consul-ecs-mesh-init"
      image           = "public.ecr.aws/hashicorp/consul-ecs:0.10.0"
      essential       = false
      command         = ["mesh-init"]
      environment     = local.config
      secrets         = local.secrets
      linuxParameters = { initProcessEnabled = true }
      mountPoints = [
        { sourceVolume = "consul_data", containerPath = "/consul", readOnly = false },
        { sourceVolume = "consul_binary", containerPath = "/bin/consul-inject", readOnly = true },
      ]
      logConfiguration = local.log_configuration
    },
    {
      name       = "consul-dataplane"
      image      = "hashicorp/consul-dataplane:2.0.1"
      essential  = false
      entryPoint = ["/consul/consul-ecs", "envoy-entrypoint"]
      command    = ["consul-dataplane", "-config-file", "/consul/consul-dataplane.json"]
      healthCheck = {
        command  = ["/consul/consul-ecs", "net-dial", "127.0.0.1:22000"]
        interval = 5
        retries  = 10
        timeout  = 5
      }
      mountPoints      = [local.data_mount]
      dependsOn        = local.after_mesh_init
      ulimits          = [{ name = "nofile", softLimit = 1048576, hardLimit = 1048576 }]
      user             = "5995"
      logConfiguration = local.log_configuration
    },
    {
      name             = "consul-ecs-health-sync"
      image            = "public.ecr.aws/hashicorp/consul-ecs:0.10.0"
      essential        = false
      command          = ["health-sync"]
      environment      = local.config
      secrets          = local.secrets
      linuxParameters  = { initProcessEnabled = true }
      mountPoints      = [local.data_mount]
      dependsOn        = local.after_mesh_init
      user             = "5996"
      logConfiguration = local.log_configuration
    },
  ])
}

resource "aws_ecs_service" "service" {
  name                   = var.name
  cluster                = var.cluster_arn
  task_definition        = aws_ecs_task_definition.task.arn
  desired_count          = 1
  launch_type            = "FARGATE"
  enable_execute_command = false
  propagate_tags         = "TASK_DEFINITION"
  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [var.security_group_id]
    assign_public_ip = false
  }
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
`;

/** The module of one service. */
const MODULE = [
  ...Object.entries(VARIABLES).map(([name, type]) => `variable "${name}" {\n  type = ${type}\n}\n`),
  LOCALS,
  role(
    "task",
    "task",
    "task",
    '{ Effect = "Allow", Action = ["iam:GetRole"], Resource = [aws_iam_role.task.arn] }',
    `
  tags = {
    "consul.hashicorp.com.service-name" = var.name
    "consul.hashicorp.com.namespace"    = ""
  }`,
  ),
  role(
    "execution",
    "execution",
    "execution",
    `
      { Effect = "Allow", Action = ["secretsmanager:GetSecretValue"], Resource = [var.ca_arn] },
      { Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = ["*"] },
    `,
  ),
  TASK_AND_SERVICE,
].join("");
