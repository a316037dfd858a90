import { together, typeRules } from "../../aws";
import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { EcsAccountSettingDefault } from "@cdktf/provider-aws/lib/ecs-account-setting-default";
import { EcsCapacityProvider } from "@cdktf/provider-aws/lib/ecs-capacity-provider";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import {
  copyList,
  enforce,
  givenProps,
  lifecycleWith,
  mergeMaps,
  openEgress,
  tagEverything,
  textExpression,
  type Precondition,
  type ServiceOptions,
  type TaskOptions,
} from "..";
import { InstanceRole } from "./instance-role";
import type { Architecture, Ec2CapacityProps } from "./props";
import { ec2CapacityRules, resolveCapacity, type ResolvedCapacity } from "./rules";
import { agentConfig } from "./user-data";

/** What a task and its service say to run on EC2 instances, for the props of every construct that has them. */
export type Ec2Placement = Required<Pick<TaskOptions, "compatibilities" | "runtimePlatform">> &
  Required<Pick<ServiceOptions, "capacityProviderStrategy">>;

/**
 * EC2 instances for the tasks of an ECS cluster: a capacity provider over an Auto Scaling group, which ECS makes as large
 * as the tasks need. Only there can a task redirect its traffic into the proxy (transparent proxy, line 0.10).
 */
export class Ec2Capacity extends Construct {
  /** Name of the capacity provider, for `EcsClusterCapacityProviders` and for strategies. */
  readonly capacityProvider: string;
  /** The instances' own; tasks have theirs. */
  readonly securityGroupId: string;
  /** Spread it into the props of a `DevServer`, `MeshTask`, `MeshService`, `AclController` or `GatewayTask`. */
  readonly placement: Ec2Placement;

  private readonly props: Ec2CapacityProps;
  private readonly capacity: ResolvedCapacity;

  constructor(scope: Construct, id: string, given: Ec2CapacityProps) {
    super(scope, id);
    const subject = `Ec2Capacity "${this.node.path}"`;
    const props = givenProps(subject, given);
    this.props = props;
    this.capacity = resolveCapacity(props);
    const preconditions = enforce(
      subject,
      together(typeRules("Ec2Capacity", props), () => ec2CapacityRules(props, this.capacity)),
    );
    this.securityGroupId = this.makeSecurityGroup();
    const role = new InstanceRole(this, "instances", {
      name: `${props.name}-instances`,
      permissionsBoundary: props.permissionsBoundary,
    });
    const group = this.makeGroup(this.makeLaunchTemplate(role, preconditions), role);
    this.capacityProvider = this.makeCapacityProvider(group);
    this.placement = placement(this.capacityProvider, this.capacity.architecture);
    if (props.tags) tagEverything(this, props.tags);
  }

  /** Nobody calls an instance: tasks have network interfaces, and security groups, of their own. */
  private makeSecurityGroup(): string {
    const { name, vpcId } = this.props;
    const { id } = new SecurityGroup(this, "security-group", {
      name: `${name}-instances`,
      description: "Instances of the ECS cluster",
      vpcId,
    });
    openEgress(this, id);
    return id;
  }

  private makeLaunchTemplate(role: InstanceRole, preconditions: Precondition[]): LaunchTemplate {
    const { name, clusterName, kmsKeyArn, tags } = this.props;
    const { instanceType, architecture, volumeGib } = this.capacity;
    return new LaunchTemplate(this, "launch-template", {
      name,
      // EC2 looks the image up whenever an instance starts: a new image of AWS changes no plan.
      imageId: `resolve:ssm:${ecsImageParameter(architecture)}`,
      instanceType,
      iamInstanceProfile: { arn: role.profileArn },
      vpcSecurityGroupIds: [this.securityGroupId],
      updateDefaultVersion: true,
      // One hop: what a container asks of the metadata service does not arrive.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            encrypted: "true",
            kmsKeyId: kmsKeyArn,
            volumeSize: volumeGib,
            volumeType: "gp3",
            deleteOnTermination: "true",
          },
        },
      ],
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({
        resourceType,
        // A Name of the caller's own is kept.
        tags: mergeMaps({ Name: name }, tags),
      })),
      userData: Fn.base64encode(textExpression(agentConfig(clusterName))),
      lifecycle: lifecycleWith(preconditions),
    });
  }

  private makeGroup(template: LaunchTemplate, role: InstanceRole): AutoscalingGroup {
    const { name, subnetIds, dependsOn = [] } = this.props;
    const { minInstances, maxInstances } = this.capacity;
    const trunking = this.makeTrunking();
    return new AutoscalingGroup(this, "group", {
      name,
      minSize: minInstances,
      maxSize: maxInstances,
      vpcZoneIdentifier: copyList(subnetIds),
      launchTemplate: { id: template.id, version: "$Latest" },
      // ECS alone decides which instance goes: one without tasks.
      protectFromScaleIn: true,
      // It goes when no task is left. The hook by which ECS drains instances must not hold it up.
      forceDelete: true,
      // ECS adds this tag; a plan would take it away.
      tag: [{ key: "AmazonECSManaged", value: "true", propagateAtLaunch: true }],
      dependsOn: [...role.attachments, ...(trunking ? [trunking] : []), ...dependsOn],
    });
  }

  private makeTrunking(): EcsAccountSettingDefault | undefined {
    if (!this.props.eniTrunking) return undefined;
    return new EcsAccountSettingDefault(this, "eni-trunking", { name: "awsvpcTrunking", value: "enabled" });
  }

  private makeCapacityProvider(group: AutoscalingGroup): string {
    return new EcsCapacityProvider(this, "capacity-provider", {
      name: this.props.name,
      autoScalingGroupProvider: {
        autoScalingGroupArn: group.arn,
        managedScaling: { status: "ENABLED", targetCapacity: this.capacity.targetCapacityPercent },
        // An instance that goes, for whatever reason, first hands its tasks over.
        managedDraining: "ENABLED",
        managedTerminationProtection: "ENABLED",
      },
    }).name;
  }
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html */
function ecsImageParameter(architecture: Architecture): string {
  const image = architecture === "arm64" ? "amazon-linux-2023/arm64" : "amazon-linux-2023";
  return `/aws/service/ecs/optimized-ami/${image}/recommended/image_id`;
}

function placement(capacityProvider: string, architecture: Architecture): Ec2Placement {
  return {
    compatibilities: ["EC2"],
    runtimePlatform: { cpuArchitecture: architecture === "arm64" ? "ARM64" : "X86_64", operatingSystemFamily: "LINUX" },
    capacityProviderStrategy: [{ capacityProvider, weight: 1 }],
  };
}
