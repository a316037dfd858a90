import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { enforce, givenProps, type LogConfiguration, together, typeRules } from "../../aws";
import type { ConsulServers, Release, Releases } from "../../consul";
import type { MeshGraph } from "../graph";
import type { MeshContext, MeshGroup, MeshPlacement, MeshService, MeshServiceProps } from "../service";
import { makeController } from "./delivery";
import { meshReleaseRules } from "./mesh-release-rules";
import type { MeshReleaseProps } from "./props";

/** What a release line in a mesh takes of the mesh. */
export interface MeshReleaseParts<R extends Release> {
  readonly mesh: MeshContext;
  readonly props: MeshReleaseProps<R>;
  /** Whether the mesh runs a controller; then this line runs one, too. */
  readonly hasController: boolean;
  /** What must be there before the controller. */
  readonly after: readonly ITerraformDependable[];
  addService(id: string, mesh: MeshContext<R>, props: MeshServiceProps<R>): MeshService<R>;
}

/**
 * A second release line in a mesh, for as long as services move from one to the other: the same servers, graph and
 * security group, and a controller of its own. A service keeps its place in the mesh, so the move is a new revision of
 * its task definition, which ECS rolls.
 */
export class MeshRelease<R extends Release = Release> extends Construct implements MeshContext<R> {
  readonly release: R;
  readonly name: string;
  readonly servers: ConsulServers;
  readonly partition?: string;
  readonly clusterArn: string;
  readonly subnetIds: readonly string[];
  readonly securityGroup: MeshGroup;
  readonly graph: MeshGraph;
  readonly taskDefaults: Partial<Releases[R]["meshTask"]>;
  readonly placement: MeshPlacement;
  readonly executeCommand: boolean;
  readonly ready: readonly ITerraformDependable[];
  /** The controller of this line, where the mesh runs one. */
  readonly controller?: EcsService;

  constructor(
    scope: Construct,
    id: string,
    private readonly parts: MeshReleaseParts<R>,
  ) {
    super(scope, id);
    const { mesh } = parts;
    const subject = `MeshRelease "${this.node.path}"`;
    const props = givenProps(subject, parts.props);
    enforce(
      subject,
      together(typeRules("ServiceMesh.withRelease", props, props.release), () =>
        meshReleaseRules<R>(props, mesh.release),
      ),
    );
    this.release = props.release;
    this.name = mesh.name;
    this.servers = mesh.servers;
    this.partition = mesh.partition;
    this.clusterArn = mesh.clusterArn;
    this.subnetIds = mesh.subnetIds;
    this.securityGroup = mesh.securityGroup;
    this.graph = mesh.graph;
    this.placement = mesh.placement;
    this.executeCommand = mesh.executeCommand;
    this.taskDefaults = givenProps(subject, props.taskDefaults ?? {});
    this.controller = parts.hasController ? this.makeController() : undefined;
    this.ready = this.controller ? [...mesh.ready, this.controller] : mesh.ready;
  }

  /** Adds a service of this line to the mesh. Its id is its own in the whole mesh, whatever the line. */
  addService(id: string, props: MeshServiceProps<R>): MeshService<R> {
    return this.parts.addService(id, this, props);
  }

  logs(streamPrefix: string): LogConfiguration | undefined {
    return this.parts.mesh.logs(streamPrefix);
  }

  /**
   * The names differ from those of the mesh's own controller, on whichever line that is: in the apply that changes the
   * line of the mesh, one of that name goes while this one is made.
   */
  private makeController(): EcsService {
    const suffix = this.release.replace(".", "");
    return makeController(this, this, {
      dependsOn: this.parts.after,
      namePrefix: `${this.name}-${suffix}`,
      serviceName: `${this.name}-controller-${suffix}`,
      logConfiguration: this.logs(`controller-${suffix}`),
    });
  }
}
