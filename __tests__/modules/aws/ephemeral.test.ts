import {
  conditional,
  Fn,
  Lazy,
  Op,
  ref,
  TerraformLocal,
  TerraformStack,
  TerraformVariable,
  Testing,
  Token,
} from "cdktf";
import {
  ephemeralOrigin,
  isEphemeral,
  nestedJson,
  secretVariable,
  terraformJson,
  terraformText,
} from "../../../modules/aws";
import { expressionPaths } from "../../../modules/aws/hcl-paths";

const stack = new TerraformStack(Testing.app(), "test");
const secret = secretVariable(stack, "secret", "A secret.").stringValue;
const plain = new TerraformVariable(stack, "plain", { type: "string", sensitive: true }).stringValue;
const resource = Token.asString(ref("ephemeral.aws_secretsmanager_secret_version.it.secret_string", stack));
const local = (id: string, value: unknown) => new TerraformLocal(stack, id, value);

describe("what is ephemeral", () => {
  it.each<[string, () => unknown]>([
    ["a variable", () => secret],
    ["a variable's value of any type", () => Token.asAny(secret)],
    ["a resource", () => resource],
    ["text with a variable inside", () => `${plain}-${secret}`],
    ["a function", () => Fn.upper(Fn.chomp(secret))],
    ["a function of a text", () => Fn.sha256(`salt ${secret}`)],
    ["a function of a list", () => Fn.join(",", ["a", secret])],
    ["an object of a function", () => Fn.jsonencode({ token: secret })],
    ["an operator", () => Token.asString(Op.eq(secret, "a"))],
    ["a branch", () => Token.asString(conditional(Op.eq(plain, "a"), "none", secret))],
    ["a lazy value", () => Lazy.stringValue({ produce: () => secret })],
    [
      "a lazy value of a lazy value",
      () => Lazy.anyValue({ produce: () => Lazy.stringValue({ produce: () => secret }) }),
    ],
    ["a local", () => local("a", secret).asString],
    ["a local of a local", () => local("c", { it: [local("b", secret).asString] }).asString],
    ["a local that is written as Terraform has it", () => local("d", "${ephemeral.a.b.c}").asString],
    ["a member of an object", () => ({ environment: [{ name: "A", value: secret }] })],
    ["an item of a list", () => ["a", secret]],
    ["a document", () => terraformJson({ a: secret })],
    ["a document inside another", () => terraformJson({ a: nestedJson({ b: secret }) })],
    ["a text that is rendered", () => terraformText(`\${a} ${secret}`)],
  ])("%s", (_, make) => {
    const value = make();
    expect(ephemeralOrigin(stack, value)).toBe("this stack");
    expect(isEphemeral(stack, value)).toBe(true);
  });

  it("another stack's, which Terraform cannot hand over", () => {
    const other = new TerraformStack(stack.node.root, "other");
    expect(ephemeralOrigin(other, secret)).toBe("another stack");
    expect(
      ephemeralOrigin(other, `${Fn.upper(secret)}-${secretVariable(other, "secret", "Its own.").stringValue}`),
    ).toBe("another stack");
    const shared = new TerraformLocal(stack, "shared", secret).asString;
    expect(ephemeralOrigin(other, shared)).toBe("another stack");
    // The same name in both: of the other one it is no secret.
    const same = new TerraformVariable(other, "plain", {}).stringValue;
    expect(ephemeralOrigin(stack, same)).toBe("none");
  });

  it("a variable that became so after the first question", () => {
    const late = new TerraformVariable(stack, "late", {});
    expect(isEphemeral(stack, late.stringValue)).toBe(false);
    late.addOverride("ephemeral", true);
    expect(isEphemeral(stack, late.stringValue)).toBe(true);
  });
});

describe("what is not ephemeral", () => {
  const circle = local("circle", "");
  circle.expression = circle.asString;

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["a text", "ephemeral.a.b and var.secret"],
    ["a text that looks like an expression", "${ephemeral.a.b.c} ${var.secret}"],
    ["the same beside a token", `\${var.secret} ${plain}`],
    ["a variable that is only sensitive", plain],
    ["the name of one in a function's text", Fn.upper(`var.secret ${plain}`)],
    ["an attribute of that name", Token.asString(ref("aws_x.y[0].ephemeral.a.b", stack))],
    ["a member of that name", Token.asString(Fn.lookup({ "var.secret": plain }, "ephemeral.a.b", ""))],
    ["a local of something else", local("other", plain).asString],
    ["a local that stands for itself", circle.asString],
    ["a variable that there is not", Token.asString(ref("var.nobody", stack))],
    ["a lazy value that is not there yet", Lazy.stringValue({ produce: () => undefined })],
    [
      "a lazy value that fails",
      Lazy.stringValue({
        produce: () => {
          throw new Error("not yet");
        },
      }),
    ],
    ["a number", 7],
  ])("%s", (_, value) => {
    expect(ephemeralOrigin(stack, value)).toBe("none");
  });
});

describe("the paths of a template", () => {
  it.each([
    ["a", []],
    ["var.a", []],
    ["${var.a}", ["var.a"]],
    ["$${var.a}", []],
    ["\\${var.a}", ["var.a"]],
    ['"${var.a}"', ["var.a"]],
    ['${upper("var.a ${var.b} \\"${var.c}")}${var.d}', ["upper", "var.b", "var.c", "var.d"]],
    ['${{ a = "}" }.a} ${local.x-1}', ["a", "local.x-1"]],
    ["%{ if var.a }b%{ endif }", ["if", "var.a", "endif"]],
    ["${x.y[0].var.z}", ["x.y"]],
    ["${", []],
  ])("%s", (template, paths) => {
    expect(expressionPaths(template).map((path) => path.join("."))).toEqual(paths);
  });
});
