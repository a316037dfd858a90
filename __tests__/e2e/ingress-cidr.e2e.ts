import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalBackend, TerraformOutput, TerraformStack, Testing } from "cdktf";
import { ingressCidrBlocks } from "../../stacks/ingress-cidr";
import { Terraform } from "../../tools/emulator/terraform";

/* Through real Terraform, without a provider: what is told of a range, and what a security group gets of those that pass. */

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ingress-cidr-"));
  const stack = new TerraformStack(Testing.app(), "test");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new TerraformOutput(stack, "ranges", { value: ingressCidrBlocks(stack), staticId: true });
  writeFileSync(join(folder, "cdk.tf.json"), Testing.synth(stack));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function applied(variables: Record<string, string>): Promise<unknown> {
  const terraform = new Terraform(folder, { variables });
  await terraform.init();
  await terraform.apply();
  return (await terraform.output()).ranges;
}

/** What Terraform says of the variable, each message on one line. */
async function messages(variables: Record<string, string>): Promise<string[]> {
  try {
    await applied(variables);
    return [];
  } catch (error) {
    const plain = String(error).replace(/[│╷╵]/g, " ").replace(/\s+/g, " ");
    return plain.match(/ingress_cidr must .*?(?= This was checked by)/g) ?? [plain];
  }
}

const NO_RANGE = "must be ranges in CIDR notation, IPv4 or IPv6";
const NO_NETWORK = "must name networks, with no bit set after the prefix";
const WIDE = "must not be wider than a /8, or a /16 of IPv6, because what it opens speaks plain HTTP";

test.each<[string, string[]]>([
  ["nonsense", [`${NO_RANGE} (got "nonsense"). Write`]],
  ["", [`${NO_RANGE} (got ""). Write`]],
  ["203.0.113.7", [`${NO_RANGE} (got "203.0.113.7"). Write`]],
  ["203.0.113.7/24", [`${NO_NETWORK} (got "203.0.113.7/24"). Write "203.0.113.0/24", or the longest`]],
  ["0.0.0.0/0", [`${WIDE} (got "0.0.0.0/0"). Narrow it, or set allow_wide_ingress to true`]],
  ["10.0.0.0/8,128.0.0.0/1,::/0", [`${WIDE} (got "128.0.0.0/1" and "::/0"). Narrow`]],
  ["203.0.113.7/24, x", [`${NO_RANGE} (got "x"). Write`, `${NO_NETWORK} (got "203.0.113.7/24"). Write`]],
])(
  "%j is told once for each fault, with what was given and a cure",
  async (range, expected) => {
    const told = await messages({ ingress_cidr: range });
    expect(told).toHaveLength(expected.length);
    expected.forEach((start, index) => expect(told[index]).toContain(start));
  },
  60_000,
);

test.each<[Record<string, string>, string[]]>([
  [{ ingress_cidr: "203.0.113.7/32" }, ["203.0.113.7/32"]],
  [{ ingress_cidr: "10.0.0.0/8, 2001:db8::/32,2001::/16, 10.0.0.0/8" }, ["10.0.0.0/8", "2001:db8::/32", "2001::/16"]],
  [{ ingress_cidr: "0.0.0.0/0,::/0", allow_wide_ingress: "true" }, ["0.0.0.0/0", "::/0"]],
])(
  "%j passes",
  async (variables, ranges) => {
    expect(await applied(variables)).toEqual(ranges);
  },
  60_000,
);
