import { RELEASES, runAdopt, UnreadableState, type AdoptCommand } from "../tools/adopt";
import { runCommand, UsageError } from "../tools/command";

/** Takes over what calls of the HCL modules made. */
void runCommand({
  call: "npm run adopt --",
  about: `Takes over what calls of HashiCorp's modules for Consul on ECS made: writes a stack with a construct for each call, and
plans it on a copy of the state. Nothing is changed, neither in AWS nor in the state.`,
  options: {
    plan: {
      value: "PLAN.json",
      help: "what `terraform show -json` writes of a plan: it knows the calls and their sources",
    },
    state: { value: "STATE.json", help: "what `terraform show -json` or `terraform state pull` writes of the state" },
    modules: { value: "FILE", help: ".terraform/modules/modules.json, which knows the versions of the modules" },
    line: { value: "LINE", help: `release line of calls whose version nothing else says: ${RELEASES.join(" or ")}` },
    out: { value: "DIR", help: "where the program and the report go. Otherwise there is only the report" },
    "new-state": {
      help: "has the stack import what it takes over into a state of its own; the old root keeps the rest",
    },
  },
  notes: `Give --plan or --state, or both: the state is then that of --state.
It ends with exit code 1 when the plan would destroy or replace something that the report does not announce, and when a
construct does not take what was read back.`,
  async run(given) {
    const [plan, state] = [given.value("plan"), given.value("state")];
    if (plan === undefined && state === undefined) throw new UsageError("Give --plan or --state.");
    const { report, failures } = await adopted({
      plan,
      state,
      modules: given.value("modules"),
      out: given.value("out"),
      newState: given.has("new-state"),
      ...line(given.value("line")),
    });
    console.log(report);
    if (failures.length === 0) return;
    for (const failure of failures) console.error(failure);
    process.exitCode = 1;
  },
});

/** A file that is not what it should be is the caller's mistake, and no stack trace helps him. */
async function adopted(command: AdoptCommand): ReturnType<typeof runAdopt> {
  try {
    return await runAdopt(command);
  } catch (error) {
    throw error instanceof UnreadableState ? new UsageError(error.message) : error;
  }
}

function line(value: string | undefined): Pick<AdoptCommand, "line"> {
  if (value === undefined) return {};
  const found = RELEASES.find((release) => release === value);
  if (found === undefined) throw new UsageError(`--line is ${RELEASES.join(" or ")}, not ${value}.`);
  return { line: found };
}
