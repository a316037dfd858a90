import type { Service } from "@aws-sdk/client-ecs";
import { containersOf, type TaggedTask } from "./environments/aws";
import { drift } from "./environments/checks";
import { actionsNotAllowed } from "./environments/used-actions";
import { Deployment } from "./fargate/deployment";
import { texts } from "./fargate/emulator-api";

const PROVIDER = "onec2-instances";
const AUTO_SCALING = ["autoscaling", "2011-01-01"] as const;
const EC2 = ["ec2", "2016-11-15"] as const;

/**
 * Without `eniTrunking` and `minInstances`: the emulator has no settings of an account, and leaves the instances of a deleted
 * group behind.
 */
describe("an environment whose tasks run on EC2 instances", () => {
  let deployment: Deployment;
  let services: Service[];
  let tasks: Record<string, TaggedTask>;

  beforeAll(async () => {
    deployment = await Deployment.apply("onec2", {
      name: "onec2",
      region: "us-east-1",
      release: "0.10",
      application: "example",
      // One that keeps nothing: the other environments on the emulator keep their data.
      servers: { hosting: "fargate", persistent: false },
      tasks: { launchType: "ec2", instanceType: "m6i.large" },
      backend: { type: "local" },
    });
    services = await deployment.aws.services("onec2");
    tasks = Object.fromEntries((await deployment.aws.taskDefinitions()).map((task) => [task.family ?? "", task]));
  }, 900_000);

  afterAll(() => deployment?.stop());

  test("the second plan is empty, but for the strategy of the services, which the emulator does not give back", async () => {
    const plan = await deployment.terraform.plan();
    const services = plan.json.resource_changes?.filter(({ type }) => type === "aws_ecs_service") ?? [];
    const others = plan.json.resource_changes?.filter(({ type }) => type !== "aws_ecs_service") ?? [];
    expect(drift({ ...plan, json: { resource_changes: others } })).toEqual([]);
    // AWS gives it back. To it, a service without one has the launch type EC2, and Terraform would replace the service.
    for (const { change } of services) {
      const replaced = (change as unknown as { replace_paths: string[][] }).replace_paths.map(
        ([attribute]) => attribute,
      );
      expect(new Set(replaced)).toEqual(new Set(["capacity_provider_strategy"]));
    }
    expect(services).toHaveLength(4);
  }, 120_000);

  test("the cluster has a capacity provider that scales, drains and protects its instances", async () => {
    const { capacityProviders } = await deployment.api.ecs<{ capacityProviders: unknown[] }>(
      "DescribeCapacityProviders",
      { capacityProviders: [PROVIDER] },
    );
    expect(capacityProviders).toMatchObject([
      {
        name: PROVIDER,
        autoScalingGroupProvider: {
          managedScaling: { status: "ENABLED", targetCapacity: 100 },
          managedTerminationProtection: "ENABLED",
          managedDraining: "ENABLED",
        },
      },
    ]);
    const { clusters } = await deployment.api.ecs<{ clusters: { capacityProviders: string[] }[] }>("DescribeClusters", {
      clusters: ["onec2"],
    });
    expect(clusters[0]?.capacityProviders).toEqual(expect.arrayContaining(["FARGATE", PROVIDER]));
  });

  test("the group has protected instances in the private subnets, and the tag that ECS would add", async () => {
    const groups = await deployment.api.query(...AUTO_SCALING, "DescribeAutoScalingGroups");
    expect(texts(groups, "NewInstancesProtectedFromScaleIn")).toEqual(["true"]);
    expect(texts(groups, "MinSize")).toEqual(["0"]);
    expect(texts(groups, "MaxSize")).toEqual(["4"]);
    expect(texts(groups, "VPCZoneIdentifier")[0]?.split(",")).toHaveLength(3);
    expect(texts(groups, "Key")).toContain("AmazonECSManaged");
  });

  test("instances have the image of ECS, IMDSv2, an encrypted disk, and no key for SSH", async () => {
    const template = await deployment.api.query(...EC2, "DescribeLaunchTemplateVersions", {
      LaunchTemplateName: PROVIDER,
      LaunchTemplateVersion: "$Latest",
    });
    expect(texts(template, "imageId")).toEqual([
      "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
    ]);
    expect(texts(template, "httpTokens")).toEqual(["required"]);
    expect(texts(template, "encrypted")).toEqual(["true"]);
    expect(texts(template, "keyName")).toEqual([]);
    const script = Buffer.from(texts(template, "userData")[0] ?? "", "base64").toString();
    expect(script).toContain("cluster=$(printf %s 'onec2' |");
    const policies = await deployment.api.query("iam", "2010-05-08", "ListAttachedRolePolicies", {
      RoleName: `${PROVIDER}-instances`,
    });
    expect(texts(policies, "PolicyName").sort()).toEqual([
      "AmazonEC2ContainerServiceforEC2Role",
      "AmazonSSMManagedInstanceCore",
    ]);
  });

  test("every service is placed on them, and every task is made for EC2 alone", async () => {
    expect(services.map(({ serviceName }) => serviceName).sort()).toEqual([
      "consul-ecs-controller",
      "onec2-consul-server",
      "onec2-example-client-app",
      "onec2-example-server-app",
    ]);
    // What Terraform asks for: the emulator does not tell.
    const { json } = await deployment.terraform.plan();
    const asked = json.resource_changes?.filter(({ type }) => type === "aws_ecs_service") ?? [];
    expect(
      asked.map(({ change }) => (change.after as { capacity_provider_strategy: object[] }).capacity_provider_strategy),
    ).toEqual(services.map(() => [{ base: null, capacity_provider: PROVIDER, weight: 1 }]));
    for (const task of Object.values(tasks)) {
      expect(task).toMatchObject({ requiresCompatibilities: ["EC2"], networkMode: "awsvpc" });
    }
  }, 120_000);

  test("the tasks of the mesh redirect their traffic, but for what the load balancer calls", () => {
    const config = (family: string) => {
      const { environment = [] } = containersOf(tasks[family] ?? {})["consul-ecs-mesh-init"] ?? {};
      const value = environment.find(({ name }) => name === "CONSUL_ECS_CONFIG_JSON")?.value ?? "{}";
      return (JSON.parse(value) as { transparentProxy: object }).transparentProxy;
    };
    expect(config("onec2-example-server-app")).toMatchObject({ enabled: true, excludeInboundPorts: [] });
    expect(config("onec2-example-client-app")).toMatchObject({ enabled: true, excludeInboundPorts: [9090] });
    for (const app of ["client", "server"]) {
      expect(containersOf(tasks[`onec2-example-${app}-app`] ?? {})["consul-ecs-mesh-init"]).toMatchObject({
        user: "0",
        linuxParameters: { capabilities: { add: ["NET_ADMIN"] } },
      });
    }
  });

  test("destroy leaves an empty state and an empty emulator", async () => {
    await deployment.destroy();
    expect(await deployment.terraform.stateList()).toEqual([]);
    expect(await deployment.contents()).toEqual({});
  }, 600_000);

  test("the policy of the deploying role allows what was used (if not, `npm run permissions` takes it over)", () => {
    expect(actionsNotAllowed(deployment.log, "ec2-launch-type")).toEqual([]);
  });
});
