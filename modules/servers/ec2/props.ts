import type { Tags } from "../../aws";
import type { Architecture } from "../../aws/capacity";
import type { ConfigEntry } from "../../consul/config-entries";
import type { Release } from "../../consul";
import type { ServerTls } from "../common";

export interface Ec2ServersProps {
  /** Release line of Consul on ECS: it says which ports the tasks reach, and which Consul is the default. */
  readonly release: Release;
  /**
   * Prefix of all names, and of the servers' own: `<name>-1`, `<name>-2`, ...; 1 to 27 lower case letters, digits and
   * hyphens, because AWS allows a target group 32.
   */
  readonly name: string;
  readonly vpcId: string;
  /**
   * Subnets of the servers and of their load balancer, one in each availability zone, with a way to the internet for the
   * packages. As many of them are used as there are servers. Refused: a list that is not known at synth, and fewer than
   * three for three or five servers.
   */
  readonly subnetIds: readonly string[];
  /**
   * 1, 3 or 5. Three survive the loss of one server or zone, five of two servers; one has no spare. It may be changed:
   * the servers that stay keep their names, their data and their instances. @default 3
   */
  readonly serverCount?: number;
  /** HCL: `datacenter`. @default "dc1" */
  readonly datacenter?: string;
  /** Processor of the instances. @default "x86_64" */
  readonly architecture?: Architecture;
  /** A type of the Nitro system, which names volumes as they are looked for. @default "m6i.large", "m6g.large" for arm64 */
  readonly instanceType?: string;
  /**
   * `performance.raft_multiplier` of Consul, a whole number from 1 to 10: how many times slower than a fast machine the
   * servers may be before they elect another leader. @default 1; Consul's own (5) on burstable instance types (`t3`,
   * `t4g`, ...) and on a type that only Terraform knows
   */
  readonly raftMultiplier?: number;
  /**
   * Image with `dnf`, the AWS CLI and the SSM agent: Amazon Linux 2023.
   * @default the newest one when an instance starts, by AWS's public SSM parameter
   */
  readonly amiId?: string;
  /** GiB of the root volume, 8 to 16384. @default 20 */
  readonly rootVolumeGib?: number;
  /** The volumes that hold the data of the servers. */
  readonly dataVolumes?: DataVolumes;
  /**
   * ARN of the key that encrypts all volumes. The instances may use it for that; the groups' service-linked role needs a
   * grant on it. @default AWS's own for EBS
   */
  readonly volumeKmsKeyArn?: string;
  /** Which Consul. @default from HashiCorp's package repository, in the version of the release line */
  readonly consul?: ConsulSource;
  /**
   * The CA, by the ARNs of two secrets in Secrets Manager: each server makes its certificate with it, at its start and
   * then once a month. HCL: `tls`, `ca_cert_arn`, `ca_key_arn`. @default TLS is off
   */
  readonly tls?: ServerTls;
  /**
   * Asks for tokens, and denies what no token allows. The bootstrap token is generated, or that of a secret in Secrets
   * Manager. @default true
   */
  readonly acls?: boolean | { readonly bootstrapTokenSecretArn: string };
  /** Secret in Secrets Manager with the key that encrypts gossip, which the servers always do. @default generated */
  readonly gossipKeySecretArn?: string;
  /** Who, beside the mesh, may reach the UI and the HTTP API at the internal load balancer. @default nobody */
  readonly ui?: UiAccess;
  /** Saves the state of the cluster to S3 on a schedule. @default none: the volumes keep it */
  readonly snapshots?: Snapshots;
  /** Log group for Consul's log and that of the first boot. @default none: they stay on the instance */
  readonly logs?: { readonly logGroup: string };
  /** Alarms about a missing leader or server. @default none */
  readonly alarms?: Alarms;
  /** Configuration entries that Consul has from its first start. A function, because the mesh grows later. @default none */
  readonly configEntries?: () => readonly ConfigEntry[];
  /** More of Consul's own configuration, which wins over what is made here; no secrets. @default none */
  readonly extraConfig?: object;
  /** ARN of the policy that bounds the role of the instances. @default none */
  readonly permissionsBoundary?: string;
  /** ARNs of the KMS keys that encrypt the secrets that are given, if they are not AWS's own. @default none */
  readonly kmsKeyArns?: readonly string[];
  /** ARN of the KMS key that encrypts the secrets that are made; whoever reads them may decrypt. @default AWS's own key */
  readonly secretsKmsKeyArn?: string;
  /** Days for which a deleted secret keeps its name: 0 or 7 to 30. @default 0 */
  readonly secretsRecoveryWindowInDays?: number;
  /** Tags of everything that is made here. @default none */
  readonly tags?: Tags;
}

export interface DataVolumes {
  /** GiB of each, 10 to 16384; more is given to a server at its next start. @default 20 */
  readonly sizeGib?: number;
  /** Takes an EBS snapshot of each when it is destroyed. @default false */
  readonly finalSnapshot?: boolean;
}

export interface ConsulSource {
  /** Such as "1.15.10". With `artifact` it is only what the configuration is written for. @default that of the line */
  readonly version?: string;
  /** A zip archive with the program `consul`, such as one of releases.hashicorp.com. @default the package repository */
  readonly artifact?: {
    readonly url: string;
    /** Of the archive, 64 hexadecimal digits. */
    readonly sha256: string;
  };
}

export interface UiAccess {
  /** @default none */
  readonly ingressCidrBlocks?: readonly string[];
  /** @default none */
  readonly ingressSecurityGroupIds?: readonly string[];
}

export interface Snapshots {
  /**
   * When, as systemd writes it (`systemd.time`), with a time zone if you like: `"*-*-* 03:00:00 Europe/Berlin"`. Refused:
   * what systemd does not take. @default "hourly"
   */
  readonly schedule?: string;
  /** Days after which a snapshot is deleted, 1 to 3650. @default 30 */
  readonly retentionDays?: number;
  /** Name of the bucket that is made. @default "<name>-snapshots-<account>" */
  readonly bucketName?: string;
}

export interface Alarms {
  /** ARNs of what an alarm, and its end, tells: SNS topics. @default none: it only shows in CloudWatch */
  readonly actions?: readonly string[];
}
