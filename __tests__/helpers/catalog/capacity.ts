import { Ec2Capacity } from "../../../modules";
import type { Ec2CapacityProps } from "../../../modules";
import { entry, type Entry } from "./entry";
import { DEPENDS_ON, KEY, policy, SUBNETS, TAGS, VPC_ID } from "./given";

const LEAST: Ec2CapacityProps = { name: "mesh", clusterName: "mesh", vpcId: VPC_ID, subnetIds: SUBNETS };

export const CAPACITY: readonly Entry[] = [
  entry<Ec2CapacityProps>({
    name: "Ec2Capacity",
    make: (scope, props) => new Ec2Capacity(scope, "capacity", props),
    least: () => LEAST,
    rich: [
      () => ({
        ...LEAST,
        architecture: "arm64",
        instanceType: "m6g.large",
        minInstances: 1,
        maxInstances: 5,
        targetCapacityPercent: 80,
        volumeGib: 40,
        kmsKeyArn: KEY,
        eniTrunking: true,
        permissionsBoundary: policy("boundary"),
        dependsOn: DEPENDS_ON,
        tags: TAGS,
      }),
    ],
  }),
];
