import type { HclModuleOptions, LogConfiguration, ServiceOptions, TaskOptions } from "../../aws";
import type { ConfigExtras, ConsulServers, GatewayTaskLineOptions, OptionsOf, Release } from "../../consul";

/**
 * A gateway of the mesh, with the ECS service that runs it. What only one release line has does not compile on the
 * other, and neither do two ways to be reached that exclude each other.
 */
export type GatewayTaskProps<R extends Release = Release> = {
  [L in R]: CommonGatewayTaskProps<L> & OptionsOf<L, "gatewayTask"> & GatewayExposure;
}[R];

/**
 * How a gateway is reached from outside of its VPC: through a load balancer that is made for it, at an address that you
 * know, or, on line 0.10, through load balancers that you make (`targetGroups`).
 */
export type GatewayExposure =
  | {
      /** An internet-facing network load balancer, which is the WAN address. HCL: `lb_enabled`. @default none */
      readonly loadBalancer: GatewayLoadBalancer;
      readonly wanAddress?: undefined;
      readonly targetGroups?: undefined;
    }
  | {
      readonly loadBalancer?: undefined;
      /**
       * Host name or IP address at which other datacenters reach a mesh gateway, without a port.
       * HCL: `wan_address`. @default the address of the task
       */
      readonly wanAddress?: string;
    };

/** The load balancer that is made, and who may reach the gateway through it. */
export type GatewayLoadBalancer = GatewayLoadBalancerPlace & (OpenedSecurityGroup | UntouchedSecurityGroup);

interface GatewayLoadBalancerPlace {
  /** HCL: `lb_vpc_id`. */
  readonly vpcId: string;
  /** Public subnets, at least one. HCL: `lb_subnets`. */
  readonly subnetIds: readonly string[];
  /**
   * Lets the gateway see the addresses of its callers, so that `ingressCidrBlocks` is about them; its health checks come
   * from the load balancer's own. The HCL module cannot say it. @default false
   */
  readonly preserveClientIp?: boolean;
}

interface OpenedSecurityGroup {
  /**
   * The security group whose ingress is opened: one that is made and given to the gateway, or one that exists, which
   * the gateway must have among `securityGroupIds` or by default.
   * HCL: `lb_create_security_group`, `lb_modify_security_group` and `lb_modify_security_group_id`. @default "create"
   */
  readonly securityGroup?: "create" | { readonly modify: string };
  /**
   * Who may reach the gateway's port, at least one IPv4 range. The load balancer connects from its own addresses, so
   * the ranges of its subnets must be among them.
   * HCL: `lb_ingress_rule_cidr_blocks`. @default ["0.0.0.0/0"]
   */
  readonly ingressCidrBlocks?: readonly string[];
  /**
   * Whether the LAN port is opened too, where the WAN port is another: the load balancer forwards to it. The HCL module
   * opens the WAN port alone. @default true; false with `likeHclModule`
   */
  readonly openLanPort?: boolean;
}

interface UntouchedSecurityGroup {
  /** No security group is made or changed: the gateway's own let the load balancer in already. */
  readonly securityGroup: "none";
  readonly ingressCidrBlocks?: undefined;
  readonly openLanPort?: undefined;
}

/** The props of both lines. Where HCL variables are named, they are those of the HCL module gateway-task. */
export interface CommonGatewayTaskProps<R extends Release> extends TaskOptions, ServiceOptions, HclModuleOptions {
  /** Release line of Consul on ECS. */
  readonly release: R;
  /** The Consul servers. They carry the HCL variables about servers, TLS, ACLs and the gossip key. */
  readonly servers: ConsulServers;
  /** Family of the task definition; 1 to 54 characters. HCL: `family`. */
  readonly family: string;
  /** ARN of the ECS cluster. HCL: `ecs_cluster_arn`. */
  readonly clusterArn: string;
  /** Subnets of the gateway, at least one. HCL: `subnets`. */
  readonly subnetIds: readonly string[];
  /** HCL: `security_groups`. @default the VPC's default security group, unless one is made for a load balancer */
  readonly securityGroupIds?: readonly string[];
  /**
   * Name in Consul's catalog, of the ECS service, and of the load balancer: lower case letters, digits, hyphens and
   * underscores; with a load balancer 1 to 32 characters and no underscores.
   * HCL: `consul_service_name`. @default `family` as it is, which then must be lower case
   */
  readonly serviceName?: string;
  /** Tags in Consul's catalog, no two alike. HCL: `consul_service_tags`. @default none */
  readonly serviceTags?: readonly string[];
  /** Meta data in Consul's catalog. HCL: `consul_service_meta`. @default none */
  readonly serviceMeta?: Readonly<Record<string, string>>;
  /** Admin partition, Consul Enterprise; the namespace of a gateway is then "default". HCL: `consul_partition`. */
  readonly partition?: string;
  /** CPU units of the task, 1024 to a vCPU. HCL: `cpu`. @default 256 */
  readonly cpu?: number;
  /** Memory of the task in MiB. HCL: `memory`. @default 512 */
  readonly memory?: number;
  /** Address of a mesh gateway for its own datacenter, without a port. HCL: `lan_address`. @default the address of the task */
  readonly lanAddress?: string;
  /**
   * Port on which the proxy listens, 1 to 65535, not one that is reserved for Consul and Envoy. Consul has terminating
   * gateways listen on 8443, and API gateways on the ports of their config entry: give that one here.
   * HCL: `lan_port`. @default 8443
   */
  readonly lanPort?: number;
  /** Port at the WAN address, and of the load balancer, 1 to 65535. HCL: `wan_port`. @default `lanPort` */
  readonly wanPort?: number;
  /**
   * Lets other datacenters reach the Consul servers through this mesh gateway; needs TLS.
   * HCL: `enable_mesh_gateway_wan_federation`. @default false
   */
  readonly wanFederation?: boolean;
  /** Path of the roles that are made; must be the controller's. HCL: `iam_role_path`. @default "/consul-ecs/" */
  readonly iamRolePath?: string;
  /** ARNs of policies for the task role. HCL: `additional_task_role_policies`. @default none */
  readonly taskRolePolicyArns?: readonly string[];
  /** ARNs of policies for the execution role. HCL: `additional_execution_role_policies`. @default none */
  readonly executionRolePolicyArns?: readonly string[];
  /** Image of mesh-init and health-sync. HCL: `consul_ecs_image`. @default that of the release line */
  readonly consulEcsImage?: string;
  /** Log configuration of the gateway's containers; extra containers have their own. HCL: `log_configuration`. @default none */
  readonly logConfiguration?: LogConfiguration;
  /** Auth method by which the gateway logs in. HCL: `service_token_auth_method_name`. @default "iam-ecs-service-token" */
  readonly serviceTokenAuthMethodName?: string;
  /** Fields of CONSUL_ECS_CONFIG_JSON without a prop of their own; they win. HCL: `consul_ecs_config`. @default none */
  readonly consulEcsConfig?: Pick<ConfigExtras, "consulLogin">;
  /**
   * Lets operators into the containers with `aws ecs execute-command`, and gives the task role what that needs; false
   * switches it off. @default on for the service, as in the HCL module, where the permissions are left to
   * `taskRolePolicyArns`
   */
  readonly executeCommand?: boolean;
  /** Tags of the task definition; those that the controller looks for win. HCL: `tags`. @default none */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The props as the rules see them, whichever line they are for and whatever was written past the compiler. */
export type AnyGatewayTaskProps = CommonGatewayTaskProps<Release> &
  GatewayTaskLineOptions & {
    readonly loadBalancer?: GatewayLoadBalancer;
    readonly wanAddress?: string;
  };
