// What the bundle does faster than cdktf, to the same effect. Each is put behind the end of a file of a package, looks for
// what it replaces, and changes nothing when that is not there: another version of cdktf works, only slower. Each was
// turned off alone, and pays: docs/benchmark.md says how much.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The files that get something behind their end: which, and what. @param root the folder of the project */
export function additions(root) {
  const own = (name) => `require(${JSON.stringify(join(root, "tools/runner/shortcuts", name))}).shortcut`;
  return [
    {
      /**
       * cdktf records, for each token, where it was made, and shows it only in an error of its own token resolution: a
       * third of the time of a synth. CDKTF_CREATION_STACKS=1 brings the records back.
       */
      filter: /[\\/]cdktf[\\/]lib[\\/]tokens[\\/]private[\\/]stack-trace\.js$/,
      code: "if (!process.env.CDKTF_CREATION_STACKS) exports.captureStackTrace = () => [];",
    },
    {
      filter: /[\\/]cdktf[\\/]lib[\\/]tokens[\\/]private[\\/]resolve\.js$/,
      // Its own calls of itself go by the name of the function.
      code: `if (typeof resolve === "function" && exports.resolve === resolve) exports.resolve = resolve = ${own("resolve.ts")}(resolve);`,
    },
    {
      filter: /[\\/]cdktf[\\/]lib[\\/]tfExpression\.js$/,
      code: `if (typeof TFExpression === "function") ${own("expression.ts")}(TFExpression.prototype);`,
    },
    {
      /**
       * Some classes of cdktf, the cloud backend among them, ask the installed Terraform for its version, and to synthesize
       * there need be none. Under the cdktf CLI, which deploys, and which hands the app its context, they go on asking.
       */
      filter: /[\\/]cdktf[\\/]lib[\\/]validations[\\/]validate-terraform-version\.js$/,
      code: "if (exports.ValidateTerraformVersion && !process.env.CDKTF_CONTEXT_JSON) exports.ValidateTerraformVersion.prototype.validate = () => [];",
    },
    {
      /** Not for speed: two synths at once would leave the stacks of only one of them in the manifest. */
      filter: /[\\/]cdktf[\\/]lib[\\/]manifest\.js$/,
      code: `if (typeof exports.Manifest === "function") exports.Manifest = ${own("manifest.ts")}(exports.Manifest);`,
    },
    {
      filter: /[\\/]json-stable-stringify[\\/]index\.js$/,
      code: `if (typeof module.exports === "function") module.exports = ${own("stable-json.ts")}(module.exports);`,
    },
  ];
}

/** The same as plugins of esbuild. */
export function shortcuts(root) {
  return additions(root).map(({ filter, code }) => ({
    name: `shortcut ${filter}`,
    setup({ onLoad }) {
      onLoad({ filter }, async ({ path }) => ({ contents: `${await readFile(path, "utf8")}\n${code}` }));
    },
  }));
}
