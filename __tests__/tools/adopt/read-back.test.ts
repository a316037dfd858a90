import "../../helpers/no-stack-traces";
import { readBack, type ModuleName, type ReadBack } from "../../../tools/adopt";
import { synthesizeCall, type WrittenStack } from "../../../tools/parity";
import { goodCases, type GoodCase } from "../parity/cases";
import { withDepartures } from "../parity/departures";
import { byName, normalise } from "../parity/normalise";
import { resourcesOf } from "../parity/synthesized";
import { recordedState } from "./recorded";
import { synthesized } from "./synthesized";

const cases = goodCases.map((each) => [each.name, each] as const);

describe.each(cases)("%s", (name, { call, resources }) => {
  const made = synthesized(backOf({ name, call }));

  it("is read back to what makes the same resources", () => {
    expect(byName(resourcesOf(made).map(normalise))).toEqual(byName(withDepartures(resources, "synthesized")));
  });

  // Of scripts, nothing was recorded.
  it("starts its client agent as the call would have it", () => {
    expect(scripts(made)).toEqual(scripts(synthesizeCall(call)));
  });
});

it("reads nothing back that is the default", () => {
  const seen = new Set<string>();
  for (const { name, call } of goodCases) {
    const back = backOf({ name, call });
    const whole = JSON.stringify(synthesized(back));
    const props = Object.keys(back.props).filter((prop) => !seen.has(`${call.tag} ${call.module} ${prop}`));
    for (const prop of props) {
      seen.add(`${call.tag} ${call.module} ${prop}`);
      expect({ name, prop, text: withoutProp(back, prop) }).not.toEqual({ name, prop, text: whole });
    }
  }
});

function backOf({ name, call: { tag, module } }: Pick<GoodCase, "name" | "call">): ReadBack {
  return readBack(tag === "v0.10.0" ? "0.10" : "0.6", module as ModuleName, recordedState(name));
}

function withoutProp(back: ReadBack, prop: string): string {
  try {
    return JSON.stringify(
      synthesized({ ...back, props: Object.fromEntries(Object.entries(back.props).filter(([key]) => key !== prop)) }),
    );
  } catch {
    return "refused";
  }
}

interface Container {
  readonly name: string;
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
}

function scripts(stack: WrittenStack): object {
  const task = resourcesOf(stack).find(({ type }) => type === "aws_ecs_task_definition");
  const containers = JSON.parse(String(task?.values.container_definitions)) as Container[];
  const shells = containers.filter(({ entryPoint }) => entryPoint?.[0] === "/bin/sh");
  return Object.fromEntries(shells.map(({ name, command }) => [name, command]));
}
