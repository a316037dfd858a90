import { UsageError, type Command } from "../../../tools/command/command";
import { help, usage } from "../../../tools/command/help";
import { parse } from "../../../tools/command/parse";

const command: Command<"output" | "json"> = {
  call: "npm run draw --",
  about: "Draws.",
  arguments: [
    { name: "FILE", count: "one", help: "what to draw" },
    { name: "place", count: "optional", help: "where" },
  ],
  options: { output: { value: "FOLDER", help: "where it goes.\nOtherwise here" }, json: { help: "as JSON" } },
  notes: "Mind the paint.",
  run: () => undefined,
};
const many: Command = {
  call: "npm start --",
  about: "Starts.",
  arguments: [{ name: "environment", count: "many", help: "some" }],
  run: () => undefined,
};

test("arguments and options are read in any order", () => {
  const given = parse(command, ["--json", "a.txt", "--output", "folder", "here"]);
  expect(given?.arguments).toEqual(["a.txt", "here"]);
  expect([given?.has("json"), given?.value("output")]).toEqual([true, "folder"]);
});

test("what is not given is not there", () => {
  const given = parse(command, ["a.txt"]);
  expect([given?.has("json"), given?.value("output")]).toEqual([false, undefined]);
  expect(parse(many, [])?.arguments).toEqual([]);
});

test("a value may stand behind an equals sign, and an argument that looks like an option behind --", () => {
  const given = parse(command, ["--output=folder", "--", "--json"]);
  expect([given?.arguments, given?.value("output"), given?.has("json")]).toEqual([["--json"], "folder", false]);
});

test.each([[["--help"]], [["-h"]], [["a", "b", "c", "--help"]], [["--nonsense", "--help"]]])(
  "%j asks for help, whatever else there is",
  (args) => {
    expect(parse(command, args)).toBeUndefined();
  },
);

test.each<[readonly string[], string]>([
  [[], "Missing: FILE."],
  [["a", "b", "c", "d"], "Too many arguments: c d."],
  [["a", "--yaml"], "There is no option --yaml."],
  [["a", "--toString"], "There is no option --toString."],
  [["a", "--__proto__"], "There is no option --__proto__."],
  [["a", "-x"], "There is no option -x."],
  [["a", "--no-json"], "There is no option --no-json."],
  [["a", "--json=yes"], "--json takes no value."],
  [["a", "--output"], "--output needs a value: --output FOLDER."],
  [["a", "--output="], "--output needs a value: --output FOLDER."],
  [["a", "--output", "--json"], "--output needs a value: --output FOLDER."],
  [[""], "An argument is empty."],
])("%j is refused", (args, message) => {
  expect(() => parse(command, args)).toThrow(new UsageError(message));
});

test("the usage says what must and what may be given", () => {
  expect(usage(command)).toBe("Usage: npm run draw -- FILE [place] [--output FOLDER] [--json]");
  expect(usage(many)).toBe("Usage: npm start -- [environment ...]");
});

test("the help has all of it, in columns", () => {
  expect(help(command)).toBe(`Usage: npm run draw -- FILE [place] [--output FOLDER] [--json]

Draws.

  FILE             what to draw
  place            where
  --output FOLDER  where it goes.
                   Otherwise here
  --json           as JSON
  -h, --help       shows this

Mind the paint.`);
});
