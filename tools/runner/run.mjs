// Runs a TypeScript entry point of this project, for scripts/run.mjs.
//
// The entry point, with all that it imports, is bundled once by esbuild and kept in .build/ under a name made of the
// content of the sources. A run that finds its bundle loads that one file instead of some hundred, and never loads
// esbuild. Types are not checked here: that is `npm run typecheck`.
//
// A kept file that is empty, cut or altered is made again: see kept.mjs.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { read, readKept, withCheckSum } from "./kept.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What a bundle is made of. package-lock.json stands for all of node_modules. */
const SOURCES = [
  "main.ts",
  "environments",
  "applications",
  "modules",
  "stacks",
  "scripts",
  "tools",
  "package-lock.json",
  "tsconfig.json",
];

const [entryArgument, ...args] = process.argv.slice(2);
if (entryArgument === undefined) stop("Usage: node scripts/run.mjs <entry point>.ts [arguments]");
const entry = findEntry(entryArgument);
const name = relative(root, entry)
  .replace(/\.[^.]*$/, "")
  .replace(/[^A-Za-z0-9]+/g, "-");
const bundlePath = join(root, ".build", `${name}-${fingerprint()}.cjs`);

// Also takes a rejected promise that nobody handles.
process.on("uncaughtException", (error) => {
  void import("./report-error.mjs").then(({ describeError }) => stop(describeError(error, bundlePath)));
});

// esbuild writes ASCII only, so Node need not decode it.
execute(readKept(bundlePath)?.toString("latin1") ?? (await build()));

function execute(code) {
  const cachePath = `${bundlePath}.cache`;
  const cachedData = readKept(cachePath);
  const script = new vm.Script(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, {
    filename: bundlePath,
    cachedData,
  });
  if (cachedData === undefined || script.cachedDataRejected) {
    // V8's compiled form of the code takes a quarter off the next run. Made at the end, it has the functions that this
    // run needed. Another version of Node rejects it and makes its own.
    process.on("exit", (exitCode) => {
      if (exitCode === 0) keep(cachePath, withCheckSum(script.createCachedData()));
    });
  }
  process.argv = [process.argv[0], entry, ...args];
  const module = { exports: {} };
  const { exports } = module;
  script.runInThisContext().call(exports, exports, createRequire(bundlePath), module, bundlePath, dirname(bundlePath));
}

async function build() {
  const { buildBundle } = await import("./bundle.mjs");
  const files = await buildBundle({ root, entry, bundlePath });
  if (files === undefined) process.exit(1); // esbuild has said why
  const areKept = files.map(({ path, contents }) => keep(path, withCheckSum(contents)));
  if (areKept.every(Boolean)) removeStale();
  return files.find(({ path }) => path === bundlePath).text;
}

/**
 * Keeps a file for the next run. Two runs at once write the same content, and neither sees half a file.
 *
 * @returns whether it could
 */
function keep(path, contents) {
  const unfinished = join(dirname(path), `.${process.pid}-${basename(path)}`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(unfinished, contents);
    renameSync(unfinished, path);
    return true;
  } catch (error) {
    // A project that cannot be written to still runs, only slower.
    if (path === bundlePath)
      process.stderr.write(`Cannot keep the bundle, so each run makes it anew: ${error.message}\n`);
    if (existsSync(unfinished)) rmSync(unfinished);
    return false;
  }
}

function removeStale() {
  const folder = dirname(bundlePath);
  const ofThisEntry = new RegExp(`^${name}-[0-9a-f]{20}\\.cjs`);
  for (const { name: file } of list(folder)) {
    if (ofThisEntry.test(file) && !file.startsWith(basename(bundlePath))) rmSync(join(folder, file), { force: true });
  }
}

/** A file of the project, wherever the command is run from; otherwise any file, as Node finds it. */
function findEntry(path) {
  return [resolve(root, path), resolve(path)].find(existsSync) ?? stop(`There is no ${path} in ${root}.`);
}

/** Equal for equal sources in the same folder. */
function fingerprint() {
  // The folder counts: a bundle holds the absolute `__dirname` of the files that ask for theirs.
  const hash = createHash("sha256").update(`${root}\0`);
  for (const path of [...SOURCES, relative(root, entry)]) addToHash(hash, path);
  return hash.digest("hex").slice(0, 20);
}

function addToHash(hash, path) {
  const content = read(join(root, path));
  if (content === undefined) {
    for (const child of list(join(root, path))) {
      if (child.isDirectory() || extname(child.name) !== ".md") addToHash(hash, `${path}/${child.name}`);
    }
    return;
  }
  // The length keeps the end of one file from being taken for the start of the next.
  hash.update(`${path}\0${content.length}\0`).update(content);
}

function list(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules" && !name.startsWith("."))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
