import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { table } from "../../terminal";
import { versionTable, type AskedImages, type Engine } from "../engine";

/** The images of a synthesized stack, each once: those of its task definitions. */
export async function imagesOf(stackFolder: string): Promise<string[]> {
  const stack = JSON.parse(await readFile(join(stackFolder, "cdk.tf.json"), "utf8")) as {
    resource?: { aws_ecs_task_definition?: Readonly<Record<string, { container_definitions?: string }>> };
  };
  const definitions = Object.values(stack.resource?.aws_ecs_task_definition ?? {});
  // The definitions hold expressions of Terraform, so they are no JSON yet. In a text of theirs a quote has a backslash.
  const images = definitions.flatMap(({ container_definitions: text = "" }) =>
    [...text.matchAll(/"image":"([^"$\\]+)"/g)].map(([, image = ""]) => image),
  );
  return [...new Set(images)].sort();
}

/** Fetches what is not here yet, and says which programs are in the images: they need not be what their tags say. */
export async function describeImages(engine: Engine, asked: AskedImages): Promise<string> {
  await engine.images.ensure([...asked.tasks, ...(asked.instances ?? [])]);
  return table(versionTable(await engine.versionsOf(asked)));
}
