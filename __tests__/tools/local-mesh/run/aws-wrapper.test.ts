import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeAwsWrapper } from "../../../../tools/local-mesh/run/aws-wrapper";
import { askStatus, askToStop } from "../../../../tools/local-mesh/run/control";
import { startFront, type Front } from "../../../../tools/local-mesh/front";

let folder: string;
let front: Front;
let endpoint: string;
let stopped = 0;
const executed: (readonly [string, string, readonly string[]])[] = [];

const STATUS = { logs: "logs", services: [], loadBalancers: [], tasks: [] };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "aws-wrapper-"));
  front = await startFront({
    emulator: "http://127.0.0.1:1",
    region: "us-east-1",
    folder,
    containersHost: "127.0.0.1",
    scheduler: () => {
      throw new Error("Nothing is asked of the scheduler.");
    },
    control: () => ({
      status: () => STATUS,
      scale: () => Promise.resolve(),
      execute(task, container, command) {
        executed.push([task, container, command]);
        if (task === "nothing") return Promise.reject(new Error("There is no task nothing."));
        return Promise.resolve({ exitCode: 3, output: "said in the container" });
      },
      stop: () => {
        stopped += 1;
        return Promise.resolve();
      },
    }),
  });
  endpoint = `http://${front.address.host}:${front.address.port}`;
  await writeAwsWrapper(join(folder, "bin"), {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "us-east-1",
    AWS_PROFILE: undefined,
  });
  mkdirSync(join(folder, "real"));
  writeFileSync(join(folder, "real/aws"), `#!/bin/sh\nprintf '%s|' "$@" "$AWS_REGION" "\${AWS_PROFILE-none}"\n`);
  chmodSync(join(folder, "real/aws"), 0o755);
});
afterAll(async () => {
  await front.stop();
  rmSync(folder, { recursive: true, force: true });
});

function sh(
  script: string,
  path = `${join(folder, "real")}:`,
): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { PATH: `${join(folder, "bin")}:${path}/usr/bin:/bin`, AWS_PROFILE: "mine" };
    execFile("sh", ["-c", script], { env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

test("a command for a container runs in the mesh, and shows what a session shows", async () => {
  const { code, stdout } = await sh(
    `aws ecs execute-command --region 'us-east-1' --cluster 'mesh' --task "arn:task/1" --container consul-server --interactive --command 'consul peering establish -name dc2 -peering-token '"token+/="`,
  );
  expect(executed.at(-1)).toEqual([
    "arn:task/1",
    "consul-server",
    ["consul", "peering", "establish", "-name", "dc2", "-peering-token", "token+/="],
  ]);
  expect(stdout).toMatch(/Starting session with SessionId: \S+\nsaid in the container\n\nExiting session/);
  // The command itself ended with 3, which a session does not tell.
  expect(code).toBe(0);
});

test("options may be written with an equals sign", async () => {
  await sh("aws ecs execute-command --task=1 --container=app --command='ls /' --cluster=mesh --interactive");
  expect(executed.at(-1)).toEqual(["1", "app", ["ls", "/"]]);
});

test.each([
  ["--task nothing --container app --command ls", "There is no task nothing.\n"],
  ["--task 1 --container app", "--command is missing.\n"],
])("%s fails with what is wrong", async (options, message) =>
  expect(await sh(`aws ecs execute-command --interactive ${options}`)).toEqual({
    code: 254,
    stdout: "",
    stderr: message,
  }),
);

test("everything else goes to AWS's own CLI, which asks the run and not the user's account", async () => {
  const { stdout } = await sh(`aws ecs list-tasks --query 'taskArns[0]'`);
  expect(stdout).toBe(`--endpoint-url|${endpoint}|ecs|list-tasks|--query|taskArns[0]|us-east-1|none|`);
});

test("without AWS's own CLI it says so", async () => {
  const tools = ["sh", "dirname", "tr", "grep"].map((name) => `ln -s "$(command -v ${name})" "${folder}/few/${name}"`);
  mkdirSync(join(folder, "few"));
  await sh(tools.join(" && "));
  const { code, stderr } = await sh(`PATH="${folder}/bin:${folder}/few"; aws ecs list-tasks`);
  expect([code, stderr]).toEqual([
    127,
    "The AWS CLI is needed for 'aws ecs list-tasks': https://aws.amazon.com/cli/\n",
  ]);
});

test("another process asks how the mesh is, and has it taken away", async () => {
  expect(await askStatus({ endpoint })).toEqual(STATUS);
  await askToStop({ endpoint });
  expect(stopped).toBe(1);
  expect(await askStatus({ endpoint: "http://127.0.0.1:1" })).toBeUndefined();
});
