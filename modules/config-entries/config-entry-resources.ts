import { ConfigEntry as ConsulConfigEntry } from "@cdktf/provider-consul/lib/config-entry";
import { Construct } from "constructs";
import { terraformJson } from "../aws";
import type { ConfigEntry } from "./config-entry";

/**
 * Writes configuration entries through the Consul provider: for environments in which Terraform itself can reach Consul.
 * The provider's address and token belong to the run, not to this construct.
 */
export class ConfigEntryResources extends Construct {
  constructor(scope: Construct, id: string, entries: readonly ConfigEntry[]) {
    super(scope, id);
    for (const { Kind, Name, ...fields } of entries) {
      new ConsulConfigEntry(this, `${Kind}-${Name === "*" ? "all" : Name}`, {
        kind: Kind,
        name: Name,
        configJson: terraformJson(fields),
      });
    }
  }
}
