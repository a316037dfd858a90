import type { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { enforce, givenProps, tagEverything, together, typeRules } from "../../aws";
import { providerFacts } from "../../aws/grants";
import { releaseLine, SERVER_PORTS, vouchFor, type ConsulServers, type ConsulServersTls } from "../../consul";
import { ServerAlarms } from "./alarms";
import { InstanceRole } from "./instance-role";
import { ServersLoadBalancer } from "./load-balancer";
import type { Ec2ServersProps } from "./props";
import { ec2ServersRules } from "./rules";
import { serversSecrets, type ServersSecrets } from "./secrets";
import { ServersSecurityGroup } from "./security-group";
import { raftMultiplier } from "./server-config";
import { ServerGroups } from "./server-group";
import { SnapshotBucket } from "./snapshot-bucket";
import { sizeRule, userData } from "./user-data";
import { places, ServerVolumes, type Place } from "./volumes";

/**
 * Consul servers on EC2 instances, for production: 1, 3 or 5 of them over the availability zones. A lost instance is
 * replaced by its group, takes the data volume of its server, and is the same server again.
 */
export class Ec2Servers extends Construct implements ConsulServers {
  readonly datacenter: string;
  readonly hosts: string;
  readonly retryJoin: readonly string[];
  readonly consulVersion: string;
  readonly httpAddress: string;
  readonly tls?: ConsulServersTls;
  /** The tasks talk to the load balancer, which knows the servers better than they do. */
  readonly skipServerWatch = true;
  readonly acls: boolean;
  readonly bootstrapTokenSecretArn?: string;
  readonly gossipKeySecretArn: string;
  readonly secretsKmsKeyArn?: string;
  readonly securityGroupId: string;
  readonly serverCount: number;
  /** A group of one instance for each server. */
  readonly groups: readonly AutoscalingGroup[];
  /** The groups: they are made when the cluster has a leader and all servers vote. */
  readonly ready: readonly ITerraformDependable[];
  /** Bucket of the snapshots, where there are any. */
  readonly snapshotBucket?: string;

  private readonly httpPort: number;
  private readonly places: readonly Place[];

  private readonly props: Ec2ServersProps;

  constructor(scope: Construct, id: string, given: Ec2ServersProps) {
    super(scope, id);
    const props = givenProps(this.subject, given);
    this.props = props;
    this.serverCount = props.serverCount ?? 3;
    this.datacenter = props.datacenter ?? "dc1";
    this.consulVersion = props.consul?.version ?? versionOf(releaseLine(props.release).devServer.image);
    this.acls = !!(props.acls ?? true);
    this.httpPort = props.tls ? SERVER_PORTS.https : SERVER_PORTS.http;
    const preconditions = enforce(
      this.subject,
      together(typeRules("Ec2Servers", props), () => ec2ServersRules(this, props, this.serverCount)),
    );
    this.places = places(props.name, this.serverCount, props.subnetIds.length);

    const loadBalanced = releaseLine(props.release)
      .serverPorts(props.tls !== undefined)
      .filter(({ protocol }) => protocol === "tcp")
      .map(({ port }) => port);
    this.securityGroupId = this.makeSecurityGroup(loadBalanced);
    const loadBalancer = this.makeLoadBalancer(loadBalanced);
    const secrets = serversSecrets(this, props, this.acls);
    const volumes = this.makeVolumes();
    const bucket = props.snapshots && new SnapshotBucket(this, "snapshots", { ...props.snapshots, prefix: props.name });
    const role = this.makeRole(secrets, volumes, bucket);
    const script = this.makeScript(loadBalancer, secrets, bucket);
    this.groups = new ServerGroups(this, "group", {
      ...props,
      places: this.places,
      architecture: props.architecture ?? "x86_64",
      securityGroupId: this.securityGroupId,
      profileArn: role.profileArn,
      userData: script,
      targetGroupArns: loadBalancer.targetGroups.map(({ arn }) => arn),
      dependsOn: [...role.permissions, ...volumes.volumes, ...loadBalancer.listeners],
      preconditions,
      tags: props.tags ?? {},
    }).groups;
    this.ready = this.groups;
    if (props.alarms) this.makeAlarms(loadBalancer);
    if (props.tags) tagEverything(this, props.tags);

    this.hosts = loadBalancer.dnsName;
    this.retryJoin = [loadBalancer.dnsName];
    this.httpAddress = `${props.tls ? "https" : "http"}://${loadBalancer.dnsName}:${this.httpPort}`;
    this.tls = props.tls && {
      enabled: true,
      caCertSecretArn: props.tls.caCertSecretArn,
      httpsCaCertSecretArn: props.tls.caCertSecretArn,
    };
    this.bootstrapTokenSecretArn = secrets.bootstrapTokenArn;
    this.gossipKeySecretArn = secrets.gossipKeyArn;
    this.secretsKmsKeyArn = props.secretsKmsKeyArn;
    this.snapshotBucket = bucket?.name;
    vouchFor(this);
  }

  private get subject(): string {
    return `Ec2Servers "${this.node.path}"`;
  }

  private makeSecurityGroup(forwarded: readonly number[]): string {
    const { name, vpcId, ui } = this.props;
    return new ServersSecurityGroup(this, "security-group", { name, vpcId, forwarded, httpPort: this.httpPort, ui }).id;
  }

  private makeLoadBalancer(ports: readonly number[]): ServersLoadBalancer {
    const { name, vpcId, subnetIds, tls } = this.props;
    const { securityGroupId } = this;
    // In all subnets, also with one server: the tasks may be in any of them.
    return new ServersLoadBalancer(this, "lb", { name, vpcId, subnetIds, securityGroupId, ports, tls: !!tls });
  }

  private makeVolumes(): ServerVolumes {
    const { name, subnetIds, dataVolumes, volumeKmsKeyArn } = this.props;
    return new ServerVolumes(this, "volumes", {
      ...dataVolumes,
      cluster: name,
      places: this.places,
      subnetIds,
      kmsKeyArn: volumeKmsKeyArn,
    });
  }

  private makeRole(secrets: ServersSecrets, { volumes }: ServerVolumes, bucket?: SnapshotBucket): InstanceRole {
    const { name, tls, kmsKeyArns = [], secretsKmsKeyArn, volumeKmsKeyArn, logs, permissionsBoundary } = this.props;
    const secretArns = [
      secrets.gossipKeyArn,
      secrets.bootstrapTokenArn,
      secrets.agentTokenArn,
      tls?.caCertSecretArn,
      tls?.caKeySecretArn,
    ].filter((arn) => arn !== undefined);
    return new InstanceRole(this, "role", {
      name,
      groupNames: this.places.map(({ node }) => node),
      volumeArns: volumes.map(({ arn }) => arn),
      volumeKmsKeyArn,
      secretArns,
      kmsKeyArns: [...new Set([...kmsKeyArns, ...(secretsKmsKeyArn === undefined ? [] : [secretsKmsKeyArn])])],
      bucketArn: bucket?.arn,
      logGroup: logs?.logGroup,
      permissionsBoundary,
    });
  }

  private makeScript({ dnsName }: ServersLoadBalancer, secrets: ServersSecrets, bucket?: SnapshotBucket): string {
    const { props } = this;
    const line = releaseLine(props.release).devServer;
    const script = userData({
      ...secrets,
      name: props.name,
      region: providerFacts(this).region,
      datacenter: this.datacenter,
      version: this.consulVersion,
      consul: { artifact: props.consul?.artifact },
      line,
      tls: props.tls,
      acls: this.acls,
      dnsNames: [dnsName],
      snapshots: bucket && { bucket: bucket.name, schedule: props.snapshots?.schedule ?? "hourly" },
      logs: props.logs,
      logFile: props.logs !== undefined,
      raftMultiplier: raftMultiplier(props),
      configEntries: props.configEntries,
      extraConfig: props.extraConfig,
    });
    enforce(this.subject, [sizeRule(script)]);
    return script;
  }

  private makeAlarms(loadBalancer: ServersLoadBalancer): void {
    new ServerAlarms(this, "alarms", {
      ...this.props.alarms,
      name: this.props.name,
      serverCount: this.serverCount,
      loadBalancer: loadBalancer.arnSuffix,
      targetGroup: loadBalancer.httpTargetGroup.arnSuffix,
    });
  }
}

/** The image of a release line ends in the version of its Consul. */
function versionOf(image: string): string {
  return image.slice(image.lastIndexOf(":") + 1);
}
