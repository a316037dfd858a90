import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rollCommand } from "../../../../modules/mesh/entries";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "roll-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command with an `aws` that prints what it is asked, and fails when it is asked for a service named "gone". */
function run(command: string): { readonly lines: string[]; readonly status: number | null } {
  const aws = join(folder, "aws");
  writeFileSync(aws, '#!/bin/sh\ncase "$*" in *gone*) exit 254 ;; esac\necho "aws $*"\n');
  chmodSync(aws, 0o755);
  const { stdout, status } = spawnSync("/bin/sh", ["-c", command], {
    env: { PATH: `${folder}:${process.env.PATH}` },
    encoding: "utf8",
  });
  return { lines: stdout.trim().split("\n"), status };
}

it("starts the controller, then all gateways, then all services, and waits for each step", () => {
  const { lines, status } = run(
    rollCommand("my cluster", "eu-central-1", {
      controllers: ["controller"],
      gateways: ["gw"],
      services: ["web", "my api"],
    }),
  );
  expect(status).toBe(0);
  const calls = lines.filter((line) => line.startsWith("aws")).map((line) => line.split(" ").slice(2).join(" "));
  const target = "--cluster my cluster --region eu-central-1";
  const update = (name: string) =>
    `update-service --service ${name} --force-new-deployment --query service.status --output text ${target}`;
  const wait = (name: string) => `wait services-stable --services ${name} ${target}`;
  expect(calls).toEqual([
    update("controller"),
    wait("controller"),
    update("gw"),
    wait("gw"),
    // Together: what is rolled and what is not do not trust each other.
    update("web"),
    update("my api"),
    wait("web"),
    wait("my api"),
  ]);
  expect(lines).toContain("1 of 2 are stable: web");
  expect(lines.at(-1)).toBe("2 of 2 are stable: my api");
});

it("leaves out the steps that there are not", () => {
  const { lines } = run(rollCommand("dev", "eu-central-1", { services: ["web"] }));
  expect(lines.filter((line) => line.startsWith("Starting"))).toEqual(["Starting the tasks of web again."]);
});

it("stops where something fails", () => {
  const { lines, status } = run(rollCommand("dev", "r", { controllers: ["gone"], services: ["web"] }));
  expect(status).not.toBe(0);
  expect(lines.join()).not.toContain("web");
});
