import { enforce, together, typeRules } from "./rules";
import { Aspects } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { guard } from "./guard";
import { mergeMaps } from "./merge";
import { tagMap } from "./tag-rules";

export type Tags = Readonly<Record<string, string>>;

/** The tags that were given, and over them those that something must have. */
export function mergeTags(given: Tags | undefined, own: Tags): Record<string, string> {
  return mergeMaps(given, own);
}

/** Tags everything under a construct that can have tags. Where a resource has a tag of that name already, its own stays. */
export function tagEverything(scope: Construct, tags: Tags): void {
  const preconditions = enforce(
    "What is tagged",
    together(typeRules("tagEverything", { tags }), () => tagMap()("tags", tags)),
  );
  guard(scope, conditionsId(scope), preconditions);
  Aspects.of(scope).add({
    visit(node) {
      if (isTaggable(node)) node.tags = mergeMaps(tags, node.tagsInput);
    },
  });
}

/** Somebody may tag one thing twice. */
function conditionsId({ node }: Construct): string {
  const before = node.children.filter(({ node: child }) => child.id.startsWith(CONDITIONS));
  return `${CONDITIONS}${before.length === 0 ? "" : `-${before.length}`}`;
}

const CONDITIONS = "tag-conditions";

interface Taggable extends IConstruct {
  readonly tagsInput?: Tags;
  set tags(tags: Tags);
}

/** A data source may have `tags` as well, by which it searches: it has no `tags_all`. */
function isTaggable(node: IConstruct): node is Taggable {
  return "tagsInput" in node && "tagsAllInput" in node;
}
