import { DataAwsSubnet } from "@cdktf/provider-aws/lib/data-aws-subnet";
import { EbsVolume } from "@cdktf/provider-aws/lib/ebs-volume";
import { Construct } from "constructs";
import type { DataVolumes } from "./props";
import { CLUSTER_TAG, NODE_TAG } from "./server-config";

/** Where a server is: the number of its subnet, counted from 0, and its name. */
export interface Place {
  readonly subnet: number;
  readonly node: string;
}

/**
 * The places of the servers, over the subnets in turn. A place does not depend on how many servers come after it: when
 * their number grows, the servers that are there stay where they are, with their names and their volumes.
 */
export function places(name: string, serverCount: number, subnetCount: number): Place[] {
  return Array.from({ length: serverCount }, (_, index) => ({
    subnet: index % subnetCount,
    node: `${name}-${index + 1}`,
  }));
}

export interface ServerVolumesProps extends DataVolumes {
  /** Value of the tag by which the instances find them. */
  readonly cluster: string;
  readonly places: readonly Place[];
  readonly subnetIds: readonly string[];
  readonly kmsKeyArn?: string;
}

/** The volumes with the Raft data: each belongs to a server, not to an instance, and stays in its zone. */
export class ServerVolumes extends Construct {
  readonly volumes: readonly EbsVolume[];

  constructor(scope: Construct, id: string, props: ServerVolumesProps) {
    super(scope, id);
    const zones = [...new Set(props.places.map(({ subnet }) => subnet))].map(
      (subnet) => new DataAwsSubnet(this, `subnet-${subnet + 1}`, { id: props.subnetIds[subnet] }).availabilityZone,
    );
    this.volumes = props.places.map(
      ({ subnet, node }, index) =>
        new EbsVolume(this, `data-${index + 1}`, {
          availabilityZone: zones[subnet] ?? "",
          size: props.sizeGib ?? 20,
          type: "gp3",
          encrypted: true,
          kmsKeyId: props.kmsKeyArn,
          finalSnapshot: props.finalSnapshot ?? false,
          tags: { Name: node, [CLUSTER_TAG]: props.cluster, [NODE_TAG]: node },
          // Before a subnet is changed Terraform does not know its zone: that must not cost the data.
          lifecycle: { ignoreChanges: ["availability_zone"] },
        }),
    );
  }
}
