import type { Construct } from "constructs";
import type { Network } from "../modules/aws/network";
import type { AllowedSource } from "../modules/consul/config-entries";
import type { ConnectOptions } from "../modules/mesh/service";
import type { ServiceMesh } from "../modules/mesh/service-mesh";

/** What runs in the mesh of an environment: it adds services to the mesh, and says what is to be shown after the apply. */
export type Application = (context: ApplicationContext) => ApplicationOutputs;

/** What an application is given. */
export interface ApplicationContext {
  /** Where it puts what is not part of the mesh, such as a load balancer. */
  readonly scope: Construct;
  readonly mesh: ServiceMesh;
  /** Prefix of names: the environment's, 1 to 13 characters. */
  readonly name: string;
  readonly network: Network;
  /** Who may reach what is open to the outside. */
  readonly ingressCidrBlocks: readonly string[];
  /** The mesh of a second datacenter, where the environment has one. */
  readonly second?: SecondMesh;
}

export interface SecondMesh {
  readonly mesh: ServiceMesh;
  /** How a service there is called: options for `connectTo`. */
  readonly connection: ConnectOptions;
  /** Where the callers are, seen from there: for `allowFrom`. */
  readonly source: Pick<AllowedSource, "peer">;
}

/** Terraform outputs, by name. */
export type ApplicationOutputs = Readonly<Record<string, { readonly value: string; readonly description: string }>>;
