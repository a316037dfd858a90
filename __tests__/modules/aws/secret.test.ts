import { Fn, Lazy, ref, TerraformLocal, TerraformOutput, TerraformVariable, Token, type TerraformStack } from "cdktf";
import {
  enforce,
  GeneratedSecret,
  InputError,
  recoveryWindowRule,
  Secret,
  secretSource,
  secretVariable,
  type SecretSource,
} from "../../../modules/aws";
import { Template, testStack, type Block } from "../../helpers/template";

const synthesize = (build: (stack: TerraformStack) => void) => Template.of(testStack(build));

const ARN = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:s";

/** The ephemeral resources of the one type that there is, by id. */
function ephemeral(template: Template): Readonly<Record<string, Block>> {
  const { ephemeral: blocks } = template.json as { ephemeral?: Record<string, Record<string, Block>> };
  return blocks?.aws_secretsmanager_random_password ?? {};
}

describe("a generated secret", () => {
  it.each([
    ["token", (password: string) => `\${uuidv5("dns", ${password})}`],
    ["gossip-key", (password: string) => `\${base64sha256(${password})}`],
  ] as const)("of kind %s is made from an ephemeral password, and written once", (kind, value) => {
    const template = synthesize((stack) => void new GeneratedSecret(stack, "it", { kind, name: "it" }));
    const [[id, password] = ["", {}], ...more] = Object.entries(ephemeral(template));
    expect(more).toEqual([]);
    expect(password).toEqual({ password_length: 64 });
    const version = template.resource("aws_secretsmanager_secret_version");
    expect(version).toMatchObject({
      secret_string_wo: value(`ephemeral.aws_secretsmanager_random_password.${id}.random_password`),
      secret_string_wo_version: 1,
    });
    expect(version).not.toHaveProperty("secret_string");
    expect(JSON.stringify(template.json).match(/random_password\b/g)).toHaveLength(3);
  });

  it("does not collide with another one of the stack", () => {
    const template = synthesize((stack) => {
      new GeneratedSecret(stack, "a", { kind: "token", name: "a" });
      new GeneratedSecret(stack, "b", { kind: "token", name: "b" });
      new GeneratedSecret(stack, "c", { kind: "gossip-key", name: "c" });
    });
    expect(Object.keys(ephemeral(template))).toHaveLength(3);
    const values = Object.values(template.resources("aws_secretsmanager_secret_version")).map(
      (v) => v.secret_string_wo,
    );
    expect(new Set(values).size).toBe(3);
  });
});

describe("a secret", () => {
  const made = (props: object) =>
    synthesize((stack) => {
      const value = secretVariable(stack, "mine", "Mine.").stringValue;
      new Secret(stack, "it", { name: "it", value, ...props });
    });

  it("is deleted at once by default, and encrypted with AWS's own key", () => {
    const secret = made({}).resource("aws_secretsmanager_secret");
    expect(secret).toMatchObject({ name: "it", recovery_window_in_days: 0 });
    expect(secret).not.toHaveProperty("kms_key_id");
    expect(secret).not.toHaveProperty("description");
  });

  it("may be kept, described and encrypted otherwise", () => {
    const props = { recoveryWindowInDays: 7, kmsKeyId: "key", description: "It." };
    expect(made(props).resource("aws_secretsmanager_secret")).toMatchObject({
      recovery_window_in_days: 7,
      kms_key_id: "key",
      description: "It.",
    });
  });

  it("is written again when its version changes", () => {
    expect(made({}).resource("aws_secretsmanager_secret_version").secret_string_wo_version).toBe(1);
    expect(made({ version: 2 }).resource("aws_secretsmanager_secret_version").secret_string_wo_version).toBe(2);
  });

  it.each<[string, object, RegExp]>([
    ["a value in clear", { value: "hunter2" }, /value must come from an ephemeral variable/],
    ["a name with a space", { name: "a b" }, /name must have 1 to 512/],
    ["a week that is too short", { recoveryWindowInDays: 6 }, /recoveryWindowInDays must be 0, or 7 to 30/],
    ["a version that is none", { version: 1.5 }, /version must be a whole number/],
    ["a key with a space", { kmsKeyId: "a key" }, /kmsKeyId must be the ARN/],
  ])("refuses %s, and does not show a value", (_, props, message) => {
    expect(() => made(props)).toThrow(message);
    expect(() => made(props)).not.toThrow("hunter2");
  });

  it("refuses a value that Terraform keeps", () => {
    const build = (stack: TerraformStack) => {
      const value = new TerraformVariable(stack, "kept", { type: "string", sensitive: true }).stringValue;
      new Secret(stack, "it", { name: "it", value });
    };
    expect(() => synthesize(build)).toThrow(/value must come from an ephemeral variable/);
  });

  it("is known by its ARN only when there is something to read", () => {
    const template = synthesize((stack) => {
      const value = secretVariable(stack, "mine", "Mine.").stringValue;
      const { arn } = new Secret(stack, "it", { name: "it", value });
      new TerraformOutput(stack, "arn", { value: arn, staticId: true });
    });
    const [version] = Object.keys(template.resources("aws_secretsmanager_secret_version"));
    expect(template.outputs.arn?.value).toBe(`\${aws_secretsmanager_secret_version.${version}.arn}`);
  });
});

it("declares a variable that Terraform neither keeps nor shows", () => {
  const template = synthesize((stack) => void secretVariable(stack, "license", "The licence."));
  expect(template.variables.license).toEqual({
    type: "string",
    description: "The licence.",
    nullable: false,
    sensitive: true,
    ephemeral: true,
  });
});

describe("rules", () => {
  const stack = testStack();
  const variable = secretVariable(stack, "a", "A.").stringValue;
  const kept = new TerraformVariable(stack, "b", { type: "string", sensitive: true }).stringValue;
  const conditionsOf = (source: unknown) => enforce("It", secretSource(stack)("license", source));
  const refuse = (source: unknown) => () => conditionsOf(source);
  const ephemeral = /license\.value must come from an ephemeral variable or resource/;

  it.each<[string, unknown, RegExp]>([
    ["a value that is written out", { value: "s3cret" }, ephemeral],
    ["an empty one", { value: "" }, ephemeral],
    ["none", { value: null }, ephemeral],
    ["a variable that Terraform keeps", { value: kept }, ephemeral],
    ["an attribute of a resource", { value: `\${${kept}}` }, ephemeral],
    ["an expression as a text", { value: "${var.a}" }, ephemeral],
    ["a secret for an ARN", { secretArn: "s3cret" }, /license\.secretArn must be the ARN of a secret/],
    ["an ARN of something else", { secretArn: "arn:aws:s3:::s3cret" }, /license\.secretArn must be the ARN/],
    ["neither", {}, /license must have either secretArn or value/],
    ["both", { secretArn: ARN, value: variable }, /license must have either secretArn or value/],
    ["a version of an ARN", { secretArn: ARN, version: 2 }, /license\.version needs license\.value/],
    ["a version that is none", { value: variable, version: "s3cret" }, /license\.version must be a whole number/],
    ["another key", { secretArn: ARN, arn: "s3cret" }, /license\.arn is not known/],
    ["the secret itself", "s3cret", /license must be an object/],
    ["a list", ["s3cret"], /license must be an object/],
    ["what only Terraform knows", Token.asAny(kept), /license must be known at synth/],
  ])("refuse %s, and never repeat it", (_, source, message) => {
    expect(refuse(source)).toThrow(message);
    expect(refuse(source)).toThrow(InputError);
    expect(refuse(source)).not.toThrow(/s3cret/);
  });

  it("refuse what is ephemeral in another stack", () => {
    const other = testStack(undefined, "other");
    const value = secretVariable(other, "a", "A.").stringValue;
    expect(refuse({ value })).toThrow(/license\.value must not come from another stack/);
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["an ARN", { secretArn: ARN }],
    ["an ARN of any partition", { secretArn: "arn:aws-us-gov:secretsmanager:us-gov-west-1:111111111111:secret:s" }],
    ["a parameter", { secretArn: "arn:aws:ssm:eu-west-1:111111111111:parameter/s" }],
    ["an ephemeral variable", { value: variable }],
    ["its next version", { value: variable, version: 2 }],
    ["a function of it", { value: Fn.trimspace(variable) }],
    ["text around it", { value: `a-${variable}` }],
    ["a lazy value", { value: Lazy.stringValue({ produce: () => variable }) }],
    ["a local", { value: new TerraformLocal(stack, "l", variable).asString }],
  ])("accept %s", (_, source) => {
    expect(conditionsOf(source)).toEqual([]);
  });

  it.each([
    ["a variable", kept],
    ["the partition inside", `arn:${kept}:secretsmanager:eu-west-1:111111111111:secret:s`],
    ["a resource's attribute", Token.asString(ref("aws_secretsmanager_secret.it.arn", stack))],
  ])("leave an ARN with %s to Terraform", (_, secretArn) => {
    expect(conditionsOf({ secretArn }).map(({ errorMessage }) => errorMessage)).toEqual([
      expect.stringMatching(/^license\.secretArn must be the ARN/),
    ]);
  });

  it.each([-1, 1, 6, 31, 7.5])("refuse a recovery window of %d days", (days) => {
    expect(() => enforce("It", [recoveryWindowRule("days", days)])).toThrow(`days must be 0, or 7 to 30 (got ${days})`);
  });

  it.each([undefined, 0, 7, 30])("accept a recovery window of %p days", (days) => {
    expect(() => enforce("It", [recoveryWindowRule("days", days)])).not.toThrow();
  });
});

it("cannot be both a value and an ARN", () => {
  // @ts-expect-error one of them
  const both: SecretSource = { secretArn: "arn", value: "v" };
  // @ts-expect-error the version is of a value
  const version: SecretSource = { secretArn: "arn", version: 2 };
  expect([both, version]).toHaveLength(2);
});
