import { TerraformElement, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { enforce, type Rule } from "../aws";

/** A resource that goes from one address in the state to another one. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** A resource that exists, and comes into the state. */
export interface Import {
  readonly to: string;
  readonly id: string;
}

/** What is to be written, asked when the stack is. */
export interface Blocks {
  readonly moved?: readonly Move[];
  readonly imports?: readonly Import[];
  /** Addresses, without keys. */
  readonly forgotten?: readonly string[];
}

/** What a stack takes over, and what it lets go: all of its blocks `moved`, `import` and `removed`. */
export class AdoptionBlocks extends TerraformElement {
  private static readonly ofStack = new WeakMap<TerraformStack, AdoptionBlocks>();
  private readonly claimed = new Map<string, string>();
  private readonly asked: (() => Blocks)[] = [];

  static of(scope: Construct): AdoptionBlocks {
    const stack = TerraformStack.of(scope);
    const known = AdoptionBlocks.ofStack.get(stack);
    if (known !== undefined) return known;
    const made = new AdoptionBlocks(stack, "adopted-resources");
    AdoptionBlocks.ofStack.set(stack, made);
    return made;
  }

  add(blocks: () => Blocks): void {
    this.asked.push(blocks);
  }

  /**
   * What is one thing's is not another one's as well: an address in the state, or a construct of the stack.
   *
   * @returns the rule, which a thing breaks that somebody claimed before
   */
  claim(prop: string, thing: string, by: string): Rule[] {
    const before = this.claimed.get(thing);
    if (before === undefined) this.claimed.set(thing, by);
    return before === undefined
      ? []
      : [{ prop, rule: `is taken over already, by ${before}`, got: thing, fix: "Take it over once.", holds: false }];
  }

  override toTerraform(): object {
    const blocks = this.asked.map((ask) => ask());
    const moved = blocks.flatMap((each) => each.moved ?? []);
    const imports = blocks.flatMap((each) => each.imports ?? []);
    enforce("What is taken over", [
      ...onlyOnce(moved.map(({ from }) => from)),
      ...onlyOnce([...moved, ...imports].map(({ to }) => to)),
    ]);
    const forgotten = new Set(blocks.flatMap((each) => each.forgotten ?? []));
    return {
      ...(moved.length > 0 ? { moved } : {}),
      ...(imports.length > 0 ? { import: imports } : {}),
      ...(forgotten.size > 0
        ? { removed: [...forgotten].map((from) => ({ from, lifecycle: { destroy: false } })) }
        : {}),
    };
  }
}

/** A resource of a call that is taken over may have been taken over by itself as well. */
function onlyOnce(addresses: readonly string[]): Rule[] {
  const twice = addresses.filter((address, index) => addresses.indexOf(address) !== index);
  return twice.map((address) => ({
    prop: "address",
    rule: "is taken over with its call, and by itself",
    got: address,
    fix: "Take it over once.",
    holds: false,
  }));
}
