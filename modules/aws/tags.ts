import { enforce, typeRules } from "./rules";
import { Aspects } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { mergeMaps } from "./merge";

export type Tags = Readonly<Record<string, string>>;

/** The tags that were given, and over them those that something must have. */
export function mergeTags(given: Tags | undefined, own: Tags): Record<string, string> {
  return mergeMaps(given, own);
}

/** Tags everything under a construct that can have tags. Where a resource has a tag of that name already, its own stays. */
export function tagEverything(scope: Construct, tags: Tags): void {
  enforce("What is tagged", typeRules("tagEverything", { tags }));
  Aspects.of(scope).add({
    visit(node) {
      if (isTaggable(node)) node.tags = mergeMaps(tags, node.tagsInput);
    },
  });
}

interface Taggable extends IConstruct {
  readonly tagsInput?: Tags;
  set tags(tags: Tags);
}

/** A data source may have `tags` as well, by which it searches: it has no `tags_all`. */
function isTaggable(node: IConstruct): node is Taggable {
  return "tagsInput" in node && "tagsAllInput" in node;
}
