import { EfsAccessPoint } from "@cdktf/provider-aws/lib/efs-access-point";
import { EfsBackupPolicy } from "@cdktf/provider-aws/lib/efs-backup-policy";
import { EfsFileSystem } from "@cdktf/provider-aws/lib/efs-file-system";
import { EfsFileSystemPolicy } from "@cdktf/provider-aws/lib/efs-file-system-policy";
import { EfsMountTarget } from "@cdktf/provider-aws/lib/efs-mount-target";
import type { EcsTaskDefinitionVolume } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SecurityGroupRule } from "@cdktf/provider-aws/lib/security-group-rule";
import { Construct } from "constructs";
import {
  enforce,
  together,
  typeRules,
  givenProps,
  lifecycleWith,
  terraformJson,
  type MountPoint,
  type PolicyStatement,
  type Precondition,
} from "../../aws";
import type { ServerStorageProps } from "./props";
import { directoryRules, mountRules, storageRules } from "./rules";

/** A directory on the file system: what a task needs to have it. */
export interface DataDirectory {
  readonly volume: EcsTaskDefinitionVolume;
  /** For the container that works in it. */
  readonly mountPoint: MountPoint;
  /** What the task's role must allow. */
  readonly statements: readonly PolicyStatement[];
}

/** The port of NFS. */
const NFS = 2049;
/** Where HashiCorp's own packages keep Consul's data. Not below /consul, which is a volume of the task. */
const DATA_DIRECTORY = "/opt/consul";
/** The user and group `consul` in HashiCorp's image. EFS does everything as this user, whoever the container runs as. */
const CONSUL_USER = { uid: 100, gid: 1000 };

/**
 * A file system for the data of Consul servers: encrypted at rest and in transit, open to the servers' security group
 * alone, and each server to its own directory alone, by its IAM role.
 */
export class ServerStorage extends Construct {
  /** In the order of the subnets. A task cannot start before there is one in its zone. */
  readonly mountTargets: readonly EfsMountTarget[];
  private readonly fileSystem: EfsFileSystem;

  private readonly props: ServerStorageProps;

  constructor(scope: Construct, id: string, given: ServerStorageProps) {
    super(scope, id);
    this.props = givenProps(this.subject, given);
    const preconditions = enforce(this.subject, storageRules(this, this.props));
    this.fileSystem = this.makeFileSystem(preconditions);
    this.makePolicy();
    this.makeBackups();
    this.mountTargets = this.makeMountTargets(this.makeSecurityGroup());
  }

  /** The data directory of one server. */
  addServer(id: string, name: string): DataDirectory {
    enforce(
      this.subject,
      together(typeRules("ServerStorage.addServer", { name }), () => directoryRules(name)),
    );
    return this.addDirectory(id, name, { sourceVolume: `${id}-data`, containerPath: DATA_DIRECTORY });
  }

  /** A directory for the snapshots, which all servers share: any of them may be the leader, and restore. */
  addSnapshots(containerPath: string): DataDirectory {
    enforce(
      this.subject,
      together(typeRules("ServerStorage.addSnapshots", { containerPath }), () => mountRules(containerPath)),
    );
    return this.addDirectory("snapshots", `${this.props.name}-snapshots`, { sourceVolume: "snapshots", containerPath });
  }

  /** A directory that only the tasks with `statements` in their role can mount, and nothing above it. */
  private addDirectory(id: string, name: string, mountPoint: MountPoint): DataDirectory {
    const accessPoint = new EfsAccessPoint(this, id, {
      fileSystemId: this.fileSystem.id,
      posixUser: CONSUL_USER,
      rootDirectory: {
        path: `/${name}`,
        creationInfo: { ownerUid: CONSUL_USER.uid, ownerGid: CONSUL_USER.gid, permissions: "0700" },
      },
      tags: { Name: name },
    });
    return {
      volume: {
        name: mountPoint.sourceVolume,
        efsVolumeConfiguration: {
          fileSystemId: this.fileSystem.id,
          transitEncryption: "ENABLED",
          authorizationConfig: { accessPointId: accessPoint.id, iam: "ENABLED" },
        },
      },
      mountPoint,
      statements: [
        {
          Effect: "Allow",
          Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
          Resource: [this.fileSystem.arn],
          Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": accessPoint.arn } },
        },
      ],
    };
  }

  private get subject(): string {
    return `ServerStorage "${this.node.path}"`;
  }

  private makeFileSystem(preconditions: Precondition[]): EfsFileSystem {
    return new EfsFileSystem(this, "file-system", {
      creationToken: this.props.name,
      encrypted: true,
      kmsKeyId: this.props.kmsKeyArn,
      // The mode with the shortest delays: Raft waits for the disk at every entry.
      performanceMode: "generalPurpose",
      // Bursting gives a file system as small as this one next to nothing once its credits are used up.
      throughputMode: "elastic",
      tags: { Name: this.props.name },
      lifecycle: lifecycleWith(preconditions),
    });
  }

  /**
   * Without a policy, whoever reaches a mount target may mount everything, with a role or without. With one, everybody
   * needs a role that allows it.
   */
  private makePolicy(): void {
    new EfsFileSystemPolicy(this, "policy", {
      fileSystemId: this.fileSystem.id,
      policy: terraformJson({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "OnlyEncrypted",
            Effect: "Deny",
            Principal: { AWS: "*" },
            Action: [
              "elasticfilesystem:ClientMount",
              "elasticfilesystem:ClientWrite",
              "elasticfilesystem:ClientRootAccess",
            ],
            Resource: this.fileSystem.arn,
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      }),
    });
  }

  /** Daily, kept for 35 days by AWS Backup: what is left of the snapshots when the file system itself is lost. */
  private makeBackups(): void {
    new EfsBackupPolicy(this, "backups", { fileSystemId: this.fileSystem.id, backupPolicy: { status: "ENABLED" } });
  }

  private makeSecurityGroup(): string {
    const { name, vpcId, clientSecurityGroupId } = this.props;
    const group = new SecurityGroup(this, "security-group", {
      name: `${name}-efs`,
      description: "Data of the Consul servers",
      vpcId,
    });
    new SecurityGroupRule(this, "ingress", {
      type: "ingress",
      description: "NFS from the Consul servers",
      fromPort: NFS,
      toPort: NFS,
      protocol: "tcp",
      sourceSecurityGroupId: clientSecurityGroupId,
      securityGroupId: group.id,
    });
    return group.id;
  }

  private makeMountTargets(securityGroupId: string): EfsMountTarget[] {
    return this.props.subnetIds.map(
      (subnetId, index) =>
        new EfsMountTarget(this, `mount-target-${index + 1}`, {
          fileSystemId: this.fileSystem.id,
          subnetId,
          securityGroups: [securityGroupId],
        }),
    );
  }
}
