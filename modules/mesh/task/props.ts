import type {
  ContainerDefinition,
  HclModuleOptions,
  LogConfiguration,
  RoleAttributes,
  TaskOptions,
  Volume,
} from "../../aws";
import type { ConsulServers, HttpHealthCheck, OptionsOf, Release, Releases } from "../../consul";

/**
 * A task definition that joins the mesh: the application's containers, and the sidecars of the release line.
 * What only one line has does not compile on the other.
 */
export type MeshTaskProps<R extends Release = Release> = {
  [L in R]: CommonMeshTaskProps<L> & OptionsOf<L, "meshTask">;
}[R];

/** The props of both lines. Where HCL variables are named, they are those of the HCL module mesh-task. */
export interface CommonMeshTaskProps<R extends Release> extends MeshTaskOptions {
  /** Release line of Consul on ECS. */
  readonly release: R;
  /** The Consul servers. They carry the HCL variables about servers, TLS, ACLs and the gossip key. */
  readonly servers: ConsulServers;
  /** The services that the application calls. HCL: `upstreams`. @default none */
  readonly upstreams?: readonly Releases[R]["upstream"][];
  /**
   * Family of the task definition: letters, digits, hyphens and underscores. At most 54 characters where the execution
   * role is made, 59 where only the task role is, because AWS allows a role 64; else 255. HCL: `family`.
   */
  readonly family: string;
  /**
   * The application's containers; the sidecars are added to them. Refused: names that ECS does not take, that are there
   * twice or are those of sidecars; ports of the sidecars; mount points and dependencies on what does not exist; no
   * essential container. A function is asked for them when the stack is written. HCL: `container_definitions`.
   */
  readonly containers: readonly ContainerDefinition[] | (() => readonly ContainerDefinition[]);
}

/** What can be said of a task of the mesh, whoever makes it. */
export interface MeshTaskOptions extends TaskOptions, HclModuleOptions {
  /** Port on which the application listens, 1 to 65535, none of the sidecars'. Required unless `outboundOnly`. HCL: `port`. */
  readonly port?: number;
  /** The application only calls others. HCL: `outbound_only`. @default false */
  readonly outboundOnly?: boolean;
  /**
   * Name in Consul's catalog: lower case letters, digits, hyphens and underscores. HCL: `consul_service_name`.
   * @default `family` in lower case
   */
  readonly serviceName?: string;
  /** Tags in Consul's catalog, each once. HCL: `consul_service_tags`. @default none */
  readonly serviceTags?: readonly string[];
  /** Meta data in Consul's catalog. HCL: `consul_service_meta`. @default none */
  readonly serviceMeta?: Readonly<Record<string, string>>;
  /** Consul Enterprise; only together with `partition`. HCL: `consul_namespace`. */
  readonly namespace?: string;
  /** Admin partition, Consul Enterprise; only together with `namespace`. HCL: `consul_partition`. */
  readonly partition?: string;
  /** CPU units of the task, 1024 to a vCPU. HCL: `cpu`. @default 256 */
  readonly cpu?: number;
  /** Memory of the task in MiB. HCL: `memory`. @default 512 */
  readonly memory?: number;
  /** Volumes beside the two of the sidecars; those of the host and of Docker not on Fargate. HCL: `volumes`. @default none */
  readonly volumes?: readonly Volume[];
  /** What the containers may do. HCL: `create_task_role = false` and `task_role`. @default a role is made */
  readonly taskRole?: RoleAttributes;
  /**
   * Says that `taskRole` may log in to Consul although it is not under `iamRolePath`: because somebody let the auth
   * method trust it. The HCL module does not ask. @default false, such a role is refused with ACLs
   */
  readonly taskRoleTrustedElsewhere?: boolean;
  /** What ECS may do to start them. HCL: `create_execution_role = false` and `execution_role`. @default a role is made */
  readonly executionRole?: RoleAttributes;
  /** Path of the roles that are made; must be the controller's. HCL: `iam_role_path`. @default "/consul-ecs/" */
  readonly iamRolePath?: string;
  /** ARNs of policies for the task role that is made. HCL: `additional_task_role_policies`. @default none */
  readonly taskRolePolicyArns?: readonly string[];
  /** ARNs of policies for the execution role that is made. HCL: `additional_execution_role_policies`. @default none */
  readonly executionRolePolicyArns?: readonly string[];
  /** Image of mesh-init and health-sync. HCL: `consul_ecs_image`. @default that of the release line */
  readonly consulEcsImage?: string;
  /** Port of the proxy for other proxies, 1 to 65535, not a reserved one. HCL: `envoy_public_listener_port`. @default 20000 */
  readonly publicListenerPort?: number;
  /** Log configuration of the sidecars; the application's containers have their own. HCL: `log_configuration`. @default none */
  readonly logConfiguration?: LogConfiguration;
  /** Auth method by which the service logs in. HCL: `service_token_auth_method_name`. @default "iam-ecs-service-token" */
  readonly serviceTokenAuthMethodName?: string;
  /**
   * Has the application checked by HTTP, in the way of the release line: by ECS in the container (0.10, whose image must
   * have curl), or by the client agent (0.6). Goes to the container named, or to the only one. @default none
   */
  readonly httpHealthCheck?: HttpHealthCheck & { readonly container?: string };
  /**
   * Carries over into Consul the ECS health check of every container that has one. The HCL module leaves out those that
   * do not say whether they are `essential`. @default false
   */
  readonly syncHealthOfAllContainers?: boolean;
  /** Lets operators into the containers with `aws ecs execute-command`. @default false */
  readonly executeCommand?: boolean;
  /** Tags of the task definition; those that the controller looks for win. HCL: `tags`. @default none */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Seconds between the order to stop and SIGTERM to the application, 0 or more, so that it can finish its calls. What
   * only Terraform knows must be more than 0: the delay is put in when the stack is written.
   * A container with an entry point of its own, or with `entryPoint: null`, is left alone.
   * HCL: `application_shutdown_delay_seconds`. @default 0, no delay
   */
  readonly applicationShutdownDelaySeconds?: number;
  /**
   * Puts the shutdown delay before a container's own entry point too, and leaves a container alone that has neither an
   * entry point nor a command: the delay would have nothing to run. The HCL module does neither. @default false
   */
  readonly wrapsOwnEntryPoint?: boolean;
  /**
   * Names of containers that do not wait for the sidecars, because the sidecars need them: a log router, for one. Their
   * calls are not in the mesh until the proxy is up. The HCL module cannot say it. @default none
   */
  readonly startBeforeSidecars?: readonly string[];
  /**
   * Has a container with `firelensConfiguration` start before the sidecars: what logs through it waits for it. The HCL
   * module cannot say it. @default false
   */
  readonly logRouterFirst?: boolean;
}
