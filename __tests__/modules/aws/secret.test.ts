import { TerraformOutput, TerraformVariable, type TerraformStack } from "cdktf";
import {
  enforce,
  GeneratedSecret,
  recoveryWindowRule,
  Secret,
  secretValueRule,
  secretVariable,
  type SecretSource,
} from "../../../modules/aws";
import { Template, testStack, type Block } from "../../helpers/template";

const synthesize = (build: (stack: TerraformStack) => void) => Template.of(testStack(build));

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
  const refuse = (source: SecretSource | undefined) => () => enforce("It", [secretValueRule("license", source)]);

  it("refuse a secret that is written out, without repeating it", () => {
    expect(refuse({ value: "s3cret" })).toThrow(/license\.value must be the value of a Terraform variable/);
    expect(refuse({ value: "s3cret" })).not.toThrow(/s3cret/);
    expect(refuse({ value: "" })).toThrow("license.value");
  });

  it("accept a variable, an ARN and nothing", () => {
    const stack = testStack();
    expect(refuse({ value: secretVariable(stack, "a", "A.").stringValue })).not.toThrow();
    expect(refuse({ value: new TerraformVariable(stack, "b", { type: "string" }).stringValue })).not.toThrow();
    expect(refuse({ secretArn: "arn" })).not.toThrow();
    expect(refuse(undefined)).not.toThrow();
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
