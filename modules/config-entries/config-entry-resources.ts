import { ConfigEntry as ConsulConfigEntry } from "@cdktf/provider-consul/lib/config-entry";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { terraformJson } from "../aws";
import { entryName, type ConfigEntry } from "./config-entry";

/**
 * Writes configuration entries through the Consul provider: for environments in which Terraform itself can reach Consul.
 * The provider's address and token belong to the run, not to this construct.
 */
export class ConfigEntryResources extends Construct {
  /** @param provider the one that reaches the servers, where a stack has several */
  constructor(scope: Construct, id: string, entries: readonly ConfigEntry[], provider?: TerraformProvider) {
    super(scope, id);
    for (const entry of entries) {
      const { Kind, Name: _, ...fields } = entry;
      const name = entryName(entry);
      new ConsulConfigEntry(this, `${Kind}-${name === "*" ? "all" : name}`, {
        kind: Kind,
        name,
        configJson: terraformJson(fields),
        provider,
      });
    }
  }
}
