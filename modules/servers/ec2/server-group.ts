import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { Fn, Op, TerraformLocal, Token, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { terraformText, type Precondition, type Tags } from "../../aws";
import type { Architecture } from "./props";
import { CLUSTER_TAG } from "./server-config";
import { BOOT_HOOK, ENCODED_USER_DATA_LIMIT, USER_DATA_LIMIT } from "./user-data";

export interface ServerGroupProps {
  readonly name: string;
  readonly serverCount: number;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  readonly profileArn: string;
  readonly architecture: Architecture;
  readonly instanceType?: string;
  readonly amiId?: string;
  readonly rootVolumeGib?: number;
  readonly volumeKmsKeyArn?: string;
  /** The script, not encoded. */
  readonly userData: string;
  readonly targetGroupArns: readonly string[];
  /** What must be there before the first instance, and until the last one is gone. */
  readonly dependsOn: ITerraformDependable[];
  readonly preconditions: Precondition[];
  readonly tags: Tags;
}

/** How long an instance may take to become a healthy server, and how long the others wait for it at most. */
const BOOT_LIMIT_SECONDS = 3600;

/** The instances: always as many as there are servers, and replaced one after the other when their template changes. */
export class ServerGroup extends Construct {
  readonly group: AutoscalingGroup;

  constructor(scope: Construct, id: string, props: ServerGroupProps) {
    super(scope, id);
    const template = this.makeTemplate(props);
    this.group = this.makeGroup(props, template);
  }

  private makeTemplate(props: ServerGroupProps): LaunchTemplate {
    const arm = props.architecture === "arm64";
    const userData = new TerraformLocal(this, "user-data", terraformText(props.userData));
    const encoded = Fn.base64encode(userData.asString);
    return new LaunchTemplate(this, "template", {
      name: props.name,
      updateDefaultVersion: true,
      // AWS reads the parameter whenever an instance starts: a new image changes no plan, and replaces nothing by itself.
      imageId:
        props.amiId ??
        `resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${props.architecture}`,
      instanceType: props.instanceType ?? (arm ? "m6g.large" : "m6i.large"),
      userData: encoded,
      iamInstanceProfile: { arn: props.profileArn },
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      monitoring: { enabled: true },
      networkInterfaces: [
        {
          securityGroups: [props.securityGroupId],
          associatePublicIpAddress: "false",
          deleteOnTermination: "true",
        },
      ],
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeSize: props.rootVolumeGib ?? 20,
            volumeType: "gp3",
            encrypted: "true",
            kmsKeyId: props.volumeKmsKeyArn,
            deleteOnTermination: "true",
          },
        },
      ],
      tagSpecifications: [{ resourceType: "volume", tags: { ...props.tags, Name: `${props.name}-root` } }],
      lifecycle: { precondition: [...props.preconditions, sizePrecondition(encoded)] },
    });
  }

  private makeGroup(props: ServerGroupProps, template: LaunchTemplate): AutoscalingGroup {
    const { serverCount } = props;
    const tags = { ...props.tags, Name: props.name, [CLUSTER_TAG]: props.name };
    return new AutoscalingGroup(this, "group", {
      name: props.name,
      minSize: serverCount,
      maxSize: serverCount,
      desiredCapacity: serverCount,
      vpcZoneIdentifier: [...props.subnetIds],
      targetGroupArns: [...props.targetGroupArns],
      launchTemplate: { id: template.id, version: Token.asString(template.latestVersion) },
      // Never by the load balancer: without a leader it calls every server unhealthy, and all would be replaced at once.
      healthCheckType: "EC2",
      // A server is moved to another zone only by being lost: its data is in this one.
      suspendedProcesses: ["AZRebalance"],
      enabledMetrics: ["GroupInServiceInstances"],
      initialLifecycleHook: [
        {
          name: BOOT_HOOK,
          lifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
          heartbeatTimeout: BOOT_LIMIT_SECONDS,
          defaultResult: "ABANDON",
        },
      ],
      instanceRefresh: {
        strategy: "Rolling",
        preferences: {
          minHealthyPercentage: minHealthyPercentage(serverCount),
          // The old instance holds the data volume: it goes before the new one comes.
          maxHealthyPercentage: 100,
          // The lifecycle hook has waited for all that there is to wait for, but for the load balancer.
          instanceWarmup: "60",
        },
      },
      // An apply waits until all servers are healthy members.
      waitForCapacityTimeout: "30m",
      tag: Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
      dependsOn: props.dependsOn,
    });
  }
}

/** AWS rounds the number of instances up: one less than all of them. */
export function minHealthyPercentage(serverCount: number): number {
  return Math.floor((100 * (serverCount - 1)) / serverCount);
}

function sizePrecondition(encoded: string): Precondition {
  return {
    condition: Op.lte(Fn.lengthOf(encoded), ENCODED_USER_DATA_LIMIT),
    errorMessage: `The user data of the Consul servers must have at most ${USER_DATA_LIMIT} bytes. Make extraConfig or configEntries smaller.`,
  };
}
