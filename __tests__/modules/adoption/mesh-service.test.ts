import { adopt, adoptResource, ServiceMesh } from "../../../modules";
import { Template, testStack } from "../../helpers/template";

interface Written {
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
}

it("a service of a mesh takes over its call, and the ECS service and the security group that stood beside it", () => {
  const stack = testStack();
  const mesh = new ServiceMesh(stack, "mesh", {
    release: "0.10",
    servers: { datacenter: "dc1", hosts: "consul.dc1" },
    cluster: { arn: "arn:aws:ecs:us-east-1:123456789012:cluster/dev", name: "dev" },
    network: { vpcId: "vpc-1", privateSubnetIds: ["subnet-1"] },
    region: "us-east-1",
  });
  const containers = [{ name: "app", image: "app:1", command: ["app"], essential: true }];
  const client = mesh.addService("client", { port: 9090, containers });
  adopt(client, "module.client");
  adoptResource(client, "aws_ecs_service.client");
  adoptResource(mesh, "aws_security_group.tasks");
  const { moved = [] } = Template.of(stack).json as Written;
  const to = Object.fromEntries(moved.map((each) => [each.from, each.to.replace(/_[0-9A-F]{8}$/, "")]));
  expect(to).toMatchObject({
    "module.client.aws_ecs_task_definition.this": "aws_ecs_task_definition.mesh_client_task",
    "module.client.aws_iam_role.task[0]": "aws_iam_role.mesh_client_task_task-role",
    "aws_ecs_service.client": "aws_ecs_service.mesh_client_service",
    "aws_security_group.tasks": "aws_security_group.mesh_security-group",
  });
});
