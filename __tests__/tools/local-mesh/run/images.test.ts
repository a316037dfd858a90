import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { imagesOf } from "../../../../tools/local-mesh/run/images";

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "images-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the images are those of the definitions, each once, whatever expressions stand beside them", async () => {
  const definitions = [
    `[{"environment":[{"name":"X","value":"{\\"image\\":\\"not-one\\"}"}],"image":"b:1","logConfiguration":{"group":\${jsonencode(aws_cloudwatch_log_group.x.name)}}},{"image":"a:2"}]`,
    `[{"image":"b:1"}]`,
  ];
  const tasks = definitions.map((container_definitions, index) => [`task_${index}`, { container_definitions }]);
  const stack = { resource: { aws_ecs_task_definition: Object.fromEntries(tasks) as object } };
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(stack));
  expect(await imagesOf(folder)).toEqual(["a:2", "b:1"]);
});
