import type { ContainerDefinition } from "../../aws";
import type { ConfigExtras } from "./config-extras";
import type { GatewayKind, GatewayTarget, GatewayVolume } from "./gateway-exposure";
import type { SidecarOptions } from "./sidecar-options";
import type { Upstream } from "./upstream";

/** What one line lets its constructs say, by what is made: one type of this shape per line. */
export interface LineOptions {
  readonly upstream: Upstream;
  readonly meshTask: MeshTaskLineOptions;
  readonly gatewayTask: GatewayTaskLineOptions;
  readonly devServer: DevServerLineOptions;
}

/** What every line lets a mesh task say. */
export interface MeshTaskLineOptions extends SidecarOptions {
  readonly consulEcsConfig?: ConfigExtras;
}

/** What every line lets a gateway say; `undefined` where a line does not have it. */
export interface GatewayTaskLineOptions extends SidecarOptions {
  readonly kind: GatewayKind;
  readonly desiredCount?: number;
  readonly targetGroups?: readonly GatewayTarget[];
  readonly volumes?: readonly GatewayVolume[];
  readonly extraContainers?: readonly ContainerDefinition[];
}

/** What every line lets a server say; `undefined` where a line does not have it. */
export interface DevServerLineOptions {
  readonly gossipEncryption?: boolean | { readonly keySecretArn: string };
}

/** The names of a line's options, for those who come past the compiler. */
export type OptionNames = {
  readonly [Job in "meshTask" | "gatewayTask" | "devServer"]: readonly string[];
};
