import { EXISTING, faults, good } from "./faults";
import { keysOf, schemaKeys, type SchemaKey } from "./schema-keys";

type Path = SchemaKey["path"];

/** An environment of every kind: whatever else the schema knows is found in one of them. */
const EXAMPLES: readonly object[] = [
  { ...good, tags: { example: "value" }, tasks: { launchType: "fargate" }, network: {} },
  { ...good, network: EXISTING, backend: { type: "s3", bucket: "states", region: "eu-central-1" } },
  {
    ...good,
    servers: { hosting: "fargate", tls: "brought" },
    secondDatacenter: { network: EXISTING },
    backend: { type: "cloud", organization: "a", workspace: "b" },
  },
  {
    ...good,
    servers: { hosting: "fargate", tls: "brought" },
    secondDatacenter: { network: { cidr: "10.1.0.0/16" } },
  },
  { ...good, servers: { hosting: "ec2" }, tasks: { launchType: "ec2" } },
  {
    ...good,
    servers: {
      hosting: "hcp",
      existing: {
        clusterId: "consul",
        bootstrapToken: { secretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:token-AbCdEf" },
      },
    },
  },
  { ...good, servers: { hosting: "external", tls: {} } },
];

const at = (data: unknown, path: Path): unknown =>
  path.reduce((value: unknown, part) => (value as Record<string, unknown> | undefined)?.[part], data);

/** A copy in which another value stands there. */
function put(data: unknown, [part, ...rest]: Path, value: unknown): unknown {
  if (part === undefined) return value;
  if (typeof part === "number") return [put((data as unknown[] | undefined)?.[part], rest, value)];
  return {
    ...(data as object | undefined),
    [part]: put((data as Record<string, unknown> | undefined)?.[part], rest, value),
  };
}

/** The environment with which a key can be tried: one in which its object, or the object around its list, is there. */
function exampleOf(key: SchemaKey): object {
  const { path, kinds } = key;
  const around = path.slice(0, path.findIndex((part) => typeof part === "number") - 1 || -1).slice(0, path.length - 1);
  const isThere = (example: object) => {
    const object = at(example, around);
    if (typeof object !== "object" || object === null) return false;
    return kinds.every((kind) => at(example, kind.path) === kind.value);
  };
  // Of a network that is made and of one that exists, each has keys that the other refuses.
  const found = EXAMPLES.filter(isThere).find(
    (example) => !faults(withKey(example, key)).some((line) => /is not known|must be a network that/.test(line)),
  );
  if (!found) throw new Error(`There is no example with ${path.join(".")}: add one.`);
  return found;
}

/** The example with the key, whatever it says. */
const withKey = (example: object, { path, schema }: SchemaKey): unknown =>
  at(example, path) === undefined ? put(example, path, keysOf(schema).length > 0 ? {} : "x") : example;

const written = (path: Path): string =>
  path.map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`)).join("");

const KEYS = schemaKeys().map(
  (key) => [`${written(key.path)} ${key.kinds.map(({ value }) => value).join(" ")}`, key] as const,
);

/** Of every type, and of forms that no key takes. */
const WRONG: readonly unknown[] = [
  undefined,
  null,
  true,
  -1,
  1.5,
  NaN,
  Infinity,
  10n,
  "",
  " ",
  "ü\n",
  "x".repeat(300),
  [],
  [[]],
  [""],
  {},
  { a: 1 },
  () => 1,
  Symbol("x"),
];

/** Rule, what was given, and a cure, which is a sentence of its own: the message of everything but a missing key. */
const TOLD = /^(must|needs|with secondDatacenter must) .+ \(got (.+)\)\. [A-Z'`].+[.?]$/;
/** What may be a secret is not shown. */
const UNSHOWN = /^must .+\. [A-Z'`].+[.?]$/;
const MISSING = /^is missing: it must .+\. [A-Z'`].+[.?]$/;
const SECRET = /Arn\b|retryJoin\[|httpAddress|bootstrapToken/;
const JARGON = /\binvalid\b|expected|received|discriminator|undefined|\[object|zod|union|regex/i;

const aboutKey = (path: Path, lines: readonly string[]) =>
  lines.filter(
    (line) =>
      line.startsWith(`${written(path)} `) ||
      line.startsWith(`${written(path)}.`) ||
      line.startsWith(`${written(path)}[`),
  );

test("there are as many keys as the schema has", () => {
  expect(KEYS.length).toBeGreaterThan(80);
  expect(KEYS.map(([name]) => name)).toEqual(
    expect.arrayContaining(["servers.count ec2", "network.vpcId ", "tags.example "]),
  );
});

describe.each(KEYS)("%s", (_, key) => {
  const example = exampleOf(key);
  const withValue = (value: unknown) => faults(put(example, key.path, value));

  test("is told with its value and a cure, and once, whatever is wrong with it", () => {
    const refused = WRONG.map((value) => ({ value, lines: aboutKey(key.path, withValue(value)) })).filter(
      ({ lines }) => lines.length > 0,
    );
    // Of the wrong type, and of the right type in a wrong form.
    expect(refused.length).toBeGreaterThan(WRONG.length / 2);
    for (const { lines } of refused) {
      for (const line of lines) {
        expect(line).not.toMatch(JARGON);
        const [name = "", ...words] = line.split(" ");
        const told = words.join(" ");
        if (told.startsWith("is not known")) continue;
        expect(told).toMatch(told.startsWith("is missing") ? MISSING : SECRET.test(name) ? UNSHOWN : TOLD);
      }
      const own = lines.filter((line) => line.startsWith(`${written(key.path)} `));
      expect(own.length).toBeLessThanOrEqual(1);
    }
  });

  test("has neighbours that nobody knows, who are told with those that there are", () => {
    const around = key.path.slice(0, -1);
    const name = key.path.at(-1);
    // The tags of an environment may have any name, and items of a list have none.
    if (typeof name === "number" || around.at(-1) === "tags") return;
    const object = withKey(example, key);
    for (const [other, hint] of [
      [`${name}x`, ` Did you mean '${name}'?`],
      ["qqqqqqqqqqqqqqqq", " Remove it."],
    ] as const) {
      const lines = faults(put(object, [...around, other], true));
      const line = lines.find((each) => each.startsWith(`${written([...around, other])} `)) ?? lines.join();
      expect(line).toMatch(/^\S+ is not known: the keys there are '.+'\. /);
      expect(line).toContain(`'${name}'`);
      expect(line.endsWith(hint)).toBe(true);
    }
  });
});
