import { endOf, lineStream, textStream } from "../../../../tools/local-mesh/engine/lines";
import { PassThrough } from "node:stream";

async function linesOf(chunks: readonly (string | Buffer)[]): Promise<string[]> {
  const lines: string[] = [];
  const stream = lineStream((line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  await new Promise<void>((resolve) => stream.end(resolve));
  return lines;
}

test.each([
  ["whole lines", ["one\ntwo\n"], ["one", "two"]],
  ["a line in pieces", ["o", "n", "e\nt", "wo\n"], ["one", "two"]],
  ["no end at the last one", ["one\ntwo"], ["one", "two"]],
  ["empty lines", ["\n\none\n"], ["", "", "one"]],
  ["ends as Windows writes them", ["one\r\ntwo\r", "\n"], ["one", "two"]],
  ["nothing", [], []],
])("lines: %s", async (_, chunks, expected) => {
  expect(await linesOf(chunks)).toEqual(expected);
});

test("a character may lie across two pieces", async () => {
  const bytes = Buffer.from("grün\n");
  expect(await linesOf([bytes.subarray(0, 3), bytes.subarray(3)])).toEqual(["grün"]);
});

test("text is kept in its order", () => {
  const stream = textStream();
  stream.write("one ");
  stream.write("two");
  expect(stream.text()).toBe("one two");
});

test("a stream that breaks has ended too", async () => {
  const stream = new PassThrough();
  const ended = endOf(stream);
  stream.destroy(new Error("broken"));
  await expect(ended).resolves.toBeUndefined();
});
