// Which files may import which, types included: a part of `npm run lint`.
const { existsSync, readdirSync } = require("node:fs");
const { join } = require("node:path");

/** Each with what it may import beside itself. An arrow that is not here is refused. */
const LAYERS = {
  "modules/aws": [],
  "modules/consul": ["modules/aws"],
  "modules/servers": ["modules/consul", "modules/aws"],
  "modules/mesh": ["modules/consul", "modules/aws"],
  "modules/adoption": ["modules/mesh", "modules/servers", "modules/consul", "modules/aws"],
  applications: ["modules"],
  "environments/schema": ["modules/consul", "modules/aws"],
  environments: ["environments/schema"],
  stacks: ["environments", "applications", "modules"],
  tools: ["stacks", "environments", "applications", "modules"],
  scripts: ["tools", "main\\.ts$"],
  "main\\.ts$": ["stacks", "environments"],
};

/** A folder with an index.ts is a room, and that file its door. */
function rooms(folder) {
  const inside = readdirSync(join(__dirname, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => rooms(`${folder}/${name}`));
  return existsSync(join(__dirname, folder, "index.ts")) ? [folder, ...inside] : inside;
}

function pattern(path) {
  return path.endsWith("$") ? `^${path}` : `^${path.replaceAll(".", "\\.")}/`;
}

/** The end-to-end tests, and those that stand where the room or what is around it stands. */
function testsOf(room) {
  const parts = room.split("/");
  const around = parts
    .map((_, index) => parts.slice(0, index + 1).join("/"))
    .filter((path) => path !== "modules" || room === path);
  return ["e2e", ...around].map((path) => pattern(`__tests__/${path}`));
}

const OWN = Object.keys(LAYERS).map((layer) => pattern(layer));
const TOP = ["modules", "applications", "environments", "stacks", "tools"];

module.exports = {
  forbidden: [
    {
      name: "no-circle",
      comment: "Files that import each other cannot be read one after the other. Move what both need below them.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    ...Object.entries(LAYERS).map(([layer, below]) => ({
      name: `below-${layer.replace(/\W+/g, "-")}`,
      comment: `Beside itself it imports ${below.length === 0 ? "nothing of the project" : below.join(", ")}.`,
      severity: "error",
      // A layer inside another one has its own arrows.
      from: {
        path: pattern(layer),
        pathNot: Object.keys(LAYERS)
          .filter((other) => other.startsWith(`${layer}/`))
          .map(pattern),
      },
      to: { path: [...OWN, "^__tests__/"], pathNot: [layer, ...below].map(pattern) },
    })),
    ...TOP.flatMap(rooms).map((room) => ({
      name: `door-of-${room.replace(/[^\w.]+/g, "-")}`,
      comment: "From outside, a room is entered through its index.ts. The tests of a room may look inside.",
      severity: "error",
      from: { pathNot: [pattern(room), ...testsOf(room)] },
      // What runs before there is a bundle is no TypeScript, and has a door of its own.
      to: { path: pattern(room), pathNot: "/(index\\.ts|run\\.mjs)$" },
    })),
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "node_modules" },
  },
};
