import { AclController } from "../../modules/mesh/controller";
import type { LaunchType } from "../../modules/aws";
import { type ConsulServers } from "../../modules/consul";
import { ExternalConsulServers } from "../../modules/servers/external";
import type { ModuleCall } from "./call";
import type { HclInputs } from "./hcl-inputs";
import { dataplaneServers } from "./servers";
import { taskOptions } from "./task";
import { bool, list, string, stringOrNone, word } from "./types";

export const controller06: ModuleCall = (hcl) => {
  const ca = hcl.optional("consul_server_ca_cert_arn", stringOrNone);
  const servers: ConsulServers = {
    // The module does not ask.
    datacenter: "dc1",
    httpAddress: hcl.required("consul_server_http_addr", string),
    bootstrapTokenSecretArn: hcl.required("consul_bootstrap_token_secret_arn", string),
    tls: ca === undefined ? undefined : { enabled: true, caCertSecretArn: ca },
  };
  const props = commonProps(hcl);
  return (scope, module) => {
    const external = ExternalConsulServers.fromAttributes(servers);
    return new AclController(scope, "controller", { ...props, ...module, release: "0.6", servers: external });
  };
};

export const controller010: ModuleCall = (hcl) => {
  const servers: ConsulServers = {
    ...dataplaneServers(hcl),
    bootstrapTokenSecretArn: hcl.required("consul_bootstrap_token_secret_arn", string),
  };
  const props = commonProps(hcl);
  return (scope, module) => {
    const external = ExternalConsulServers.fromAttributes(servers);
    return new AclController(scope, "controller", { ...props, ...module, release: "0.10", servers: external });
  };
};

function commonProps(hcl: HclInputs) {
  // The module asks for it, and does not use it.
  hcl.required("region", string);
  return {
    ...taskOptions(hcl),
    namePrefix: hcl.required("name_prefix", string),
    clusterArn: hcl.required("ecs_cluster_arn", string),
    subnetIds: hcl.required("subnets", list(string)),
    securityGroupIds: hcl.optional("security_groups", list(string)),
    launchType: hcl.optional("launch_type", word<LaunchType>),
    assignPublicIp: hcl.optional("assign_public_ip", bool),
    consulEcsImage: hcl.optional("consul_ecs_image", string),
    iamRolePath: hcl.optional("iam_role_path", string),
    partition: partition(hcl),
    executionRolePolicyArns: hcl.optional("additional_execution_role_policies", list(string)),
  };
}

/** The partition counts only when partitions are switched on. */
function partition(hcl: HclInputs): string | undefined {
  const enabled = hcl.optional("consul_partitions_enabled", bool) ?? false;
  const name = hcl.optional("consul_partition", string) ?? "default";
  return enabled ? name : undefined;
}
