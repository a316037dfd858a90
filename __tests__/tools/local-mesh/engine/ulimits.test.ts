import { Ulimits } from "../../../../tools/local-mesh/engine/ulimits";

const NOFILE = { Name: "nofile", Soft: 1048576, Hard: 1048576 };
const NPROC = { Name: "nproc", Soft: 10, Hard: 10 };

function ulimits(refusals: Readonly<Record<string, string>>) {
  const notes: string[] = [];
  const asked: string[] = [];
  const containers = {
    run({ HostConfig }: { HostConfig?: { Ulimits?: { Name?: string }[] } }) {
      const name = HostConfig?.Ulimits?.[0]?.Name ?? "";
      asked.push(name);
      const refusal = refusals[name];
      return refusal === undefined ? Promise.resolve({ exitCode: 0, output: "" }) : Promise.reject(new Error(refusal));
    },
  };
  return { made: new Ulimits(containers, "busybox", (line) => notes.push(line)), notes, asked };
}

test("what the engine may not give is left out, and said once", async () => {
  const { made, notes, asked } = ulimits({ nofile: "error setting rlimit type 7: operation not permitted" });
  expect(await made.allowed([NOFILE, NPROC])).toEqual([NPROC]);
  expect(await made.allowed([NOFILE])).toEqual([]);
  expect(asked).toEqual(["nofile", "nproc"]);
  expect(notes).toEqual([expect.stringContaining("nofile to 1048576")]);
});

test("another failure is not the limit's", async () => {
  const { made, notes } = ulimits({ nofile: "no such image" });
  expect(await made.allowed([NOFILE])).toEqual([NOFILE]);
  expect(notes).toEqual([]);
});
