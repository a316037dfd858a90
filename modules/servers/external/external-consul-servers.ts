import { enforce, together, typeRules } from "../../aws";
import { consulServersRules, type ConsulServers } from "../../consul";

/**
 * Consul servers that this project does not make: self-managed ones, those of another account, or whatever follows HCP.
 */
export class ExternalConsulServers {
  private constructor() {}

  /**
   * @throws InputError when an address, port or ARN cannot be one, or a secret is missing for what is switched on
   */
  static fromAttributes(attributes: ConsulServers): ConsulServers {
    enforce(
      "ExternalConsulServers",
      together(typeRules("ExternalConsulServers.fromAttributes", attributes), () => consulServersRules(attributes)),
    );
    return { ...attributes };
  }
}
