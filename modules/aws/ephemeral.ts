import { DefaultTokenResolver, StringConcat, TerraformElement, TerraformStack, Tokenization } from "cdktf";
import type { IPostProcessor, IResolvable, IResolveContext } from "cdktf";
import type { Construct } from "constructs";
import { expressionPaths } from "./hcl-paths";
import { isAttribute, type Rule } from "./rules";

/** Where what is ephemeral in a value comes from. Terraform hands nothing ephemeral from one stack to another. */
export type EphemeralOrigin = "none" | "this stack" | "another stack";

/**
 * Whether a value depends on something ephemeral, and on whose: a variable or a resource that Terraform never keeps, by
 * whatever way it comes into the value (a function, a local, a lazy value, a text around it, a member of an object).
 *
 * Such a value may go into a write-only attribute and nowhere else. Asked when a construct is made, it sees what a lazy
 * value is by then.
 *
 * @param scope in the stack that takes the value
 */
export function ephemeralOrigin(scope: Construct, value: unknown): EphemeralOrigin {
  // Most tokens are, and to resolve them takes long.
  if (isAttribute(value)) return "none";
  const stack = TerraformStack.of(scope);
  return together(tokenExpressions(stack, value).map(({ text, from }) => originOf(text, from, from === stack, [])));
}

/** Whether a value depends on something ephemeral, of whichever stack. */
export function isEphemeral(scope: Construct, value: unknown): boolean {
  return ephemeralOrigin(scope, value) !== "none";
}

/**
 * One rule for each prop that depends on something ephemeral, which Terraform would not let into anything that it keeps.
 *
 * @param except the props that are written into secrets, and nowhere else
 */
export function nothingEphemeral(scope: Construct, props: object, except: readonly string[] = []): Rule[] {
  return Object.entries(props)
    .filter(([name, value]: [string, unknown]) => !except.includes(name) && isEphemeral(scope, value))
    .map(([name]) => ({
      prop: name,
      rule: "must not depend on an ephemeral variable or resource, because Terraform would have to keep it",
      fix: "Give a value that may be read, or store the secret and give its ARN where one can be given.",
      holds: false,
    }));
}

/** What a token is written as, and the stack in which that means something. */
interface Expression {
  readonly text: string;
  readonly from: TerraformStack;
}

/** What the tokens of a value are written as. What is no token is a text, whatever it looks like. */
function tokenExpressions(stack: TerraformStack, value: unknown): Expression[] {
  const listener = new Listener(stack);
  try {
    Tokenization.resolve(value, { scope: stack, resolver: listener, preparing: false });
  } catch {
    // A lazy value that is not there yet, or what no stack can hold: whoever writes it says so.
  }
  return listener.heard;
}

/** Notes what each token comes to, while cdktf resolves a value as it does for the stack. */
class Listener extends DefaultTokenResolver {
  readonly heard: Expression[] = [];

  constructor(private readonly stack: TerraformStack) {
    super(new StringConcat());
  }

  override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    const origin = foreignReference(token, this.stack);
    if (origin) {
      this.heard.push(origin);
      return "null";
    }
    // What is inside of another expression is a part of what that is written as.
    const isOutermost = !context.suppressBraces;
    const written: unknown = super.resolveToken(token, context, postProcessor);
    if (isOutermost && typeof written === "string") this.heard.push({ text: written, from: this.stack });
    return written;
  }
}

/** A reference to another stack, which this one would only see as that stack's output. */
function foreignReference(token: IResolvable, stack: TerraformStack): Expression | undefined {
  const { identifier, originStack } = token as { readonly identifier?: unknown; readonly originStack?: unknown };
  if (typeof identifier !== "string" || originStack === stack || !TerraformStack.isStack(originStack)) return undefined;
  return { text: `\${${identifier}}`, from: originStack };
}

function originOf(text: string, stack: TerraformStack, isHere: boolean, around: readonly string[]): EphemeralOrigin {
  const paths = expressionPaths(text);
  if (!paths.some(([root]) => root === "ephemeral" || root === "var" || root === "local")) return "none";
  return together(
    paths.map(([root, name = "", ...rest]): EphemeralOrigin => {
      const isResource = root === "ephemeral" && rest.length > 0;
      if (isResource || (root === "var" && isEphemeralVariable(stack, name))) {
        return isHere ? "this stack" : "another stack";
      }
      const local = `${stack.node.path}.${name}`;
      const isNew = root === "local" && !around.includes(local);
      return isNew ? originOfLocal(stack, name, isHere, [...around, local]) : "none";
    }),
  );
}

function isEphemeralVariable(stack: TerraformStack, name: string): boolean {
  const written = elementNamed(stack, "variable", name)?.toTerraform() as
    { readonly variable?: Readonly<Record<string, { readonly ephemeral?: unknown }>> } | undefined;
  return written?.variable?.[name]?.ephemeral === true;
}

/** A local is written as it is: in its texts an expression is one. */
function originOfLocal(
  stack: TerraformStack,
  name: string,
  isHere: boolean,
  around: readonly string[],
): EphemeralOrigin {
  const written = elementNamed(stack, "local", name)?.toTerraform() as
    { readonly locals?: Readonly<Record<string, unknown>> } | undefined;
  const value = written?.locals?.[name];
  const expressions = [...tokenExpressions(stack, value), ...textsIn(value).map((text) => ({ text, from: stack }))];
  return together(expressions.map(({ text, from }) => originOf(text, from, isHere && from === stack, around)));
}

/** What comes from another stack spoils the whole value. */
function together(origins: readonly EphemeralOrigin[]): EphemeralOrigin {
  return origins.find((origin) => origin === "another stack") ?? origins.find((origin) => origin !== "none") ?? "none";
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || Tokenization.isResolvable(value)) return [];
  return Object.values(value).flatMap(textsIn);
}

type Kind = "variable" | "local";

const elements = new WeakMap<TerraformStack, Map<string, TerraformElement>>();

/** The variable or local of that name. A stack is only searched anew for a name that was not in it before. */
function elementNamed(stack: TerraformStack, kind: Kind, name: string): TerraformElement | undefined {
  const key = `${kind}.${name}`;
  const known = elements.get(stack)?.get(key);
  if (known) return known;
  const found = new Map(
    stack.node.findAll().flatMap((node): [string, TerraformElement][] => {
      const kindOfNode = TerraformElement.isTerraformElement(node) ? kindOf(node) : undefined;
      return kindOfNode
        ? [[`${kindOfNode}.${(node as TerraformElement).friendlyUniqueId}`, node as TerraformElement]]
        : [];
    }),
  );
  elements.set(stack, found);
  return found.get(key);
}

/** By what they can do, because a project may have two copies of cdktf. */
function kindOf(element: TerraformElement): Kind | undefined {
  if ("stringValue" in element && "booleanValue" in element) return "variable";
  return "asStringMap" in element && "asBoolean" in element ? "local" : undefined;
}
