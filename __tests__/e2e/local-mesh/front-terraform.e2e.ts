import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { Terraform } from "../../../tools/emulator";
import { startFrontGround, type FrontGround } from "./front-ground";

/*
 * Terraform through the front: it waits until services are steady, finds no drift in what the emulator alone forgets,
 * waits for the roll, and for the tasks of a service that it destroys.
 */
const STACK = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}
provider "aws" {}
variable "tasks" {}
variable "image" {}
resource "aws_vpc" "this" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "this" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_security_group" "this" { vpc_id = aws_vpc.this.id }
resource "aws_ecs_cluster" "this" { name = "mesh" }
resource "aws_ecs_task_definition" "this" {
  family                   = "client"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([{ name = "app", image = var.image, essential = true }])
}
resource "aws_ecs_service" "client" {
  name                               = "client"
  cluster                            = aws_ecs_cluster.this.arn
  task_definition                    = aws_ecs_task_definition.this.arn
  desired_count                      = var.tasks
  launch_type                        = "FARGATE"
  enable_execute_command             = true
  availability_zone_rebalancing      = "ENABLED"
  propagate_tags                     = "TASK_DEFINITION"
  deployment_minimum_healthy_percent = 50
  wait_for_steady_state              = true
  tags                               = { team = "mesh" }
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
  network_configuration {
    subnets          = [aws_subnet.this.id]
    security_groups  = [aws_security_group.this.id]
    assign_public_ip = true
  }
}
resource "aws_ecs_service" "placed" {
  name                  = "placed"
  cluster               = aws_ecs_cluster.this.arn
  task_definition       = aws_ecs_task_definition.this.arn
  desired_count         = 1
  wait_for_steady_state = true
  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 1
  }
  network_configuration {
    subnets         = [aws_subnet.this.id]
    security_groups = [aws_security_group.this.id]
  }
}
`;

const folder = mkdtempSync(join(tmpdir(), "front-terraform-"));
let ground: FrontGround;

beforeAll(async () => {
  writeFileSync(join(folder, "main.tf"), STACK);
  ground = await startFrontGround();
}, 120_000);
afterAll(async () => {
  await ground.stop();
  rmSync(folder, { recursive: true, force: true });
});

const terraform = (tasks: number, image: string) =>
  new Terraform(folder, { env: ground.env, variables: { tasks, image } });

async function counts(): Promise<unknown[]> {
  const request = new DescribeServicesCommand({ cluster: "mesh", services: ["client", "placed"] });
  const { services = [] } = await ground.ecs.send(request);
  return services.map(({ serviceName, runningCount, deployments }) => [serviceName, runningCount, deployments?.length]);
}

test("services are applied, rolled, found as they were left, and destroyed", async () => {
  const first = terraform(2, "app:1");
  await first.init();
  await first.apply();
  expect(await counts()).toEqual([
    ["client", 2, 1],
    ["placed", 1, 1],
  ]);
  expect((await first.plan()).hasChanges).toBe(false);

  const second = terraform(3, "app:2");
  await second.apply();
  expect(await counts()).toEqual([
    ["client", 3, 1],
    ["placed", 1, 1],
  ]);
  expect((await second.plan()).hasChanges).toBe(false);
  const running = ground.tasks.started.filter((task) => task.view().status === "RUNNING");
  expect(running.map((task) => task.view().request.definition.containerDefinitions?.[0]?.image)).toEqual(
    Array(4).fill("app:2"),
  );

  await second.destroy();
  expect(ground.tasks.started.every((task) => task.view().status === "STOPPED")).toBe(true);
  expect(await ground.emulator.contents()).toEqual({});
}, 600_000);
