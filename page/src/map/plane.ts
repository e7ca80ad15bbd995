/** Points on a plane: which link lies under a click, which sites within a loop. */

export type Point = readonly [number, number];

/** How far a point is from the stretch between two others. */
export function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  const share = square ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / square)) : 0;
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}

/** The link nearest to a point, at most `reach` away; -1 where there is none. `place` gives where a site is. */
export function nearest(
  edges: Iterable<number>,
  ends: (edge: number) => readonly [number, number],
  place: (site: number) => Point,
  at: Point,
  reach: number,
): number {
  let [best, least] = [-1, reach];
  for (const edge of edges) {
    const [from, to] = ends(edge);
    const far = distance(at, place(from), place(to));
    if (far <= least) [best, least] = [edge, far];
  }
  return best;
}

/** Whether a point lies within a loop drawn by hand, by the even-odd rule. */
export function inside([x, y]: Point, loop: readonly Point[]): boolean {
  let found = false;
  loop.forEach(([ax, ay], corner) => {
    const [bx, by] = loop[(corner + 1) % loop.length]!;
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) found = !found;
  });
  return found;
}
