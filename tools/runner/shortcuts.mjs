// What the bundle does faster than cdktf, to the same effect. Each is put behind the end of a file of a package, looks for
// what it replaces, and changes nothing when that is not there: another version of cdktf works, only slower.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** @param root the folder of the project */
export function shortcuts(root) {
  const own = (name) => `require(${JSON.stringify(join(root, "tools/runner/shortcuts", name))}).shortcut`;
  return [
    /**
     * cdktf records, for each token, where it was made, and shows it only in an error of its own token resolution: half
     * of the time of a large synth. CDKTF_CREATION_STACKS=1 brings the records back.
     */
    append(
      /[\\/]cdktf[\\/]lib[\\/]tokens[\\/]private[\\/]stack-trace\.js$/,
      "if (!process.env.CDKTF_CREATION_STACKS) exports.captureStackTrace = () => [];",
    ),
    append(
      /[\\/]cdktf[\\/]lib[\\/]tokens[\\/]private[\\/]resolve\.js$/,
      // Its own calls of itself go by the name of the function.
      `if (typeof resolve === "function" && exports.resolve === resolve) exports.resolve = resolve = ${own("resolve.ts")}(resolve);`,
    ),
    append(
      /[\\/]cdktf[\\/]lib[\\/]util\.js$/,
      `if (typeof snakeCase === "function" && exports.snakeCase === snakeCase) exports.snakeCase = snakeCase = ${own("memo.ts")}(snakeCase);`,
    ),
    /**
     * Some classes of cdktf, the cloud backend among them, ask the installed Terraform for its version: that takes a
     * tenth of a second, and there need be none to synthesize. Terraform itself checks `required_version`, which each
     * stack of this project has.
     */
    append(
      /[\\/]cdktf[\\/]lib[\\/]validations[\\/]validate-terraform-version\.js$/,
      "if (exports.ValidateTerraformVersion) exports.ValidateTerraformVersion.prototype.validate = () => [];",
    ),
    append(
      /[\\/]json-stable-stringify[\\/]index\.js$/,
      `if (typeof module.exports === "function") module.exports = ${own("stable-json.ts")}(module.exports);`,
    ),
  ];
}

function append(filter, code) {
  return {
    name: `shortcut ${filter}`,
    setup({ onLoad }) {
      onLoad({ filter }, async ({ path }) => ({ contents: `${await readFile(path, "utf8")}\n${code}` }));
    },
  };
}
