import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import type { Construct } from "constructs";
import { secretVariable, type LaunchType, type SecretSource } from "../../modules/aws";
import { GeneratedCertificateAuthority } from "../../modules/servers/certificate-authority";
import { DevServer, type DevServerLoadBalancer } from "../../modules/servers/dev";
import type { ModuleCall } from "./call";
import type { HclInputs, SecretInput } from "./hcl-inputs";
import { taskOptions } from "./task";
import { bool, list, map, number, string, stringOrNone, word } from "./types";

export const devServer06: ModuleCall = (hcl) => {
  const { props, make } = common(hcl);
  const gossipEncryption = gossip(hcl);
  return (scope, module) => {
    return new DevServer(scope, "dev-server", {
      ...props,
      ...module,
      ...make(scope),
      release: "0.6",
      gossipEncryption,
    });
  };
};

export const devServer010: ModuleCall = (hcl) => {
  const { props, make } = common(hcl);
  const timeoutSeconds = hcl.optional("consul_server_startup_timeout", number);
  // The module has each apply wait for a server with a load balancer; here it must be asked for.
  const waitForLeader = timeoutSeconds === undefined ? undefined : { timeoutSeconds };
  const loadBalancer = props.loadBalancer && { ...props.loadBalancer, waitForLeader };
  return (scope, module) => {
    return new DevServer(scope, "dev-server", { ...props, ...module, ...make(scope), loadBalancer, release: "0.10" });
  };
};

function common(hcl: HclInputs) {
  const name = hcl.optional("name", string) ?? "server";
  // Declared by the module, and not used.
  hcl.optional("tags", map(string));
  const props = {
    ...taskOptions(hcl),
    name,
    clusterArn: hcl.required("ecs_cluster_arn", string),
    vpcId: hcl.required("vpc_id", string),
    subnetIds: hcl.required("subnet_ids", list(string)),
    cpu: hcl.optional("cpu", number),
    memory: hcl.optional("memory", number),
    launchType: hcl.optional("launch_type", word<LaunchType>),
    assignPublicIp: hcl.optional("assign_public_ip", bool),
    waitForSteadyState: hcl.optional("wait_for_steady_state", bool),
    consulImage: hcl.optional("consul_image", string),
    datacenter: hcl.optional("datacenter", string),
    nodeName: hcl.optional("node_name", stringOrNone),
    serviceDiscoveryNamespace: hcl.optional("service_discovery_namespace", stringOrNone),
    loadBalancer: loadBalancer(hcl),
    primaryDatacenter: hcl.optional("primary_datacenter", stringOrNone),
    retryJoinWan: hcl.optional("retry_join_wan", list(string)),
    primaryGateways: hcl.optional("primary_gateways", list(string)),
    // Off, it is still on with primary gateways.
    meshGatewayWanFederation: hcl.optional("enable_mesh_gateway_wan_federation", bool) || undefined,
    clusterPeering: hcl.optional("enable_cluster_peering", bool),
  };
  const tls = serverTls(hcl, name);
  const acls = serverAcls(hcl);
  const license = hcl.secret("consul_license");
  const replicationToken = hcl.secret("replication_token");
  return {
    props,
    make: (scope: Construct) => ({
      tls: tls(scope),
      acls: acls(scope),
      license: secretSource(scope, license),
      replicationToken: secretSource(scope, replicationToken),
    }),
  };
}

function loadBalancer(hcl: HclInputs): DevServerLoadBalancer | undefined {
  const enabled = hcl.optional("lb_enabled", bool) ?? false;
  const given = {
    subnetIds: hcl.optional("lb_subnets", list(string)) ?? [],
    ingressCidrBlocks: hcl.optional("lb_ingress_rule_cidr_blocks", list(string)),
    ingressSecurityGroupIds: hcl.optional("lb_ingress_rule_security_groups", list(string)),
  };
  return enabled ? given : undefined;
}

function serverTls(hcl: HclInputs, name: string) {
  const enabled = hcl.optional("tls", bool) ?? false;
  const generate = hcl.optional("generate_ca", bool) ?? true;
  const given = {
    caCertSecretArn: hcl.optional("ca_cert_arn", string) ?? "",
    caKeySecretArn: hcl.optional("ca_key_arn", string) ?? "",
  };
  const additionalDnsNames = hcl.optional("additional_dns_names", list(string));
  return (scope: Construct) => {
    if (!enabled) return undefined;
    const { caCertSecretArn, caKeySecretArn } = generate ? generatedCa(scope, name) : given;
    return { caCertSecretArn, caKeySecretArn, additionalDnsNames };
  };
}

function generatedCa(scope: Construct, name: string): GeneratedCertificateAuthority {
  new TlsProvider(scope, "tls");
  return new GeneratedCertificateAuthority(scope, "ca", { name });
}

function serverAcls(hcl: HclInputs) {
  const enabled = hcl.optional("acls", bool) ?? false;
  const generate = hcl.optional("generate_bootstrap_token", bool) ?? true;
  const token = hcl.secret("bootstrap_token");
  const arn = hcl.optional("bootstrap_token_arn", string) ?? "";
  return (scope: Construct) => {
    if (!enabled) return false;
    if (!generate) return { bootstrapToken: { secretArn: arn } };
    const bootstrapToken = secretSource(scope, token);
    return bootstrapToken ? { bootstrapToken } : true;
  };
}

function gossip(hcl: HclInputs) {
  const enabled = hcl.optional("gossip_encryption_enabled", bool) ?? false;
  const generate = hcl.optional("generate_gossip_encryption_key", bool) ?? true;
  const keySecretArn = hcl.optional("gossip_key_secret_arn", string) ?? "";
  return enabled && (generate || { keySecretArn });
}

/** A secret of the call: its value comes at apply, through a variable that nothing keeps. */
function secretSource(scope: Construct, secret: SecretInput | undefined): SecretSource | undefined {
  if (secret === undefined) return undefined;
  const { variable } = secret;
  return { value: secretVariable(scope, variable, `The secret that the call gives as ${variable}.`).stringValue };
}
