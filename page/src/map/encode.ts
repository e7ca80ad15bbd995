/** What colours and sizes say: a category and a size for every site, and the legend that explains them. */

import { MARKS, NOTHING, SEVERAL, STEPS, VERDICT_MARKS, type Mark } from "./marks";
import type { Linked, MapField, Web } from "./web";

export interface Category {
  /** What the category is called in the address of the map; "" is no value. */
  key: string;
  mark: Mark;
  count: number;
  /** From and to, where the category is a span of numbers. */
  span?: [number, number];
}

export interface Encoding {
  legend: Category[];
  /** The place in the legend of each site. */
  of: Uint16Array;
}

/** What may colour the map: verdict, community, declared, or a field written as `field:NAME`. */
export type Colouring = string;
export const NO_COLOUR = "none";
export const SIZES = ["in", "out", "links", "captured", "known", "same"] as const;
export type Sizing = (typeof SIZES)[number];

const VERDICTS = ["in", "neighbour", "unsure", "out", ""];
export const OTHER = "\u0000other";
export const MANY = "\u0000several";

export function byVerdict(web: Web): Encoding {
  const legend = VERDICTS.map((key) => ({ key, mark: VERDICT_MARKS[key] ?? NOTHING, count: 0 }));
  return counted(legend, web.verdict.map((each) => Math.max(0, VERDICTS.indexOf(each))));
}

/** One look for all. */
export function alike(size: number): Encoding {
  return { legend: [{ key: "all", mark: MARKS[0]!, count: size }], of: new Uint16Array(size) };
}

/** Values of each site; those that most sites have get a mark of their own, the rest share one, and so do several at once. */
export function byValues(values: readonly (readonly string[])[], order: readonly string[] = []): Encoding {
  const counts = new Map<string, number>();
  for (const each of values) if (each.length === 1) counts.set(each[0]!, (counts.get(each[0]!) ?? 0) + 1);
  const place = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);
  const named = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)! || (a < b ? -1 : 1)).slice(0, MARKS.length);
  if (order.length <= MARKS.length) named.sort((a, b) => place(a) - place(b));
  const keys = [...named, OTHER, MANY, ""];
  const rank = new Map(keys.map((key, number) => [key, number]));
  const legend = keys.map((key, number) => ({ key, mark: markOf(key, number), count: 0 }));
  return counted(legend, values.map((each) => rank.get(keyOf(each, rank))!));
}

function keyOf(values: readonly string[], rank: ReadonlyMap<string, number>): string {
  if (values.length > 1) return MANY;
  const only = values[0] ?? "";
  return rank.has(only) ? only : OTHER;
}

function markOf(key: string, number: number): Mark {
  if (key === "") return NOTHING;
  return key === OTHER ? { colour: SEVERAL.colour, shape: "square" } : key === MANY ? SEVERAL : MARKS[number]!;
}

/** Numbers in five spans that hold about as many sites each; equal numbers are never parted. */
export function byNumber(values: readonly (number | null)[]): Encoding {
  const sorted = values.filter((each): each is number => each !== null).sort((a, b) => a - b);
  const edges = [...new Set(STEPS.map((_, step) => sorted[Math.floor((step * sorted.length) / STEPS.length)]!))];
  if (!sorted.length) edges.length = 0;
  const legend: Category[] = edges.map((from, step) => {
    const next = edges[step + 1];
    const to = next === undefined ? sorted.at(-1)! : sorted[sorted.indexOf(next) - 1]!;
    const colour = STEPS[edges.length > 1 ? Math.round((step * (STEPS.length - 1)) / (edges.length - 1)) : 2]!;
    return { key: String(from), mark: { colour, shape: "circle" }, count: 0, span: [from, to] };
  });
  legend.push({ key: "", mark: NOTHING, count: 0 });
  return counted(legend, values.map((each) => (each === null ? edges.length : edges.filter((from) => from <= each).length - 1)));
}

/** A field's values told in the way its type asks for; dates are taken by their year. */
export function byField(field: MapField, values: readonly (readonly string[])[]): Encoding {
  if (field.type !== "number" && field.type !== "date") return byValues(values, field.choices);
  const read = (each: string): number => (field.type === "date" ? parseInt(each, 10) : Number(each));
  return byNumber(values.map(([first]) => (first === undefined || Number.isNaN(read(first)) ? null : read(first))));
}

/** Leave out of the legend what no site has, and count the rest. */
function counted(legend: Category[], places: readonly number[]): Encoding {
  for (const each of places) legend[each]!.count += 1;
  const kept = legend.filter((each) => each.count);
  const moved = legend.map((each) => kept.indexOf(each));
  return { legend: kept, of: Uint16Array.from(places, (each) => moved[each]!) };
}

const SMALLEST = 3, LARGEST = 16, MEAN = 5.5, ROOMY = 400;

/** Radii in pixels: the area grows with the number; where many sites are drawn all are smaller. Null: all alike. */
export function sizes(numbers: ArrayLike<number> | null, count: number, drawn: number): Float32Array {
  const factor = Math.max(0.3, Math.min(1, Math.sqrt(ROOMY / Math.max(1, drawn))));
  const found = new Float32Array(count).fill(Math.max(1.6, MEAN * factor));
  if (!numbers) return found;
  let most = 1;
  for (let site = 0; site < count; site += 1) most = Math.max(most, numbers[site]!);
  return found.map((_, site) => Math.max(1.6, factor * (SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(Math.max(0, numbers[site]!) / most))));
}

/** The numbers that sizes stand for; null where all are of one size. */
export function sizing(web: Web, links: Linked, by: Sizing): ArrayLike<number> | null {
  switch (by) {
    case "in":
      return links.inDegree;
    case "out":
      return links.outDegree;
    case "links":
      return linksInto(web, links.size);
    case "captured":
      return web.captured;
    case "known":
      return web.known;
    case "same":
      return null;
  }
}

function linksInto(web: Web, size: number): Uint32Array {
  const found = new Uint32Array(size);
  web.target.forEach((site, edge) => (found[site]! += web.links[edge]!));
  return found;
}
