/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new Error("There is no median of no values.");
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2;
}

/**
 * How many times as much as the other, round by round: what slows the machine down for a while slows down both runs of a
 * round, and then cancels out.
 */
export function ratios(values: readonly number[], others: readonly number[]): number[] {
  if (values.length !== others.length) throw new Error("A ratio needs as many values of the one as of the other.");
  return values.map((value, round) => value / others[round]!);
}

/** The median of these ratios. */
export function medianRatio(values: readonly number[], others: readonly number[]): number {
  return median(ratios(values, others));
}

/**
 * The exponent k of a cost that grows like size^k: the slope of the line that fits the logarithms best. 1 is linear, 2 is
 * quadratic.
 */
export function growthExponent(points: readonly { readonly size: number; readonly cost: number }[]): number {
  if (points.length < 2) throw new Error("A growth exponent needs two sizes at the least.");
  const logs = points.map(({ size, cost }) => [Math.log(size), Math.log(cost)] as const);
  const mean = (index: 0 | 1): number => logs.reduce((sum, log) => sum + log[index], 0) / logs.length;
  const [meanSize, meanCost] = [mean(0), mean(1)];
  const slope = logs.reduce((sum, [size, cost]) => sum + (size - meanSize) * (cost - meanCost), 0);
  return slope / logs.reduce((sum, [size]) => sum + (size - meanSize) ** 2, 0);
}
