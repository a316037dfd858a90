import { writeFileSync } from "node:fs";
import { runCommand } from "../tools/command";
import { asFile, PROP_TYPES_FILE, propTypeTable } from "../tools/prop-types";

/** To be run when a prop comes, goes or changes its type; a test says when it was forgotten. */
void runCommand({
  call: "npm run prop-types",
  about: "Writes the types of all props as data, by which constructs refuse what comes past the compiler.",
  run() {
    writeFileSync(PROP_TYPES_FILE, asFile(propTypeTable()));
    console.log(`Written: ${PROP_TYPES_FILE}`);
  },
});
