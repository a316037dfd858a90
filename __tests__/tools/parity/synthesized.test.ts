import { synthesizeCall } from "../../../tools/parity";
import { goodCases } from "./cases";
import { departures, withDepartures, type Departure } from "./departures";
import { byName, normalise } from "./normalise";
import { resourcesOf } from "./synthesized";

describe.each(goodCases)("$name", ({ call, resources }) => {
  it("makes what the HCL module made, but for the departures", () => {
    const made = resourcesOf(synthesizeCall(call)).map(normalise);
    expect(byName(made)).toEqual(byName(withDepartures(resources, "synthesized")));
  });

  it("makes what the HCL module made when it is like the module, but for what could not work there", () => {
    const like = { likeHclModule: true };
    const made = resourcesOf(synthesizeCall(call, like)).map(normalise);
    expect(byName(made)).toEqual(byName(withDepartures(resources, "synthesized", like)));
  });
});

describe("departures", () => {
  it.each(departures.map((departure) => [departure.what, departure] as const))(
    "%s is met by a case",
    (_, departure) => {
      expect(goodCases.filter(({ resources }) => matters(departure, resources))).not.toHaveLength(0);
    },
  );
});

function matters({ expected }: Departure, recorded: Parameters<Departure["expected"]>[0]): boolean {
  return JSON.stringify(expected(recorded)) !== JSON.stringify(recorded);
}
