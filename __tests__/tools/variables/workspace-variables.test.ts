import { Testing } from "cdktf";
import { environments, type Environment } from "../../../environments";
import { table } from "../../../tools/terminal";
import { variableRows, workspaceVariables } from "../../../tools/variables/workspace-variables";
import { addStack } from "../../../stacks";
import { Template } from "../../helpers/template";

const variables = workspaceVariables({
  variable: {
    b_flag: { type: "bool", default: false, description: "A flag." },
    a_list: { type: "list(string)", default: ["x"] },
    token: { type: "string", sensitive: true, description: "A token." },
    key: { type: "string", ephemeral: true },
    old_token: { type: "string", sensitive: true, default: "do not show me" },
    anything: { default: null },
  },
});

test("required ones come first, then by name", () => {
  expect(variables.map(({ name, required }) => [name, required])).toEqual([
    ["key", true],
    ["token", true],
    ["a_list", false],
    ["anything", false],
    ["b_flag", false],
    ["old_token", false],
  ]);
});

test("a default of false or null is a default", () => {
  expect(variables.find(({ name }) => name === "b_flag")).toEqual({
    name: "b_flag",
    type: "bool",
    required: false,
    sensitive: false,
    default: false,
    description: "A flag.",
  });
  expect(variables.find(({ name }) => name === "anything")).toMatchObject({ type: "any", default: null });
  expect(variables.find(({ name }) => name === "token")).not.toHaveProperty("default");
});

test("an ephemeral variable is a sensitive one", () => {
  expect(variables.filter(({ sensitive }) => sensitive).map(({ name }) => name)).toEqual(["key", "token", "old_token"]);
});

test("no sensitive default is told, neither in the table nor as JSON", () => {
  expect(JSON.stringify(variables)).not.toContain("do not show me");
  expect(table(variableRows(variables))).not.toContain("do not show me");
});

test("the table has a row for each", () => {
  const lines = table(variableRows(variables)).split("\n");
  expect(lines[0]).toMatch(/^name +type +required +sensitive +default +description$/);
  expect(lines).toHaveLength(7);
  expect(lines[2]).toMatch(/^token +string +yes +yes +A token\.$/);
  expect(lines[3]).toMatch(/^a_list +list\(string\) +no +no +\["x"\]$/);
});

test("a stack without variables has none", () => {
  expect(workspaceVariables({})).toEqual([]);
});

test.each(environments().map((environment): [string, Environment] => [environment.stack, environment]))(
  "each variable of %s has a type and a description, for whoever sets up its workspace",
  (_, environment) => {
    const all = workspaceVariables(Template.of(addStack(Testing.app(), environment)).json);
    expect(all).toContainEqual(expect.objectContaining({ name: "ingress_cidr", type: "string", required: true }));
    expect(all.filter(({ type, description }) => type === "any" || description === "")).toEqual([]);
  },
);
