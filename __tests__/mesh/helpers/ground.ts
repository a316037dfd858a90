import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { Construct } from "constructs";
import { awsLogs, Vpc, type ContainerDefinition, type LogConfiguration } from "../../../modules";
import type { BroughtAuthority } from "./certificates";
import { REGION } from "./stack-folder";

/** What a mesh stands on: a network, a cluster, a log group, and the CA of its servers. */
export class Ground extends Construct {
  readonly network: Vpc;
  readonly cluster: EcsCluster;
  private readonly logGroup: CloudwatchLogGroup;

  constructor(
    scope: Construct,
    name: string,
    readonly authority: BroughtAuthority,
  ) {
    super(scope, name);
    this.network = new Vpc(this, "network", { name, availabilityZoneCount: 2 });
    this.cluster = new EcsCluster(this, "cluster", { name });
    this.logGroup = new CloudwatchLogGroup(this, "logs", { name });
  }

  logs(streamPrefix: string): LogConfiguration {
    return awsLogs({ ...this.meshLogs, streamPrefix });
  }

  private get meshLogs() {
    return { logGroup: this.logGroup.name, region: REGION };
  }

  /** What every mesh of a test says. */
  get meshPlace() {
    return { cluster: this.cluster, network: this.network, logs: this.meshLogs };
  }

  /** What every server of a test says. */
  get serverPlace() {
    return {
      clusterArn: this.cluster.arn,
      vpcId: this.network.vpcId,
      subnetIds: this.network.privateSubnetIds,
      launchType: "FARGATE" as const,
      waitForSteadyState: true,
    };
  }
}

/** A program that answers who it is, and what those answered that it called. */
export function fakeService(
  name: string,
  environment: Readonly<Record<string, string>> = {},
  more: Partial<ContainerDefinition> = {},
): ContainerDefinition {
  return {
    name: "app",
    image: "nicholasjackson/fake-service:v0.21.0",
    essential: true,
    command: ["/app/fake-service"],
    environment: Object.entries({ NAME: name, ...environment }).map(([key, value]) => ({ name: key, value })),
    ...more,
  };
}

/** What `fakeService` answers. */
export interface FakeAnswer {
  readonly name: string;
  readonly code: number;
  readonly body?: string;
  readonly ip_addresses?: readonly string[];
  readonly error?: string;
  readonly upstream_calls?: Readonly<Record<string, FakeAnswer>>;
}
