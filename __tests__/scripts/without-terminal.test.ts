import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import packageJson from "../../package.json";
import { PROJECT } from "../../tools/runner";

/*
 * Every command, run where nobody can answer: its input is open and stays silent. The programs that it calls read their
 * own input to its end before they do anything, so one that is left with the silent input waits for ever.
 */
jest.setTimeout(120_000);

let folder: string;
let programs: string;
let engine: Server;

/** As much of Docker's engine as is asked: it has every image, and runs nothing. */
const ENGINE: Readonly<Record<string, unknown>> = {
  "/version": { Version: "20.10", ApiVersion: "1.41", Os: "linux" },
  "/containers/json": [],
  "/networks": [],
  "/volumes": { Volumes: [] },
};

function answerAsEngine(request: IncomingMessage, response: ServerResponse): void {
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  // The list of what happens has no end.
  if (path === "/events") response.writeHead(200).flushHeaders();
  else response.end(JSON.stringify(ENGINE[path] ?? {}));
}

beforeAll(async () => {
  engine = createServer(answerAsEngine).listen(0, "127.0.0.1");
  await once(engine, "listening");
  folder = mkdtempSync(join(tmpdir(), "without-terminal-"));
  programs = join(folder, "programs");
  mkdirSync(programs);
  cpSync(join(PROJECT, "deploy/permissions"), join(folder, "deploy/permissions"), { recursive: true });
  writeFileSync(join(folder, "cases.json"), "{}");
  const reading = (lines: string) => `#!/bin/sh\ncat > /dev/null\n${lines}\n`;
  write("jq", reading("echo jq-1.7"));
  write("python3", reading("echo 5.2.1"));
  write(
    "terraform",
    reading(`case "$1" in version) echo '{"terraform_version":"1.11.4"}' ;; show | output) echo '{}' ;; esac`),
  );
  write(
    "moto_server",
    `#!${process.execPath}
const port = process.argv[process.argv.indexOf("-p") + 1];
if (process.argv.includes("-p")) require("node:http").createServer((_, answer) => answer.end("{}")).listen(port, "127.0.0.1");
`,
  );
});
afterAll(() => {
  engine.close();
  engine.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

function write(program: string, text: string): void {
  writeFileSync(join(programs, program), text);
  chmodSync(join(programs, program), 0o755);
}

const PLAN = join(PROJECT, "__tests__/fixtures/adopt/plan.json");

const COMMANDS: Readonly<Record<string, { readonly args: readonly string[]; readonly says: RegExp }>> = {
  start: { args: ["dev"], says: /cdktf deploy dev/ },
  "deploy:local": { args: [], says: /Nothing runs behind these addresses/ },
  parity: { args: ["cases.json", "out"], says: /0 written/ },
  "config-entries": { args: ["dev", "--output", "entries"], says: /consul config write/ },
  topology: { args: ["dev", "--output", "pictures"], says: /dev\.svg/ },
  variables: { args: ["dev"], says: /ingress_cidr/ },
  security: { args: ["dev"], says: /dev: 0 findings/ },
  permissions: { args: [], says: /policy\.json: \d+ actions/ },
  adopt: { args: ["--plan", PLAN, "--out", "adopted"], says: /module\.client/ },
  // Not one whose mesh somebody may have running here.
  "mesh:local": { args: ["hcp", "--down"], says: /Nothing of hcp runs/ },
  "test:mesh": { args: [], says: /Terraform 1\.11\.4, AWS emulator .*, Docker 20\.10/ },
  "test:e2e": { args: [], says: /Terraform 1\.11\.4, AWS emulator .*, jq 1\.7/ },
};

/**
 * The first three call npm and jest or measure, and take minutes: `.ci/run` has no input either, and runs the first of
 * them. The last writes into the sources, which others read meanwhile.
 */
const NOT_HERE = ["test:cdktn", "bench", "bench:mesh", "prop-types"];

const scripts = Object.entries<string>(packageJson.scripts).flatMap(([name, line]): [string, string][] => {
  const script = /node scripts\/run\.mjs (scripts\/[\w-]+\.ts)/.exec(line)?.[1];
  return script === undefined ? [] : [[name, script]];
});

test("each command of package.json is here", () => {
  expect(scripts.map(([name]) => name).sort()).toEqual([...Object.keys(COMMANDS), ...NOT_HERE].sort());
});

test.each(scripts.filter(([name]) => !NOT_HERE.includes(name)))("%s ends", async (name, script) => {
  const { args, says } = COMMANDS[name] ?? { args: [], says: /./ };
  const child = spawn(process.execPath, [join(PROJECT, "scripts/run.mjs"), script, ...args], {
    cwd: folder,
    env: {
      PATH: `${programs}:/usr/bin:/bin`,
      HOME: folder,
      DOCKER_HOST: `tcp://127.0.0.1:${(engine.address() as AddressInfo).port}`,
      CDKTF_OUTDIR: join(folder, `cdktf.out-${script.replace(/\W+/g, "-")}`),
    },
    // Nobody writes into it, and nobody closes it.
    stdio: ["pipe", "pipe", "pipe"],
    timeout: 100_000,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  expect(output).toMatch(says);
  expect(code).toBe(0);
});
