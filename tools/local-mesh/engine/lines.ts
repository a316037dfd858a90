import { Writable } from "node:stream";
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
