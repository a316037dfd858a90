import { execFileSync } from "node:child_process";
import { shellLines } from "../../../tools/emulator/shell";

test("a shell that reads the lines has what the environment says, and nothing that it takes away", () => {
  const env = { ENDPOINT: "http://127.0.0.1:5000", WORDS: "it's $HOME", PROFILE: undefined };
  const script = [...shellLines(env), 'printf "%s|%s|%s" "$ENDPOINT" "$WORDS" "${PROFILE-none}"'].join("\n");
  const output = execFileSync("sh", ["-c", script], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, PROFILE: "mine" },
  });
  expect(output).toBe("http://127.0.0.1:5000|it's $HOME|none");
});

test("nothing to set and nothing to take away is no line", () => {
  expect(shellLines({})).toEqual([]);
});
