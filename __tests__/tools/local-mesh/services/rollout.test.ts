import { decide, type Counted, type Rollout } from "../../../../tools/local-mesh/services/rollout";

const old = (id: string, healthy = true): Counted => ({ id, outgoing: true, healthy });
const fresh = (id: string, healthy = true): Counted => ({ id, outgoing: false, healthy });

function deciding(tasks: readonly Counted[], change: Partial<Rollout> = {}) {
  return decide({
    desired: 2,
    minimumPercent: 100,
    maximumPercent: 200,
    tasks,
    stopping: 0,
    mayStart: true,
    ...change,
  });
}

const ONE_AT_A_TIME = { desired: 1, minimumPercent: 0, maximumPercent: 100 };

describe("What a service starts and stops", () => {
  test("starts what is missing", () => {
    expect(deciding([])).toEqual({ start: 2, stop: [] });
  });

  test("does nothing when all is there, healthy or not yet", () => {
    expect(deciding([fresh("a"), fresh("b", false)])).toEqual({ start: 0, stop: [] });
  });

  test("a roll starts the new ones and keeps the old ones until they are healthy", () => {
    expect(deciding([old("a"), old("b")])).toEqual({ start: 2, stop: [] });
    expect(deciding([old("a"), old("b"), fresh("c", false), fresh("d", false)])).toEqual({ start: 0, stop: [] });
    expect(deciding([old("a"), old("b"), fresh("c"), fresh("d", false)])).toEqual({ start: 0, stop: ["a"] });
    expect(deciding([old("a"), old("b"), fresh("c"), fresh("d")])).toEqual({ start: 0, stop: ["a", "b"] });
  });

  test("one at a time stops first, and starts when the old one is gone", () => {
    expect(deciding([old("a")], ONE_AT_A_TIME)).toEqual({ start: 0, stop: ["a"] });
    expect(deciding([], { ...ONE_AT_A_TIME, stopping: 1 })).toEqual({ start: 0, stop: [] });
    expect(deciding([], ONE_AT_A_TIME)).toEqual({ start: 1, stop: [] });
  });

  test("three with one spare are replaced one by one", () => {
    const three = { desired: 3, minimumPercent: 66, maximumPercent: 100 };
    expect(deciding([old("a"), old("b"), old("c")], three)).toEqual({ start: 0, stop: ["a"] });
    expect(deciding([old("b"), old("c")], { ...three, stopping: 1 })).toEqual({ start: 0, stop: [] });
    expect(deciding([old("b"), old("c")], three)).toEqual({ start: 1, stop: [] });
    expect(deciding([old("b"), old("c"), fresh("d", false)], three)).toEqual({ start: 0, stop: [] });
    expect(deciding([old("b"), old("c"), fresh("d")], three)).toEqual({ start: 0, stop: ["b"] });
  });

  test("an old one that is not healthy goes first", () => {
    expect(deciding([old("a"), old("b", false), fresh("c")])).toEqual({ start: 1, stop: ["b"] });
  });

  test("one that failed its checks stays until another is healthy, where there is room for both", () => {
    expect(deciding([fresh("a"), old("b", false)])).toEqual({ start: 1, stop: [] });
    expect(deciding([fresh("a"), old("b", false), fresh("c")])).toEqual({ start: 0, stop: ["b"] });
    expect(deciding([old("a", false)], ONE_AT_A_TIME)).toEqual({ start: 0, stop: ["a"] });
  });

  test("fewer are asked for: what is not healthy goes, then the youngest", () => {
    expect(deciding([fresh("a", false), fresh("b"), fresh("c"), fresh("d")])).toEqual({ start: 0, stop: ["a", "d"] });
  });

  test("fewer are asked for during a roll", () => {
    expect(deciding([old("a"), old("b"), old("c"), fresh("d", false)], { desired: 1 })).toEqual({
      start: 0,
      stop: ["a", "b"],
    });
  });

  test("more are asked for during a roll", () => {
    expect(deciding([old("a"), old("b"), fresh("c"), fresh("d", false)], { desired: 4 })).toEqual({
      start: 2,
      stop: [],
    });
  });

  test("none are asked for", () => {
    expect(deciding([old("a"), fresh("b"), fresh("c", false)], { desired: 0 }).stop).toHaveLength(3);
  });

  test("while starts are held back nothing makes room for them", () => {
    expect(deciding([old("a")], { ...ONE_AT_A_TIME, mayStart: false })).toEqual({ start: 0, stop: [] });
  });

  test("what is neither old nor healthy is in nobody's way before it has failed", () => {
    expect(deciding([old("a"), old("b"), fresh("c", false)], { maximumPercent: 150 })).toEqual({ start: 0, stop: [] });
  });

  test("a third deployment gets the room of a second that never got healthy", () => {
    expect(deciding([old("a"), old("b"), old("c", false), old("d", false)])).toEqual({ start: 0, stop: ["c", "d"] });
  });
});
