import { ConsulProvider } from "@cdktf/provider-consul/lib/provider";
import { TerraformVariable, type TerraformStack } from "cdktf";
import { ConfigEntryResources } from "../modules/consul/config-entries";
import type { ServiceMesh } from "../modules/mesh/service-mesh";

/** Has Terraform write the configuration entries of the mesh. Whoever runs it must reach Consul's HTTP API. */
export function writeConfigEntries(stack: TerraformStack, mesh: ServiceMesh): void {
  consulProvider(stack);
  new ConfigEntryResources(stack, "config-entries", mesh.configEntries());
}

/** @param datacenter tells the variables and the provider apart, where a stack has several datacenters */
export function consulProvider(stack: TerraformStack, datacenter?: string): ConsulProvider {
  const suffix = datacenter === undefined ? "" : `_${datacenter}`;
  const of = datacenter === undefined ? "" : ` in ${datacenter}`;
  const address = new TerraformVariable(stack, `consul_http_address${suffix}`, {
    type: "string",
    nullable: false,
    description: `Address of Consul's HTTP API${of} for the run, such as 'https://consul.example.com:8501'.`,
  });
  const token = new TerraformVariable(stack, `consul_http_token${suffix}`, {
    type: "string",
    nullable: false,
    sensitive: true,
    description: `Token with which the run may write configuration entries${of}.`,
  });
  // A provider's configuration is in no state and, being ephemeral, the token is in no plan either.
  token.addOverride("ephemeral", true);
  return new ConsulProvider(stack, datacenter === undefined ? "consul" : `consul-${datacenter}`, {
    alias: datacenter,
    address: address.stringValue,
    token: token.stringValue,
  });
}
