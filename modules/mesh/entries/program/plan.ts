import { lines } from "../../../aws";

/**
 * The jq program that compares what the mesh wants with what Consul has, and says what is to be done.
 *
 * An entry is a set of *elements*, each of which has owners: the sources of intentions, the services of an export, the
 * fields of the entries that a cluster has once; every other entry is one element. The owners are in `Meta`, as
 * `managed-by/<owner>`: a fingerprint of what the owner wants of the entry, and the keys of its elements.
 *
 * Input: `{entries, actual, settled, written}`. Output: `{operations, reports, settled}`. What was written and comes
 * back otherwise is what Consul makes of it: it is settled, by its index, and not written again and again.
 */
export function planProgram(): string {
  return lines(VALUES, COMPARISON, ELEMENTS, MARKS, DECISIONS, OPERATIONS);
}

const VALUES = `
def text: . // "";
def or_else($default): text | if . == "" then $default else . end;
def plain: text | if . == "default" then "" else . end;
def own_partition: env.CONSUL_PARTITION | or_else("default");
def kinds: env.CONFIG_ENTRY_KINDS | split(" ");
def words($name): (env[$name] // "") | split(" ") | map(select(. != ""));
def name: .Name // .Kind;
# Of the partition, which is that of the delivery.
def identity: [.Kind, (.Namespace | plain), name];
def title: ([.Namespace | plain | select(. != "")] + [.Kind, name]) | join("/");
def mine: [env.CONFIG_ENTRIES_OWNER] + words("CONFIG_ENTRIES_FORMER_OWNERS");
# jq has no hash. The numbers stay below 2^53, where they are exact.
def fingerprint: tojson | explode | reduce .[] as $char (7; (. * 31337 + $char) % 137438953447) | tostring;`;

/** Consul fills in defaults and spells durations its own way. */
const COMPARISON = `
def blank: . == null or . == false or . == 0 or . == "" or (type == "array" and length == 0)
  or (type == "object" and all(.[]; blank));
def duration:
  if type == "string" and test("^([0-9.]+(ns|us|ms|s|m|h))+$") then
    [scan("([0-9.]+)(ns|us|ms|s|m|h)")
      | (.[0] | tonumber) * {ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12}[.[1]]] | add
  else . end;
# Whether this says all that $wanted says.
def covers($wanted): . as $got |
  if $wanted | blank then $got | blank
  elif ($wanted | type) == "object" then
    ($got | type) == "object" and all($wanted | keys_unsorted[]; . as $key |
      if $key == "Precedence" then true
      elif ($key == "Partition" or $key == "Namespace") then ($got[$key] | plain) == ($wanted[$key] | plain)
      else $got[$key] | covers($wanted[$key]) end)
  elif ($wanted | type) == "array" then
    ($got | type) == "array" and ($got | length) == ($wanted | length)
    and all(range($wanted | length); . as $at | $got[$at] | covers($wanted[$at]))
  else $got == $wanted or ($got | duration) == ($wanted | duration) end;
# Whether this says nothing but what $wanted says, or what Consul adds by itself.
def adds_nothing_to($wanted): . as $got |
  if type == "object" then all(keys_unsorted[]; . as $key | $got[$key] |
    blank or $key == "Precedence" or ($key == "Type" and . == "consul")
    or (($key == "Partition" or $key == "Namespace") and (. == "default" or . == own_partition))
    or (($wanted | type) == "object" and adds_nothing_to($wanted[$key])))
  elif type == "array" then
    ($wanted | type) == "array" and length == ($wanted | length)
    and all(range(length); . as $at | $got[$at] | adds_nothing_to($wanted[$at]))
  else $wanted != null end;
def same_as($wanted): covers($wanted) and adds_nothing_to($wanted);`;

const ELEMENTS = `
def of_a_partition: .Kind as $kind | ["mesh", "proxy-defaults", "exported-services"] | index($kind) != null;
def once_in_a_cluster: .Kind == "mesh" or .Kind == "proxy-defaults";
def list_field: {"service-intentions": "Sources", "exported-services": "Services"}[.Kind];
# Where a source is that does not say it: with the destination, unless it is a peer's.
def element_key($home): (if (.Peer | text) + (.SamenessGroup | text) != "" then {partition: "", namespace: "default"} else $home end) as $from
  | [.SamenessGroup, .Peer, (.Partition | or_else($from.partition) | if . == $from.partition then "" else . end),
     (.Namespace | or_else($from.namespace) | if . == $from.namespace then "" else . end), .Name]
  | map(text | @uri) | if .[0:4] == ["", "", "", ""] then .[4] else join("/") end;
def content: del(.Kind, .Name, .Partition, .Namespace, .Meta, .Status, .CreateIndex, .ModifyIndex, .Hash);
# The elements by their keys. A field beside a list is an element too: its key starts with a dot.
def elements: list_field as $list
  | {partition: (.Partition | or_else(own_partition)), namespace: (.Namespace | or_else("default"))} as $home | content
  | if $list then
      ([.[$list] // [] | .[] | with_entries(select(.key | startswith("Legacy") | not))
        | {key: element_key($home), value: .}] | from_entries)
      + (del(.[$list]) | with_entries(select(.value | blank | not) | .key |= "." + .))
    else . end;
def all_elements: if . == null then {}
  elif once_in_a_cluster then content | with_entries(select(.value | blank | not) | .key |= "." + .)
  elif list_field then elements
  else {entry: content} end;
# The entry of this description whose elements are these.
def with_elements($elements): list_field as $list | {Kind, Name, Partition, Namespace}
  + (if $elements | has("entry") then $elements.entry else
      ($elements | with_entries(select(.key | startswith(".")) | .key |= .[1:]))
      + if $list then {($list): [$elements | to_entries[] | select(.key | startswith(".") | not) | .value]} else {} end
    end)
  | with_entries(select(.value != null));`;

const MARKS = `
def mark: "managed-by/";
def is_mark: .key | startswith(mark);
def owner_of: .key[(mark | length):] | split("/")[0];
# owner -> {fingerprint, keys}. A long list of keys is cut into several values.
def marks: (.Meta // {}) | to_entries | map(select(is_mark)) | group_by(owner_of)
  | map({key: (.[0] | owner_of), value: (
      sort_by((.key | split("/")[2] // "0") | tonumber) | map(.value) | add | split(" ")
      | {fingerprint: .[0], keys: ((.[1] // "") | split(","))})})
  | from_entries;
def mark_of($owner; $fingerprint; $keys): $fingerprint + " " + ($keys | sort | join(",")) | . as $value
  | [range(0; length; 500)] | map({key: (mark + $owner + (if . == 0 then "" else "/\\(. / 500)" end)), value: $value[.:. + 500]})
  | from_entries;
def without_marks_of($owners): (. // {})
  | with_entries(select((is_mark and (owner_of as $owner | $owners | index([$owner]) != null)) | not));`;

/** What becomes of one entry; $wanted or $actual may be null. */
const DECISIONS = `
def has_no_item($entry; $elements): ($entry | list_field) != null
  and all($elements | keys_unsorted[]; startswith("."));
def decide($wanted; $actual; $settled): ($wanted // $actual) as $entry
  | ($wanted | all_elements) as $mine_wanted | ($actual | all_elements) as $there
  | (if $actual then $actual | marks else {} end) as $marks
  | [mine[] | $marks[.] // empty | .keys[]] as $mine_before
  | ($marks | with_entries(select(.key as $owner | mine | index([$owner]) | not))) as $others
  | ($wanted | if . then [$mine_wanted, .Meta] | fingerprint else "" end) as $fingerprint
  | ($fingerprint == ($marks[env.CONFIG_ENTRIES_OWNER].fingerprint // "")) as $unchanged
  | (words("CONFIG_ENTRIES_TAKE_OVER") | index([$entry | title]) != null) as $listed
  | def others_of($key): [$others | to_entries[] | select(.value.keys | index([$key])) | .key];
    reduce ($mine_wanted | to_entries[]) as {$key, $value} (
      {elements: $there, keys: [], changed: false, reports: []};
      others_of($key) as $sharing
      | if $there | has($key) | not then .elements[$key] = $value | .keys += [$key] | .changed = true
        elif ($mine_before | index([$key])) and $sharing == [] then .keys += [$key]
          | if $unchanged and ($there[$key] | covers($value)) then . else .elements[$key] = $value | .changed = true end
        elif $there[$key] | same_as($value) then .keys += [$key]
        elif $sharing == [] and $listed then .elements[$key] = $value | .keys += [$key] | .changed = true
        else .reports += ["\\($entry | title)\\(if $key == "entry" then "" else " (\\($key))" end) is left as it is: "
          + if $sharing == [] then "somebody else wrote something different. Remove it, or list it in takeOver."
            else "\\($sharing | join(", ")) says something different." end] end)
  # What is gone from the graph. A key that another mesh has too stays for it.
  | reduce ($mine_before - ($mine_wanted | keys_unsorted))[] as $key (.;
      if others_of($key) == [] then del(.elements[$key]) | .changed = true else . end)
  | (.keys | length > 0) as $marked
  | (($actual.Meta | without_marks_of(mine)) + ($wanted.Meta // {})
     + if $marked then mark_of(env.CONFIG_ENTRIES_OWNER; $fingerprint; .keys) else {} end) as $meta
  | (.changed or (if $marked then $meta != ($actual.Meta // {}) else $mine_before != [] end)) as $write
  # Consul takes 64 pairs. What is there already does not need one more name on it.
  | if $write and ($meta | length) > 64 then
      if .changed then .reports += ["\\($entry | title) has too many owners to be changed."] else . end
      | {reports, operation: null}
    elif ($write | not) or ($actual and $actual.ModifyIndex == $settled) then {reports, operation: null}
    else {reports, operation: (
      {title: ($entry | title), kind: $entry.Kind, cas: ($actual.ModifyIndex // 0),
       partition: (env.CONSUL_PARTITION | text),
       namespace: (if $entry | of_a_partition then "" else $entry.Namespace | text end)}
      + if .elements == {} or has_no_item($entry; .elements) then {method: "DELETE", name: ($entry | name)}
        else {method: "PUT", body: (.elements as $elements | $entry | with_elements($elements) + {Meta: $meta})} end)}
    end;`;

/** Consul refuses what others still need: what is removed goes first, in the reverse of the order of writing. */
const OPERATIONS = `
def by_identity: map({key: (identity | tojson), value: .}) | from_entries;
(.entries | by_identity) as $wanted | (.actual | by_identity) as $actual
| (reduce .written[] as $key (.settled; .[$key] = $actual[$key].ModifyIndex)) as $settled
| [($wanted | keys_unsorted[]),
   ($actual | to_entries[] | select(.value | marks | has(mine[])) | .key | select(. as $key | $wanted | has($key) | not))]
| unique | map(. as $key | decide($wanted[$key]; $actual[$key]; $settled[$key]) | .operation.key = $key) as $decisions
| [$decisions[].operation | select(.method) | . + {order: (.kind as $kind | kinds | index([$kind]))}]
| {operations: ((map(select(.method == "DELETE")) | sort_by(-.order, .title))
     + (map(select(.method == "PUT")) | sort_by(.order, .title))),
   reports: [$decisions[].reports[]],
   settled: $settled}`;
