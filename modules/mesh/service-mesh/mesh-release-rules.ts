import { fields, together, type Rule } from "../../aws";
import type { Release } from "../../consul";
import type { MeshReleaseProps } from "./props";
import { taskDefaultRules } from "./rules";

/** The rules about a second release line in a mesh. */
export function meshReleaseRules<R extends Release>(props: MeshReleaseProps<R>, ofMesh: Release): Rule[] {
  const other: Rule = {
    prop: "release",
    rule: "must be another release line than the mesh's",
    got: props.release,
    fix: "Add the service to the mesh itself.",
    holds: props.release !== ofMesh,
  };
  return together([other, ...fields({})("taskDefaults", props.taskDefaults)], () => taskDefaultRules<R>(props));
}
