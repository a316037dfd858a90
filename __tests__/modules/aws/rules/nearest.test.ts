import { nearest } from "../../../../modules/aws/rules";

test.each<[string, string[], string | undefined]>([
  ["acl", ["acls", "count"], "acls"],
  ["PERSISTENT", ["persistent"], "persistent"],
  ["persistant", ["count", "persistent"], "persistent"],
  ["dc", ["dc1", "dc2"], "dc1"],
  ["", ["a"], undefined],
  ["size", ["count", "tls", "acls"], undefined],
  ["prod", ["dev", "staging"], undefined],
  ["prod", [], undefined],
])("of %j the nearest in %j is %j", (word, known, found) => {
  expect(nearest(word, known)).toBe(found);
});
