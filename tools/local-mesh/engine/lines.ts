import { Readable, Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** A stream that hands on what is written to it line by line; at its end also a last line without an end. */
export function lineStream(onLine: (line: string) => void): Writable {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const take = (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line.replace(/\r$/, ""));
  };
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      take(decoder.write(chunk));
      done();
    },
    final(done) {
      take(decoder.end());
      if (rest !== "") onLine(rest);
      rest = "";
      done();
    },
  });
}

/** A stream that keeps what is written to it. */
export function textStream(): Writable & { text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return Object.assign(stream, { text: () => Buffer.concat(chunks).toString("utf8") });
}

/** Ends a stream that is written to. Resolves when all of it was taken. */
export function finish(stream: Writable): Promise<void> {
  return new Promise((resolve) => stream.end(resolve));
}

/** Resolves when nothing more comes: at its end, or because it broke. */
export function endOf(stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ["end", "close", "error"]) stream.once(event, () => resolve());
  });
}

/** Stops reading. */
export function destroy(stream: NodeJS.ReadableStream): void {
  if (stream instanceof Readable) stream.destroy();
}
