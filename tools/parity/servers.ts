import type { ConsulServers, ConsulServersGrpc, ConsulServersHttp } from "../../modules/consul";
import type { HclInputs } from "./hcl-inputs";
import { anyObject, bool, list, string, stringOrNone } from "./types";

/** What a client agent of line 0.6 is told of the servers: by mesh-task and gateway-task. */
export function clientAgentServers(hcl: HclInputs): ConsulServers {
  return {
    datacenter: hcl.optional("consul_datacenter", string) ?? "dc1",
    primaryDatacenter: hcl.optional("consul_primary_datacenter", stringOrNone),
    retryJoin: hcl.required("retry_join", list(string)),
    httpAddress: hcl.optional("consul_http_addr", stringOrNone),
    tls: {
      enabled: hcl.optional("tls", bool) ?? false,
      caCertSecretArn: hcl.optional("consul_server_ca_cert_arn", stringOrNone),
      httpsCaCertSecretArn: hcl.optional("consul_https_ca_cert_arn", stringOrNone),
    },
    gossipKeySecretArn: hcl.optional("gossip_key_secret_arn", stringOrNone),
    acls: hcl.optional("acls", bool),
  };
}

/** What line 0.10 is told of the servers, by every module. */
export function dataplaneServers(hcl: HclInputs): ConsulServers {
  return {
    // The modules of this line do not ask: a dataplane takes the datacenter of the servers that it finds.
    datacenter: "dc1",
    hosts: hcl.required("consul_server_hosts", string),
    skipServerWatch: hcl.optional("skip_server_watch", bool),
    tls: {
      enabled: hcl.optional("tls", bool) ?? false,
      serverName: hcl.optional("tls_server_name", stringOrNone),
      caCertSecretArn: hcl.optional("consul_ca_cert_arn", stringOrNone),
      httpsCaCertSecretArn: hcl.optional("consul_https_ca_cert_arn", stringOrNone),
      grpcCaCertSecretArn: hcl.optional("consul_grpc_ca_cert_arn", stringOrNone),
    },
    http: hcl.optional("http_config", anyObject<ConsulServersHttp>),
    grpc: hcl.optional("grpc_config", anyObject<ConsulServersGrpc>),
  };
}
