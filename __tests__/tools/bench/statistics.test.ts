import { growthExponent, median, medianRatio } from "../../../tools/bench/statistics";

test.each<[number[], number]>([
  [[3], 3],
  [[10, 9, 1], 9],
  [[4, 1, 3, 2], 2.5],
  [[2, 2, 100], 2],
])("the median of %j", (values, expected) => {
  expect(median(values)).toBe(expected);
});

test("the values stay in their order", () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

test("there is no median of nothing", () => {
  expect(() => median([])).toThrow("no values");
});

test("a ratio is taken round by round, so a slow spell of the machine cancels out", () => {
  expect(medianRatio([1, 10, 1], [2, 20, 2])).toBe(0.5);
  // The ratio of the medians would be 1.
  expect(medianRatio([1, 2, 9], [2, 4, 1])).toBe(0.5);
});

test("a ratio needs pairs", () => {
  expect(() => medianRatio([1], [1, 2])).toThrow("as many values");
});

test.each([0.5, 1, 1.05, 2])("the growth exponent of size^%d", (exponent) => {
  const points = [10, 100, 1000, 3000].map((size) => ({ size, cost: 7 * size ** exponent }));
  expect(growthExponent(points)).toBeCloseTo(exponent, 10);
});

test("a growth exponent needs two sizes", () => {
  expect(() => growthExponent([{ size: 1, cost: 1 }])).toThrow("two sizes");
});
