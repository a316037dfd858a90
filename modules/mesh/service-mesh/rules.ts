import { isKnown, judge, type Rule } from "../../aws";
import type { Release } from "../../consul";
import type { ServiceMeshProps } from "./props";

/** The rules about a mesh. */
export function serviceMeshRules<R extends Release>(props: ServiceMeshProps<R>, name: string): Rule[] {
  const { servers, configEntries = "deliver" } = props;
  const token = servers.configEntriesTokenSecretArn ?? servers.bootstrapTokenSecretArn;
  return [
    {
      prop: "name",
      rule: "must be 1 to 30 lower case letters, digits and hyphens, the first a letter",
      got: name,
      fix: "Give a short name: the roles of the mesh are named after it, and AWS allows 64 characters.",
      holds: isKnown(name) && /^[a-z][a-z0-9-]{0,29}$/.test(name),
    },
    {
      prop: "network.privateSubnetIds",
      rule: "must name at least one subnet",
      got: props.network.privateSubnetIds,
      fix: "Give the private subnets of the mesh.",
      holds: judge(props.network.privateSubnetIds, (ids) => ids.length > 0),
    },
    {
      prop: "configEntries",
      rule: "cannot be delivered to servers with ACLs without a token",
      got: configEntries,
      fix: "Give servers.configEntriesTokenSecretArn, the ARN of a secret with a token that may write them, or say configEntries: 'none' and write them yourself.",
      holds: configEntries === "none" || !servers.acls || token !== undefined,
    },
    {
      prop: "controller",
      rule: "needs servers with ACLs: it hands out their tokens",
      got: props.controller,
      fix: "Leave it out, or use servers with ACLs.",
      holds: !props.controller || !!servers.acls,
    },
  ];
}
