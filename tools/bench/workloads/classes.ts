import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SecurityGroupRule } from "@cdktf/provider-aws/lib/security-group-rule";
import { LocalBackend, TerraformStack } from "cdktf";
import { containerDefinitions, ECS_TASKS_MAY_ASSUME, taskTags } from "./documents";
import { REGION, services, SUBNET_IDS, VPC_ID, type BenchService } from "./services";
import { synthesize } from "./synthesize";

/** The same services as somebody writes them who has the provider's classes only. */
synthesize((app, count) => {
  const stack = new TerraformStack(app, "bench");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new AwsProvider(stack, "aws", { region: REGION });
  const cluster = new EcsCluster(stack, "cluster", { name: "bench" });
  const mesh = addSecurityGroup(stack);
  const logs = new CloudwatchLogGroup(stack, "logs", { name: "bench" });
  const ca = new SecretsmanagerSecret(stack, "ca", { name: "bench-ca" });
  for (const service of services(count)) addService(stack, service, { cluster, mesh, logs, ca });
  return stack;
});

function addSecurityGroup(stack: TerraformStack): SecurityGroup {
  const group = new SecurityGroup(stack, "mesh_group", {
    name: "bench-mesh",
    description: "Tasks of the Consul service mesh",
    vpcId: VPC_ID,
  });
  new SecurityGroupRule(stack, "mesh_self-tcp-20000", {
    type: "ingress",
    description: "Between the tasks of the mesh",
    fromPort: 20000,
    toPort: 20000,
    protocol: "tcp",
    selfAttribute: true,
    securityGroupId: group.id,
  });
  new SecurityGroupRule(stack, "mesh_egress", {
    type: "egress",
    fromPort: 0,
    toPort: 0,
    protocol: "-1",
    cidrBlocks: ["0.0.0.0/0"],
    securityGroupId: group.id,
  });
  return group;
}

interface Shared {
  readonly cluster: EcsCluster;
  readonly mesh: SecurityGroup;
  readonly logs: CloudwatchLogGroup;
  readonly ca: SecretsmanagerSecret;
}

/** The ids are those that the constructs of this project come to, so that the results can be compared. */
function addService(stack: TerraformStack, service: BenchService, shared: Shared): void {
  const { name } = service;
  const taskRole = addRole(stack, `${name}_task_task-role`, {
    name: `${name}-task`,
    description: `${name} mesh-task task policy`,
    statements: (role) => [{ Effect: "Allow", Action: ["iam:GetRole"], Resource: [role.arn] }],
    tags: { "consul.hashicorp.com.service-name": name, "consul.hashicorp.com.namespace": "" },
  });
  const executionRole = addRole(stack, `${name}_task_execution-role`, {
    name: `${name}-execution`,
    description: `${name} mesh-task execution policy`,
    statements: () => [
      { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [shared.ca.arn] },
      { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: ["*"] },
    ],
  });
  const task = new EcsTaskDefinition(stack, `${name}_task`, {
    family: name,
    requiresCompatibilities: ["EC2", "FARGATE"],
    networkMode: "awsvpc",
    cpu: "256",
    memory: "512",
    taskRoleArn: taskRole.arn,
    executionRoleArn: executionRole.arn,
    volume: [{ name: "consul_data" }, { name: "consul_binary" }],
    containerDefinitions: JSON.stringify(containerDefinitions(service, shared.logs.name, shared.ca.arn)),
    tags: taskTags(name),
  });
  new EcsService(stack, `${name}_service`, {
    name,
    cluster: shared.cluster.arn,
    taskDefinition: task.arn,
    desiredCount: 1,
    launchType: "FARGATE",
    networkConfiguration: { subnets: SUBNET_IDS, securityGroups: [shared.mesh.id], assignPublicIp: false },
    enableExecuteCommand: false,
    deploymentCircuitBreaker: { enable: true, rollback: true },
    propagateTags: "TASK_DEFINITION",
  });
}

function addRole(
  stack: TerraformStack,
  id: string,
  options: {
    readonly name: string;
    readonly description: string;
    readonly statements: (role: IamRole) => object[];
    readonly tags?: Record<string, string>;
  },
): IamRole {
  const path = "/consul-ecs/";
  const role = new IamRole(stack, id, {
    name: options.name,
    path,
    assumeRolePolicy: JSON.stringify(ECS_TASKS_MAY_ASSUME),
    tags: options.tags,
  });
  const policy = new IamPolicy(stack, `${id}_policy`, {
    name: options.name,
    path,
    description: options.description,
    policy: JSON.stringify({ Version: "2012-10-17", Statement: options.statements(role) }),
  });
  new IamRolePolicyAttachment(stack, `${id}_attachment`, { role: role.id, policyArn: policy.arn });
  return role;
}
