// The slow half of scripts/run.mjs: makes the bundle of an entry point. Loaded only when there is none that is fresh.
import { readFile } from "node:fs/promises";
import { dirname, sep } from "node:path";
import { build } from "esbuild";
import { shortcuts } from "./shortcuts.mjs";

/**
 * Bundles an entry point with all that it imports, packages included.
 *
 * @returns the bundle and its source map, not yet written; undefined when the sources have an error, which is printed
 */
export async function buildBundle({ root, entry, bundlePath }) {
  try {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile: bundlePath,
      write: false,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      // A shorter text loads faster. Names stay, and errors are mapped back to the sources when there is one.
      minifyWhitespace: true,
      minifySyntax: true,
      sourcemap: "linked",
      sourcesContent: false,
      // A script that was compiled by hand has no loader for `import()`.
      supported: { "dynamic-import": false },
      // The program of the one lies in its own package; the other loads compiled code.
      external: ["esbuild", "dockerode"],
      plugins: [keepOwnPlace(root), ...shortcuts(root)],
      logLevel: "warning",
    });
    return outputFiles;
  } catch (error) {
    if (error.errors === undefined) throw error;
    return undefined;
  }
}

/** A file of the project that reads what lies beside it sees its own folder, not the bundle's. */
function keepOwnPlace(root) {
  return {
    name: "keep-own-place",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!path.startsWith(root + sep) || path.includes(`${sep}node_modules${sep}`)) return undefined;
        const contents = await readFile(path, "utf8");
        if (!/\b__(dirname|filename)\b/.test(contents)) return undefined;
        const place = `const __filename = ${JSON.stringify(path)}, __dirname = ${JSON.stringify(dirname(path))};`;
        return { contents: `${place}${contents}`, loader: "ts" };
      });
    },
  };
}
