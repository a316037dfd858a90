import { ConfigEntry as ConsulConfigEntry } from "@cdktf/provider-consul/lib/config-entry";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { terraformJson } from "../../aws";
import { entryName, type ConfigEntry } from "./config-entry";

/**
 * Writes configuration entries through the Consul provider: for environments in which Terraform itself can reach Consul.
 * The provider's address and token belong to the run, not to this construct.
 */
export class ConfigEntryResources extends Construct {
  readonly all: readonly ConsulConfigEntry[];

  /** @param provider the one that reaches the servers, where a stack has several */
  constructor(scope: Construct, id: string, entries: readonly ConfigEntry[], provider?: TerraformProvider) {
    super(scope, id);
    this.all = entries.map((entry) => {
      const name = entryName(entry);
      const fields = Object.fromEntries(Object.entries(entry).filter(([key]) => key !== "Kind" && key !== "Name"));
      return new ConsulConfigEntry(this, `${entry.Kind}-${name === "*" ? "all" : name}`, {
        kind: entry.Kind,
        name,
        configJson: terraformJson(fields),
        provider,
      });
    });
  }
}
