/** Places of sites by ForceAtlas2, the same for the same sites, links, seed and rounds in one browser. */

import iterate from "graphology-layout-forceatlas2/iterate.js";

/** What is laid out: pairs of sites that are linked, each once, as places in a list ordered by identifier. */
export interface Task {
  sites: number;
  source: Uint32Array;
  target: Uint32Array;
  seed: number;
  rounds: number;
}

const PER_SITE = 10, PER_PAIR = 3;
export const GRAVITY = 0.5, SCALING = 10;

/** How many rounds a map needs to come to rest; `analysis/layout.py` goes by the same rule. */
export function roundsFor(sites: number): number {
  return sites <= 1000 ? 600 : sites <= 5000 ? 400 : 250;
}

/** Numbers from 0 to 1 that follow from a seed (mulberry32, after Tommy Ettinger). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Where everything stands after some rounds: x and y of each site in turn. */
export interface Standing {
  done: number;
  places: () => Float32Array;
}

/** Follow the forces round by round. */
export function* rounds({ sites, source, target, seed, rounds: wanted }: Task): Generator<Standing, Float32Array, void> {
  const next = random(seed);
  const radius = 10 * Math.sqrt(sites);
  const nodes = new Float32Array(sites * PER_SITE);
  for (let at = 0; at < nodes.length; at += PER_SITE) {
    nodes.set([(2 * next() - 1) * radius, (2 * next() - 1) * radius, 0, 0, 0, 0, 1, 1, 1, 0], at);
  }
  const pairs = new Float32Array(source.length * PER_PAIR);
  source.forEach((from, number) => {
    const to = target[number]!;
    pairs.set([from * PER_SITE, to * PER_SITE, 1], number * PER_PAIR);
    nodes[from * PER_SITE + 6]! += 1;
    nodes[to * PER_SITE + 6]! += 1;
  });
  const settings = {
    linLogMode: false,
    outboundAttractionDistribution: false,
    adjustSizes: false,
    edgeWeightInfluence: 1,
    scalingRatio: SCALING,
    strongGravityMode: true,
    gravity: GRAVITY,
    slowDown: 1 + Math.log(Math.max(1, sites)),
    barnesHutOptimize: sites > 1000,
    barnesHutTheta: 0.7,
  };
  const places = (): Float32Array => Float32Array.from({ length: 2 * sites }, (_, place) => nodes[(place >> 1) * PER_SITE + (place & 1)]!);
  for (let done = 1; done <= wanted; done += 1) {
    if (sites > 1) iterate(settings, nodes, pairs);
    yield { done, places };
  }
  return places();
}

/** What is to be laid out of a map: the sites of a mask in the order of their identifiers, and the pairs linked among them. */
export function task(
  web: { site: readonly string[]; source: readonly number[]; target: readonly number[] },
  mask: Uint8Array,
  seed: number,
): { task: Task; order: number[] } {
  const order = web.site.map((_, site) => site).filter((site) => mask[site]);
  order.sort((a, b) => (web.site[a]! < web.site[b]! ? -1 : 1));
  const place = new Map(order.map((site, number) => [site, number]));
  const pairs = new Set<number>();
  web.source.forEach((from, edge) => {
    const [a, b] = [place.get(from), place.get(web.target[edge]!)];
    if (a !== undefined && b !== undefined && a !== b) pairs.add(Math.min(a, b) * order.length + Math.max(a, b));
  });
  const sorted = [...pairs].sort((a, b) => a - b);
  return {
    order,
    task: {
      sites: order.length,
      source: Uint32Array.from(sorted, (each) => Math.floor(each / order.length)),
      target: Uint32Array.from(sorted, (each) => each % order.length),
      seed,
      rounds: roundsFor(order.length),
    },
  };
}
