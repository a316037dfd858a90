import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { joinDatacenters, joinOf, shellOf } from "../../../../tools/local-mesh/run/join";
import { runFolder } from "../../../../tools/local-mesh/run/run-state";

const COMMANDS = {
  peering_generate_command: "TOKEN=$(echo a token)",
  peering_establish_command: 'echo "with $TOKEN"',
  peering_check_command: "echo State: PENDING",
};

describe("the commands that join datacenters", () => {
  test("are one script: what the first command keeps, the second one has", async () => {
    const commands = joinOf(COMMANDS);
    expect(commands?.check).toBe(COMMANDS.peering_check_command);
    expect(await shellOf(runFolder("dev", tmpdir()))(commands?.join ?? "")).toBe("with a token\n");
  });

  test.each(Object.keys(COMMANDS))("are none without the output %s", (missing) =>
    expect(joinOf({ ...COMMANDS, [missing]: undefined })).toBeUndefined(),
  );

  test("are none where an output is no text", () =>
    expect(joinOf({ ...COMMANDS, peering_check_command: ["a", "list"] })).toBeUndefined());

  test("stop where one fails", async () => {
    const commands = joinOf({ ...COMMANDS, peering_generate_command: "false" });
    await expect(shellOf(runFolder("dev", tmpdir()))(commands?.join ?? "")).rejects.toThrow();
  });
});

describe("datacenters", () => {
  const commands = { check: "check", join: "join" };
  const called = (state: string) => {
    const calls: string[] = [];
    const shell = (command: string) => {
      calls.push(command);
      return Promise.resolve(command === "check" ? state : "");
    };
    return { calls, shell };
  };

  test.each(["State:            PENDING", "", "No peering", "Inactive"])(
    "are joined where they are %j",
    async (state) => {
      const { calls, shell } = called(state);
      await joinDatacenters(commands, shell);
      expect(calls).toEqual(["check", "join"]);
    },
  );

  test("are left alone where they are joined", async () => {
    const { calls, shell } = called("Name: dc2\nState:            ACTIVE\n");
    await joinDatacenters(commands, shell);
    expect(calls).toEqual(["check"]);
  });
});

test("the shell of a run finds the run's aws before another one", async () => {
  const root = await mkdtemp(join(tmpdir(), "join-"));
  try {
    const folder = runFolder("dev", root);
    await mkdir(join(folder.path, "bin"), { recursive: true });
    const aws = join(folder.path, "bin/aws");
    await writeFile(aws, '#!/bin/sh\necho "the run was asked: $*"\n');
    await chmod(aws, 0o755);
    expect(await shellOf(folder)("aws sts get-caller-identity")).toBe("the run was asked: sts get-caller-identity\n");
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
