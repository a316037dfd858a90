import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { writeAwsWrapper } from "../../../tools/local-mesh";
import type { MeshRun } from "./mesh-run";

/**
 * Runs a shell script, such as a command of the outputs, in which `aws` leads to the mesh as `npm run mesh:local` has it.
 * Needs the AWS CLI.
 *
 * @returns what the script printed
 */
export async function shellWithAws({ folder, mesh }: MeshRun, script: string): Promise<string> {
  const bin = join(folder, "bin");
  await writeAwsWrapper(bin, mesh.env);
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  return (await promisify(execFile)("/bin/sh", ["-c", script], { env })).stdout;
}
