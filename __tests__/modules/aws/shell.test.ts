import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformLocal, TerraformVariable } from "cdktf";
import {
  ecsMetadata,
  hereDocument,
  lines,
  quoteWord,
  TASK_ADDRESS,
  terraformText,
  writeJson,
} from "../../../modules/aws";
import { evaluateHcl } from "../../helpers/evaluate-hcl";
import { Template, testStack } from "../../helpers/template";

const HARD = [
  "",
  "plain",
  "two words",
  "it's",
  "''",
  '"double"',
  "$HOME",
  "`id`",
  "$(id)",
  "back\\slash\\",
  "line\nbreak",
  "*",
  "~",
  "-n",
  "${x}%{y}",
  "ünï 🙂",
  "!#&;|<>",
];

const sh = (script: string, ...options: string[]) =>
  execFileSync("/bin/sh", ["-ec", script, ...options], { encoding: "utf8", env: { HOME: "/home" } });

it.each(HARD)("quotes %j as one word", (value) => {
  expect(sh(`printf '[%s]' ${quoteWord(value)}`)).toBe(`[${value}]`);
});

/** A script with a value in it that only Terraform knows, as Terraform makes it of that value. */
function rendered(write: (token: string) => string, value: string): string {
  const stack = testStack((stack) => {
    const { stringValue } = new TerraformVariable(stack, "v", { type: "string" });
    new TerraformLocal(stack, "script", terraformText(write(stringValue)));
  });
  return String(evaluateHcl(String(Template.of(stack).locals.script), { "var.v": value }));
}

it.each(HARD)("has Terraform quote %j as one word, where only Terraform knows it", (value) => {
  expect(sh(rendered((token) => `printf '[%s]' ${quoteWord(token)}`, value))).toBe(`[${value}]`);
  const mixed = (token: string) => `it's $${token}\\`;
  expect(sh(rendered((token) => `printf '[%s]' ${quoteWord(mixed(token))}`, value))).toBe(`[${mixed(value)}]`);
});

it.each(["plain", "a-b_c.d:e/f", "https://consul.example.com:8501", "provider=aws", "user@host", "100%"])(
  "leaves %j, which needs no quotes, readable",
  (value) => {
    expect(quoteWord(value)).toBe(value);
  },
);

it("joins lines, and leaves out what is not there", () => {
  expect(lines("a", false, "", undefined, "b")).toBe("a\n\nb");
});

describe("a here-document", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "shell-"))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const written = (text: string, options?: { expand: boolean }) => {
    const file = join(folder, "file");
    sh(hereDocument(file, text, options));
    expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
    return readFileSync(file, "utf8");
  };

  it.each([...HARD, "END_OF_FILE", "a\nEND_OF_FILE\nEND_OF_FILE_\nb"])("writes %j as it is", (text) => {
    expect(written(text)).toBe(`${text}\n`);
  });

  const MIXED = (token: string) => `a\n${token}\n$HOME\\`;

  it.each([...HARD, "x\nEND_OF_FILE\necho run\n"])("writes %j as it is, where only Terraform knows it", (value) => {
    const file = join(folder, "file");
    sh(rendered((token) => hereDocument(file, MIXED(token)), value));
    expect(readFileSync(file, "utf8")).toBe(`${MIXED(value)}\n`);
  });

  // What is before a value that only Terraform knows could make another thing of it.
  it.each(["", "$", "\\", "\\$", "\\\\", "\\\\$", "$HOME ", "'", '"'])(
    "has the shell expand what is written, and nothing that only Terraform knows: after %j",
    (before) => {
      const file = join(folder, "file");
      for (const value of [...HARD, "(echo run)", "{HOME}", "HOME", "x\nEND_OF_FILE\necho run\n"]) {
        sh(rendered((token) => hereDocument(file, `${before}${token} $HOME`, { expand: true }), value));
        const shown = before.replace("$HOME", "/home").replace(/\\([\\$])/g, "$1");
        expect(readFileSync(file, "utf8")).toBe(`${shown}${value} /home\n`);
      }
    },
  );

  it("has the shell expand it when told to", () => {
    expect(written("home=$HOME\n`echo x` \\$y 'q' \"r\"", { expand: true })).toBe("home=/home\nx $y 'q' \"r\"\n");
  });

  it("keeps the end of an expanded text apart from the text", () => {
    expect(written("END_OF_FILE\n$HOME", { expand: true })).toBe("END_OF_FILE\n/home\n");
  });
});

it("asks ECS for the address of the task, and does not go on without one", () => {
  expect(TASK_ADDRESS).toBe(
    `ECS_IPV4=$(curl -fsS "$ECS_CONTAINER_METADATA_URI_V4" | jq -ner 'input | .Networks[0].IPv4Addresses[0]')\n` +
      "export ECS_IPV4",
  );
  expect(ecsMetadata("/task", ".TaskARN")).toBe(
    `curl -fsS "$ECS_CONTAINER_METADATA_URI_V4/task" | jq -ner 'input | .TaskARN'`,
  );
});

it("writes JSON that jq joins with the environment, where only the owner may read it", () => {
  expect(writeJson("/consul/x.json", '{"a":"$b"}', ["{c: env.C}", "{d: env.D}"])).toBe(
    `(umask 077; jq '. * {c: env.C} * {d: env.D}' > /consul/x.json) <<'END_OF_JSON'\n{"a":"$b"}\nEND_OF_JSON`,
  );
});
