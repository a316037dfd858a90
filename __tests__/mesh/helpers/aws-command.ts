import { execFile } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import type { MeshRun } from "./mesh-run";

/**
 * Runs a shell script in which `aws` is a stand-in for the AWS CLI, with what the commands of the outputs ask of it:
 * `ecs list-tasks` and `ecs execute-command`. A real one would need its Session Manager plugin and an account.
 *
 * @returns what the script printed
 */
export async function shellWithAws(run: MeshRun, script: string): Promise<string> {
  const server = createServer((request, response) => {
    void answer(run, request).then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const bin = join(run.folder, "bin");
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, "aws"), standIn((server.address() as AddressInfo).port));
    await chmod(join(bin, "aws"), 0o755);
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    return (await promisify(execFile)("/bin/sh", ["-c", script], { env })).stdout;
  } finally {
    server.close();
  }
}

/** Hands its arguments to this process, and prints the answer. */
function standIn(port: number): string {
  return `#!${process.execPath}
const body = JSON.stringify(process.argv.slice(2));
fetch("http://127.0.0.1:${port}", { method: "POST", body }).then(async (answer) => {
  const text = await answer.text();
  (answer.ok ? process.stdout : process.stderr).write(text + "\\n");
  process.exitCode = answer.ok ? 0 : 1;
});
`;
}

async function answer(run: MeshRun, request: IncomingMessage): Promise<string> {
  const body: Buffer[] = [];
  for await (const chunk of request) body.push(chunk as Buffer);
  const [service, action, ...options] = JSON.parse(Buffer.concat(body).toString()) as string[];
  const option = (name: string) => options[options.indexOf(`--${name}`) + 1] ?? "";
  switch (`${service} ${action}`) {
    case "ecs list-tasks":
      return run.task(option("service-name")).view().request.arn;
    case "ecs execute-command": {
      const command = ["/bin/sh", "-c", option("command")];
      const { exitCode, output } = await run.mesh.execute(option("task"), option("container"), command);
      if (exitCode !== 0) throw new Error(output);
      return output;
    }
    default:
      throw new Error(`The stand-in does not know \`aws ${service} ${action}\`.`);
  }
}
