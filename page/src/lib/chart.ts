/** The little that charts need: scales and round ticks. */

export function scale(from: readonly [number, number], to: readonly [number, number]): (value: number) => number {
  const span = from[1] - from[0] || 1;
  return (value) => to[0] + ((value - from[0]) / span) * (to[1] - to[0]);
}

/** Round numbers from 0 to at least `high`, about `wished` of them. */
export function ticks(high: number, wished = 4): number[] {
  if (high <= 0) return [0, 1];
  const rough = high / wished;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10) * power);
  return Array.from({ length: Math.ceil(high / step) + 1 }, (_, place) => place * step);
}

/** Running totals: finds per hundred → finds so far. */
export function running(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((each) => (sum += each));
}
