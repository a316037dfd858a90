import { every, known, notEmpty, pattern, requires, type Rule } from "../../aws";
import type { Release } from "../../consul";
import type { ServiceMeshProps } from "./props";

/** The rules about a mesh. */
export function serviceMeshRules<R extends Release>(props: ServiceMeshProps<R>, name: string): Rule[] {
  const { servers, network, controller, configEntries = "deliver" } = props;
  const token = servers.configEntriesTokenSecretArn ?? servers.bootstrapTokenSecretArn;
  return [
    ...every(
      known("because entries are told apart by it", "Decide it in the environment's data."),
      pattern(
        /^[a-z][a-z0-9-]{0,29}$/,
        "must be 1 to 30 lower case letters, digits and hyphens, the first a letter",
        "Give a short name: the roles of the mesh are named after it, and AWS allows 64 characters.",
      ),
    )("name", name),
    ...notEmpty("must name at least one subnet", "Give the private subnets of the mesh.")(
      "network.privateSubnetIds",
      network.privateSubnetIds,
    ),
    {
      prop: "configEntries",
      rule: "cannot be delivered to servers with ACLs without a token",
      got: configEntries,
      fix: "Give servers.configEntriesTokenSecretArn, the ARN of a secret with a token that may write them, or say configEntries: 'none' and write them yourself.",
      holds: configEntries === "none" || !servers.acls || token !== undefined,
    },
    ...requires(
      { controller },
      { "servers.acls": servers.acls },
      "needs servers with ACLs: it hands out their tokens",
      "Leave it out, or use servers with ACLs.",
    ),
  ];
}
