import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { environment, IMAGE, REGION, SERVER_HOST, services, SUBNET_IDS, VPC_ID } from "./workloads/services";
import type { BenchService } from "./workloads/services";

/** Writes a Terraform project in HCL that makes the same resources as the other workloads, by calls of a module. */
export async function writeHclProject(folder: string, count: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "main.tf"), [SHARED, ...services(count).map(call)].join("\n"));
  await cp(join(__dirname, "workloads/service-module"), join(folder, "service"), { recursive: true });
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
  const { name, port } = service;
  const logs = `{
    logDriver = "awslogs"
    options = {
      "awslogs-group"         = aws_cloudwatch_log_group.logs.name
      "awslogs-region"        = "${REGION}"
      "awslogs-stream-prefix" = "${name}"
    }
  }`;
  // HCL takes JSON for an expression.
  return `module "${name}" {
  source            = "./service"
  family            = "${name}"
  port              = ${port}
  upstreams         = ${JSON.stringify(service.upstreams)}
  server_hosts      = "${SERVER_HOST}"
  tls               = true
  ca_arn            = aws_secretsmanager_secret.ca.arn
  acls              = true
  cluster_arn       = aws_ecs_cluster.cluster.arn
  subnet_ids        = ${JSON.stringify(SUBNET_IDS)}
  security_group_id = aws_security_group.mesh.id
  log_configuration = ${logs}
  container_definitions = [{
    name             = "app"
    image            = "${IMAGE}"
    essential        = true
    environment      = ${JSON.stringify(environment(service))}
    portMappings     = [{ containerPort = ${port}, protocol = "tcp" }]
    logConfiguration = ${logs}
  }]
}
`;
}
