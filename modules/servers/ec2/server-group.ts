import { AutoscalingGroup, type AutoscalingGroupConfig } from "@cdktf/provider-aws/lib/autoscaling-group";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { Fn, Op, TerraformIterator, TerraformLocal, Token, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { isMapToken, mergeTags, terraformText, type Precondition, type Tags } from "../../aws";
import type { Architecture } from "../../aws/capacity";
import { BOOT_HOOK } from "./boot-script";
import { CLUSTER_TAG, COUNT_TAG, NODE_TAG } from "./server-config";
import { ENCODED_USER_DATA_LIMIT, USER_DATA_LIMIT } from "./user-data";
import type { Place } from "./volumes";

export interface ServerGroupsProps {
  readonly name: string;
  readonly places: readonly Place[];
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

/** How long an instance may take until it is told to be a server. Longer than it waits for anything itself. */
const BOOT_LIMIT_SECONDS = 3600;

/**
 * The instances: a group of one for each server, in the subnet of its volume. They have one launch template, and replace
 * their instances themselves when it changes, one after the other: see the program `consul-replace`.
 */
export class ServerGroups extends Construct {
  readonly groups: readonly AutoscalingGroup[];

  constructor(scope: Construct, id: string, props: ServerGroupsProps) {
    super(scope, id);
    const template = this.makeTemplate(props);
    // One after the other: a server is made when the one before it lives, and taken away before the one before it.
    this.groups = props.places.reduce<AutoscalingGroup[]>(
      (before, place) => [...before, this.makeGroup(props, place, template, before.at(-1))],
      [],
    );
  }

  private makeTemplate(props: ServerGroupsProps): LaunchTemplate {
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
      tagSpecifications: [{ resourceType: "volume", tags: mergeTags(props.tags, { Name: `${props.name}-root` }) }],
      lifecycle: { precondition: [...props.preconditions, sizePrecondition(encoded)] },
    });
  }

  private makeGroup(
    props: ServerGroupsProps,
    { node, subnet }: Place,
    template: LaunchTemplate,
    before: AutoscalingGroup | undefined,
  ): AutoscalingGroup {
    const count = String(props.places.length);
    const own = { Name: node, [CLUSTER_TAG]: props.name, [NODE_TAG]: node, [COUNT_TAG]: count };
    const tags = mergeTags(props.tags, own);
    return new AutoscalingGroup(this, node.slice(props.name.length + 1), {
      name: node,
      minSize: 1,
      maxSize: 1,
      desiredCapacity: 1,
      vpcZoneIdentifier: [props.subnetIds[subnet] ?? ""],
      targetGroupArns: [...props.targetGroupArns],
      // There is no instance refresh here: Terraform does not wait for one, so those of all groups would run at once.
      launchTemplate: { id: template.id, version: Token.asString(template.latestVersion) },
      // Never by the load balancer: without a leader it calls every server unhealthy, and all would be replaced at once.
      healthCheckType: "EC2",
      enabledMetrics: ["GroupInServiceInstances"],
      initialLifecycleHook: [
        {
          name: BOOT_HOOK,
          lifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
          heartbeatTimeout: BOOT_LIMIT_SECONDS,
          defaultResult: "ABANDON",
        },
      ],
      // An apply waits until the server votes, and says so when it does not.
      waitForCapacityTimeout: "30m",
      tag: groupTags(tags),
      dependsOn: [...props.dependsOn, ...(before ? [before] : [])],
    });
  }
}

/** Tags of a group, for its instances: a block each, which Terraform writes where it alone knows them. */
function groupTags(tags: Tags): AutoscalingGroupConfig["tag"] {
  const block = (key: string, value: string) => ({ key, value, propagateAtLaunch: true });
  if (!isMapToken(tags)) return Object.entries(tags).map(([key, value]) => block(key, value));
  const all = TerraformIterator.fromMap(tags);
  return all.dynamic({ key: all.key, value: all.value as unknown, propagate_at_launch: true });
}

function sizePrecondition(encoded: string): Precondition {
  return {
    condition: Op.lte(Fn.lengthOf(encoded), ENCODED_USER_DATA_LIMIT),
    errorMessage: `The user data of the Consul servers must have at most ${USER_DATA_LIMIT} bytes. Make extraConfig or configEntries smaller.`,
  };
}
