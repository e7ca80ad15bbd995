/** Which sites the map shows: by category, by how linked they are, around one of them. */

import type { Encoding } from "./encode";
import { within, type Linked, type Web } from "./web";

/** As many sites as a map can bear in an ordinary browser. */
export const MOST = 10_000;

export interface Filter {
  /** Keys of categories left out. */
  hidden: readonly string[];
  /** Sites that fewer others link to are left out. */
  least: number;
  /** Leave out sites that nothing links to or from. */
  linkedOnly: boolean;
  /** Only sites around this one; -1 for all. */
  ego: number;
  steps: number;
  /** Only sites with this value in a second field; null for all. */
  having: ReadonlySet<number> | null;
}

export function shown(web: Web, links: Linked, encoding: Encoding, filter: Filter): Uint8Array {
  const hidden = encoding.legend.map((each) => filter.hidden.includes(each.key));
  const near = filter.ego >= 0 ? within(web, links, filter.ego, filter.steps) : null;
  const found = new Uint8Array(links.size);
  for (let site = 0; site < links.size; site += 1) {
    const degree = links.inDegree[site]!;
    const kept =
      !hidden[encoding.of[site]!] &&
      degree >= filter.least &&
      (!filter.linkedOnly || degree + links.outDegree[site]! > 0) &&
      (!near || near[site]) &&
      (!filter.having || filter.having.has(site));
    found[site] = kept ? 1 : 0;
  }
  if (filter.ego >= 0) found[filter.ego] = 1;
  return found;
}

/** The smallest number of sites linking to one that leaves no more than a map can bear. */
export function leastFor(inDegree: Uint32Array, most = MOST): number {
  if (inDegree.length <= most) return 0;
  const sorted = inDegree.slice().sort();
  return sorted[sorted.length - most - 1]! + 1;
}

export function count(mask: Uint8Array): number {
  return mask.reduce((sum, each) => sum + each, 0);
}

/** Numbers of the links between sites shown. */
export function edgesShown(web: Web, mask: Uint8Array): number[] {
  const found: number[] = [];
  for (let edge = 0; edge < web.source.length; edge += 1) {
    if (mask[web.source[edge]!] && mask[web.target[edge]!]) found.push(edge);
  }
  return found;
}
