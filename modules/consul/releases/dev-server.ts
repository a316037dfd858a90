import type { HealthCheck } from "../../aws";
import type { LineOptions } from "./options";

/** What a line expects of a server. */
export interface DevServerLine<O extends LineOptions = LineOptions> {
  /** HCL: `consul_image`. */
  readonly image: string;
  /** The options that encrypt gossip, where tasks of the line take part in it. */
  readonly encryptedGossip: O["devServer"];
  /** Whether dataplanes connect by gRPC without TLS. */
  readonly plainGrpc: boolean;
  /** Timing of the load balancer's health check, in seconds. */
  readonly targetHealthCheck: { readonly timeout: number; readonly interval: number };
  /** Seconds for which a load balanced server may be unhealthy after its start. */
  readonly healthCheckGracePeriod?: number;
  /** Health check of the container. */
  readonly healthCheck?: (tls: boolean) => HealthCheck;
}
