/** Sites and links as columns, and what follows from them: neighbours, degrees, who is within reach of one. */

import type { components } from "../api/schema";

export type Web = components["schemas"]["MapShape"];
export type MapField = components["schemas"]["MapField"];

/** Neighbours of every site in one row: those of site i stand from `start[i]` to `start[i + 1]`, as numbers of links. */
interface Beside {
  start: Uint32Array;
  edge: Uint32Array;
}

export interface Linked {
  size: number;
  into: Beside;
  from: Beside;
  inDegree: Uint32Array;
  outDegree: Uint32Array;
}

export function linked(web: Web): Linked {
  const size = web.site.length;
  const [into, from] = [beside(web.target, size), beside(web.source, size)];
  return { size, into, from, inDegree: widths(into.start), outDegree: widths(from.start) };
}

function beside(ends: readonly number[], size: number): Beside {
  const start = new Uint32Array(size + 1);
  for (const each of ends) start[each + 1]! += 1;
  for (let row = 0; row < size; row += 1) start[row + 1]! += start[row]!;
  const next = start.slice();
  const edge = new Uint32Array(ends.length);
  ends.forEach((each, number) => (edge[next[each]!++] = number));
  return { start, edge };
}

function widths(start: Uint32Array): Uint32Array {
  return start.subarray(1).map((each, row) => each - start[row]!);
}

/** Links that lead to a site, and those that leave it, most of them first. */
export function edgesOf(web: Web, links: Linked, site: number): { into: number[]; from: number[] } {
  const of = ({ start, edge }: Beside): number[] =>
    [...edge.subarray(start[site], start[site + 1])].sort((a, b) => web.links[b]! - web.links[a]! || a - b);
  return { into: of(links.into), from: of(links.from) };
}

/** Which sites are at most some steps from one, whatever the direction of links. */
export function within(web: Web, links: Linked, site: number, steps: number): Uint8Array {
  const reached = new Uint8Array(links.size);
  let front = [site];
  reached[site] = 1;
  for (let step = 0; step < steps; step += 1) {
    const next: number[] = [];
    for (const each of front) {
      const { into, from } = edgesOf(web, links, each);
      for (const other of [...into.map((edge) => web.source[edge]!), ...from.map((edge) => web.target[edge]!)]) {
        if (!reached[other]) next.push(other);
        reached[other] = 1;
      }
    }
    front = next;
  }
  return reached;
}

/** Words as they are looked for: without case, accents and the marks of vowels. */
export function folded(words: string): string {
  return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
