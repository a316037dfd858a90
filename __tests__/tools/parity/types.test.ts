import * as types from "../../../tools/parity/types";

const { anyObject, anyObjectOrNone, bool, list, map, nullable, number, object, string, stringOrNone } = types;

describe("converts as Terraform does", () => {
  it.each<[unknown, string]>([
    ["a", "a"],
    ["", ""],
    [9090, "9090"],
    [1.5, "1.5"],
    [1e21, "1000000000000000000000"],
    [true, "true"],
  ])("%j is the string %j", (value, expected) => expect(string(value)).toBe(expected));

  it.each<[unknown, number]>([
    [9090, 9090],
    ["9090", 9090],
    ["-1.5", -1.5],
    ["1e3", 1000],
    [0, 0],
  ])("%j is the number %j", (value, expected) => expect(number(value)).toBe(expected));

  it.each<[unknown, boolean]>([
    [true, true],
    ["true", true],
    ["1", true],
    [false, false],
    ["false", false],
    ["0", false],
  ])("%j is the bool %j", (value, expected) => expect(bool(value)).toBe(expected));

  it("converts inside lists, maps and objects", () => {
    expect(list(number)(["1", 2])).toEqual([1, 2]);
    expect(map(string)({ a: 1, b: true })).toEqual({ a: "1", b: "true" });
    expect(object({ port: number }, { name: string, tls: bool })({ port: "1", name: null, more: 1 })).toEqual({
      port: 1,
    });
  });

  it("reads null where it may be, and an empty string or object as none", () => {
    expect(nullable(string)(null)).toBeUndefined();
    expect(object({ id: nullable(string) })({ id: null })).toEqual({ id: undefined });
    expect(stringOrNone("")).toBeUndefined();
    expect(anyObjectOrNone({})).toBeUndefined();
  });

  it("leaves values of the type any alone", () => {
    const value = { port: "8500", entryPoint: null, deep: [{ a: 1 }] };
    expect(anyObject(value)).toBe(value);
  });

  it("takes a string for a value, not for a template", () => {
    expect(types.literal("${a} %{b} $c")).toBe("$${a} %%{b} $c");
  });
});

describe("refuses what Terraform cannot convert, and does not show it", () => {
  it.each<[string, types.Type<unknown>, unknown, string, string]>([
    ["a string", string, ["SECRET"], "", "must be a string, not a list"],
    ["a string", string, null, "", "must be a string, not null"],
    ["a number", number, "SECRET", "", "must be a number, not this string"],
    ["a number", number, "", "", "must be a number, not this string"],
    ["a number", number, "0x10", "", "must be a number, not this string"],
    ["a number", number, true, "", "must be a number, not a bool"],
    ["a bool", bool, "yes", "", "must be true or false, not this string"],
    ["a bool", bool, 1, "", "must be true or false, not a number"],
    ["a list", list(string), "SECRET", "", "must be a list, not this string"],
    ["a list of strings", list(string), ["a", null], "[1]", "must be a string, not null"],
    ["a map", map(string), ["SECRET"], "", "must be a map or object, not a list"],
    ["a map of strings", map(string), { a: {} }, '["a"]', "must be a string, not a map or object"],
    ["an object", object({ id: string }), {}, "", "must have 'id'"],
    [
      "an object",
      list(object({ port: number })),
      [{ port: 1 }, { port: "x" }],
      "[1].port",
      "must be a number, not this string",
    ],
  ])("%s: %#", (_, type, value, at, rule) => {
    const convert = () => type(value);
    expect(convert).toThrow(types.TypeMismatch);
    expect(convert).toThrow(expect.objectContaining({ at, rule }) as Error);
    expect(convert).not.toThrow("SECRET");
  });
});
