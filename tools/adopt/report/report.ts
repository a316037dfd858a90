import type { Adopted } from "../adopt";
import { unannounced, type Planned, type PlannedChange } from "../plan";
import type { StateResource } from "../state";
import { groupBy } from "../values";
import { classOf } from "../write";
import { expectedChanges, groupOf } from "./expected";

/** The report, as Markdown. It holds addresses and names of attributes, and no value of the state. */
export function report(adopted: Adopted, others: readonly StateResource[], planned: Planned): string {
  return [
    "# What is taken over",
    ...section("Mapped", mapped(adopted), "Nothing: there is no call of a module that is known."),
    ...section("Left", left(adopted), "Nothing."),
    ...section("Leaves the state", leaving(adopted), "Nothing."),
    ...section("Changes on the first apply, and why", expected(adopted), NO_CHANGES),
    ...section("What the plan says", plan(planned, others), NOTHING_TO_DO),
    ...pending(adopted),
    "",
  ].join("\n");
}

const NO_CHANGES =
  "None: with `likeHclModule` the constructs make what the modules made. What changes without it is in the README.";
const NOTHING_TO_DO = "Everything stays as it is, at its new address.";

function section(title: string, lines: readonly string[], otherwise: string): string[] {
  return ["", `## ${title}`, "", ...(lines.length > 0 ? lines.map((line) => `- ${line}`) : [otherwise])];
}

function mapped({ calls, beside }: Adopted): string[] {
  const constructs = calls.map(({ call, back, services }) => {
    const beside = services.map(({ address }) => `\`${address}\``);
    const more = beside.length === 0 ? "" : `, with ${beside.join(" and ")} beside it`;
    return `\`${call.address}\`: ${call.module} of line ${call.release} becomes \`${back.construct}\`${more}.`;
  });
  const resources = beside.map(({ resource: { address, type } }) => `\`${address}\` becomes \`${classOf(type)}\`.`);
  return [...constructs, ...resources];
}

function left({ left: all }: Adopted): string[] {
  return all.map(({ address, why }) => `\`${address}\`: ${why}.`);
}

/** By call, and in the root module by resource: a list of a thousand addresses helps nobody. */
function leaving({ forgotten, newState, calls }: Adopted): string[] {
  if (newState)
    return calls.length === 0 ? [] : ["What is mapped leaves the old state by `removed.tf`; all else stays there."];
  return [...groupBy(forgotten, groupOf)].map(
    ([group, { length }]) =>
      `\`${group}\`${length === 1 ? "" : ` (${length} resources)`}: nothing manages it any more; it stays as it is in AWS.`,
  );
}

function expected(adopted: Adopted): string[] {
  return expectedChanges(adopted).map(({ address, what, why }) => `\`${address}\`: ${what}, because ${why}.`);
}

function plan(planned: Planned, others: readonly StateResource[]): string[] {
  if (planned.kind === "refused") return [`It was not made. Correct this in \`adopted-stack.ts\`: ${planned.why}`];
  if (planned.kind === "not planned") return [`It was not made: ${planned.why}`];
  const changes = planned.changes.filter(({ kind }) => !QUIET.includes(kind));
  const quiet = groupBy(planned.changes, ({ kind }) => kind);
  const counts = QUIET.flatMap((kind) => {
    const count = quiet.get(kind)?.length ?? 0;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  const providers = [...new Set(others.map(({ provider }) => provider.split("/").at(-1) ?? ""))];
  return [
    ...(counts.length === 0 ? [] : [`${counts.join(", ")}.`]),
    ...changes.map(line),
    ...(providers.length === 0
      ? []
      : [`What the providers ${providers.join(", ")} wrote was left out of it: it only leaves the state.`]),
  ];
}

const QUIET: readonly PlannedChange["kind"][] = ["moved", "imported", "forgotten"];

function line({ address, kind, announced, attributes = [] }: PlannedChange): string {
  const differs = attributes.length === 0 ? "" : ` (${attributes.join(", ")})`;
  const warning = announced ? "" : ": **this was not announced, do not apply it**";
  return `\`${address}\` is ${kind}${differs}${warning}.`;
}

function pending({ pending: addresses }: Adopted): string[] {
  return section(
    "Before you go on",
    addresses.map(
      (address) => `\`${address}\`: the plan that you gave would change it. Apply that first, or it is lost.`,
    ),
    "",
  ).slice(0, addresses.length === 0 ? 0 : undefined);
}

/** What the command must fail on. */
export function failures(planned: Planned): string[] {
  if (planned.kind === "refused") return [planned.why];
  return planned.kind === "not planned"
    ? []
    : unannounced(planned.changes).map(({ address, kind }) => `${address} would be ${kind}, which was not announced`);
}
