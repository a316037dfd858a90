import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalBackend, TerraformLocal, TerraformStack, TerraformVariable, Testing, Token, type App } from "cdktf";
import { evaluateHcl, type Scope } from "./evaluate-hcl";
import type * as expressions from "./expressions";
import { VALUES, type CaseTokens } from "./token-cases";

export interface Written {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly output?: Readonly<Record<string, { readonly value: unknown }>>;
  readonly locals?: Readonly<Record<string, unknown>>;
}

/** A stack, and another one that it takes something from, as `app.synth()` writes them into a folder. */
export class TwoStacks {
  readonly stack: TerraformStack;
  readonly other: TerraformStack;
  /** Of the stack's variables. */
  readonly variables: Record<string, unknown> = {};
  private readonly app: App;
  private known?: Scope;

  constructor(readonly folder: string) {
    this.app = Testing.app({ outdir: folder });
    [this.other, this.stack] = ["other", "stack"].map((name) => this.makeStack(name)) as [
      TerraformStack,
      TerraformStack,
    ];
  }

  /** The tokens of the table of cases. */
  caseTokens(): CaseTokens {
    return {
      region: this.variable("region", "string", VALUES.region).stringValue,
      port: this.variable("port", "number", VALUES.port).numberValue,
      names: this.variable("names", "list(string)", VALUES.names).listValue,
      tags: Token.asStringMap(this.variable("tags", "map(string)", VALUES.tags).value),
      yes: this.variable("yes", "bool", VALUES.yes),
      server: this.elsewhere("server", VALUES.server),
      arn: this.elsewhere("arn", VALUES.arn),
    };
  }

  /** The tokens of generated expressions. */
  expressionTokens(values: expressions.Values): expressions.Tokens {
    return {
      variable: values.variable.map((value, at) => this.variable(`text${at}`, "string", value).stringValue),
      number: values.number.map((value, at) => this.variable(`number${at}`, "number", value).numberValue),
      yes: this.variable("really", "bool", true),
      other: values.other.map((value, at) => this.elsewhere(`other${at}`, value)),
    };
  }

  synth(): Written {
    this.app.synth();
    return this.written("stack");
  }

  /** What an attribute of the stack is worth. */
  evaluate(attribute: unknown): unknown {
    if (Array.isArray(attribute)) return attribute.map((item) => this.evaluate(item));
    if (typeof attribute === "object" && attribute !== null) {
      return Object.fromEntries(Object.entries(attribute).map(([key, member]) => [key, this.evaluate(member)]));
    }
    return typeof attribute === "string" ? evaluateHcl(attribute, (this.known ??= this.scope())) : attribute;
  }

  private scope(): Scope {
    const other = this.written("other");
    const locals = Object.fromEntries(
      Object.entries(other.locals ?? {}).map(([name, value]) => [`local.${name}`, evaluateHcl(String(value), {})]),
    );
    const seen = Object.entries(other.output ?? {}).map(([name, { value }]) => [
      `data.terraform_remote_state.cross-stack-reference-input-other.outputs.${name}`,
      evaluateHcl(String(value), locals),
    ]);
    const variables = Object.entries(this.variables).map(([name, value]) => [`var.${name}`, value]);
    return Object.fromEntries([...seen, ...variables]) as Scope;
  }

  private written(stack: string): Written {
    return JSON.parse(readFileSync(join(this.folder, "stacks", stack, "cdk.tf.json"), "utf8")) as Written;
  }

  private makeStack(name: string): TerraformStack {
    const stack = new TerraformStack(this.app, name);
    // The other stack's state is read by its path.
    new LocalBackend(stack, { path: join(this.folder, `${name}.tfstate`) });
    return stack;
  }

  private variable(name: string, type: string, value: unknown): TerraformVariable {
    this.variables[name] = value;
    return new TerraformVariable(this.stack, name, { type });
  }

  private elsewhere(name: string, value: string): string {
    // Terraform takes what is special in a local for its own.
    return new TerraformLocal(
      this.other,
      name,
      `\${jsondecode(${JSON.stringify(JSON.stringify(value)).replace(/([$%])\{/g, "$1$1{")})}`,
    ).asString;
  }
}

/** The same in a folder that is gone afterwards. */
export function inTwoStacks<T>(use: (stacks: TwoStacks) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "two-stacks-"));
  try {
    return use(new TwoStacks(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
