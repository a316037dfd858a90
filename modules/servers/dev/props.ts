import type { HclModuleOptions } from "../../aws";
import type { Release } from "../../consul";
import type { ServerLine, ServerTaskProps } from "../common";

/** HCL: the module dev-server. What only one line has does not compile on the other. */
export type DevServerProps<R extends Release = Release> = { [L in R]: DevServerPropsOf<L> }[R];

/** The same for a line that the code around it does not know either: `R` may be a type parameter. */
export type DevServerPropsOf<R extends Release = Release> = CommonDevServerProps & ServerLine<R>;

export interface CommonDevServerProps extends ServerTaskProps, HclModuleOptions {
  /** HCL: `node_name`. @default `name` */
  readonly nodeName?: string;
  /**
   * Keeps the data on a file system (EFS), so that it outlives the task; needs a list of subnets that is written out. The
   * HCL module cannot say it. @default false, the data is gone with the task
   */
  readonly persistence?: ServerTaskProps["persistence"];
}

export type { ServerLoadBalancer as DevServerLoadBalancer, ServerTls as DevServerTls } from "../common";
