import { withValues, type Position } from "./positions";
import { trial, type Variant } from "./trial";

/** An expression that Terraform takes for text. A shell's `${VAR}` rightly is such text. */
const ESCAPED = /\$\$\{[^}]*\}?/g;

/** What is written of props that have literals only. */
export class Literals {
  private readonly text: string | undefined;
  private readonly escaped: ReadonlySet<string>;
  private readonly mattering = new Map<Position, boolean>();

  constructor(private readonly variant: Variant) {
    this.text = this.write(variant.props);
    this.escaped = new Set(this.text?.match(ESCAPED));
  }

  /**
   * An escaped `${` that is not there when the same is made of literals. A variable that the script itself sets is rightly
   * one: the value of a token may get into a script by one.
   */
  escapedBeyond(text: string): string | undefined {
    const isSetThere = (found: string) => text.includes(`${found.slice("$${".length, -1)}=`);
    return text.match(ESCAPED)?.find((found) => !this.escaped.has(found) && !isSetThere(found));
  }

  /**
   * Whether another literal in this place changes anything, or none can be there: not all that servers say is for every
   * task.
   */
  matter(position: Position): boolean {
    const found = this.mattering.get(position) ?? this.tries(position);
    this.mattering.set(position, found);
    return found;
  }

  private tries({ path, value }: Position): boolean {
    const texts = [undefined, ...others(value)].map((other) =>
      this.write((stack) => withValues(this.variant.props(stack), [{ path, value: other }]) as object),
    );
    const written = texts.filter((text) => text !== undefined);
    return written.length === 0 || written.some((text) => text !== this.text);
  }

  private write(props: Variant["props"]): string | undefined {
    const outcome = trial(this.variant, props);
    return outcome.kind === "written" ? outcome.text : undefined;
  }
}

/** Other literals of the same type, which may be right. */
function others(value: unknown): unknown[] {
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number") return [value + 1, value - 1];
  if (Array.isArray(value)) return [value.slice(1), value.slice(0, 1)];
  return typeof value === "string" ? [`${value}1`] : [];
}
