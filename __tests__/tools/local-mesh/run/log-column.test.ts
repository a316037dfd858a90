import { logColumn } from "../../../../tools/local-mesh/run/log-column";

const CLIENT = { family: "client", id: "0123456789abcdef" };
const SERVER = { family: "longer-server", id: "fedcba9876543210" };

function written(colour: boolean): string[] {
  const lines: string[] = [];
  const write = logColumn((line) => lines.push(line), colour);
  write(CLIENT, "app", "one");
  write(SERVER, "app", "two");
  write(CLIENT, "app", "three");
  return lines;
}

test("each line has its task and container, in a column as wide as the widest so far", () =>
  expect(written(false)).toEqual([
    "client 012345 app | one",
    "longer-server fedcba app | two",
    "client 012345 app        | three",
  ]));

test("each task has its own colour", () => {
  const [first = "", second = "", third = ""] = written(true).map((line) => line.split("m")[0]);
  expect(first).toBe(third);
  expect(first).not.toBe(second);
});
