import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderDocuments } from "../../../tools/bench/publish";
import { PROJECT } from "../../../tools/runner";

test.each(Object.entries(renderDocuments(PROJECT)))("%s quotes the published figures and no others", (file, text) => {
  expect(readFileSync(join(PROJECT, file), "utf8")).toBe(text);
});
