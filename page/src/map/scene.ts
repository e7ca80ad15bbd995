/** A map as it leaves the page: what is drawn where, before it becomes SVG, PNG or print; with legend, method and date on it. */

import { between, faintness, type Mark } from "./marks";

export interface Line {
  words: string;
  x: number;
  y: number;
  size: number;
  colour: string;
  bold?: boolean;
  /** Written over links: with a rim that keeps it apart from them. */
  rimmed?: boolean;
}

export interface Dot {
  x: number;
  y: number;
  radius: number;
  mark: Mark;
}

export interface Scene {
  width: number;
  height: number;
  title: string;
  description: string;
  paper: string;
  edges: Float32Array;
  edgeColour: string;
  dots: Dot[];
  lines: Line[];
}

/** What a picture is made from. `places` holds x and y of each site in turn, y upwards; `sites` are those drawn. */
export interface Drawing {
  title: string;
  caption: readonly string[];
  legend: readonly { mark: Mark; words: string }[];
  legendTitle: string;
  sites: readonly number[];
  edges: readonly (readonly [number, number])[];
  places: Float32Array;
  radii: Float32Array;
  marks: (site: number) => Mark;
  name: (site: number) => string;
}

/** How wide words are in a size. */
export type Measure = (words: string, size: number) => number;

const WIDTH = 1600, MAP_HEIGHT = 1000, MARGIN = 40, SIDE = 300;
const INK = "#22252a", SOFT = "#4c5158", EDGE = "#c9c6be", PAPER = "#ffffff";
const LABEL = 15, SMALL = 17, LEADING = 1.45, MOST_LABELS = 400;

export function scene(drawing: Drawing, measure: Measure): Scene {
  const heading: Line = { words: cut(drawing.title, 30, WIDTH - 2 * MARGIN, measure), x: MARGIN, y: MARGIN + 26, size: 30, colour: INK, bold: true };
  const top = heading.y + MARGIN;
  const at = fitted(drawing, WIDTH - 2 * MARGIN - SIDE, MAP_HEIGHT, MARGIN, top);
  const dots = drawing.sites.map((site) => ({ x: at[2 * site]!, y: at[2 * site + 1]!, radius: drawing.radii[site]! * 1.2, mark: drawing.marks(site) }));
  const edges = new Float32Array(drawing.edges.flatMap(([a, b]) => [at[2 * a]!, at[2 * a + 1]!, at[2 * b]!, at[2 * b + 1]!]));
  const legend = legendAt(drawing, WIDTH - MARGIN - SIDE + 20, top, measure);
  const caption = drawing.caption
    .flatMap((each) => wrapped(each, SMALL, WIDTH - 2 * MARGIN, measure))
    .map((words, row): Line => ({ words, x: MARGIN, y: top + MAP_HEIGHT + MARGIN + row * SMALL * LEADING, size: SMALL, colour: SOFT }));
  return {
    width: WIDTH,
    height: Math.round(top + MAP_HEIGHT + MARGIN + caption.length * SMALL * LEADING + MARGIN / 2),
    title: drawing.title,
    description: drawing.caption.join(" "),
    paper: PAPER,
    edges,
    edgeColour: between(EDGE, PAPER, faintness(drawing.edges.length)),
    dots: [...dots.sort((a, b) => b.radius - a.radius), ...legend.dots],
    lines: [heading, ...labels(drawing, at, measure), ...legend.lines, ...caption],
  };
}

/** Places moved and stretched evenly so that the sites drawn fill a frame; y turns downwards. */
function fitted({ sites, places }: Drawing, width: number, height: number, left: number, top: number): Float32Array {
  let [lowX, highX, lowY, highY] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const site of sites) {
    [lowX, highX] = [Math.min(lowX, places[2 * site]!), Math.max(highX, places[2 * site]!)];
    [lowY, highY] = [Math.min(lowY, places[2 * site + 1]!), Math.max(highY, places[2 * site + 1]!)];
  }
  const inset = 24;
  const scale = Math.min((width - 2 * inset) / (highX - lowX || 1), (height - 2 * inset) / (highY - lowY || 1));
  const found = new Float32Array(places.length);
  for (const site of sites) {
    found[2 * site] = left + width / 2 + (places[2 * site]! - (lowX + highX) / 2) * scale;
    found[2 * site + 1] = top + height / 2 - (places[2 * site + 1]! - (lowY + highY) / 2) * scale;
  }
  return found;
}

/** Names of the largest sites, as many as fit without lying on each other. */
function labels({ sites, radii, name }: Drawing, at: Float32Array, measure: Measure): Line[] {
  const taken: [number, number, number, number][] = [];
  const found: Line[] = [];
  for (const site of [...sites].sort((a, b) => radii[b]! - radii[a]! || a - b)) {
    if (found.length >= MOST_LABELS) break;
    const words = cut(name(site), LABEL, 260, measure);
    const x = at[2 * site]! + radii[site]! * 1.2 + 4;
    const y = at[2 * site + 1]! + LABEL / 3;
    const box: [number, number, number, number] = [x, y - LABEL, x + measure(words, LABEL), y + 4];
    if (box[2] > WIDTH - MARGIN - SIDE || taken.some((each) => overlap(each, box))) continue;
    taken.push(box);
    found.push({ words, x, y, size: LABEL, colour: INK, rimmed: true });
  }
  return found;
}

function overlap(a: readonly number[], b: readonly number[]): boolean {
  return a[0]! < b[2]! && b[0]! < a[2]! && a[1]! < b[3]! && b[1]! < a[3]!;
}

function legendAt({ legend, legendTitle }: Drawing, x: number, top: number, measure: Measure): { dots: Dot[]; lines: Line[] } {
  const rows = legend.map((each, row) => ({ ...each, y: top + 44 + row * 30 }));
  return {
    dots: rows.map(({ mark, y }) => ({ x: x + 8, y: y - 6, radius: 9, mark })),
    lines: [
      { words: cut(legendTitle, SMALL, SIDE - 20, measure), x, y: top + 10, size: SMALL, colour: INK, bold: true },
      ...rows.map(({ words, y }) => ({ words: cut(words, SMALL, SIDE - 50, measure), x: x + 28, y, size: SMALL, colour: INK })),
    ],
  };
}

export function cut(words: string, size: number, width: number, measure: Measure): string {
  if (measure(words, size) <= width) return words;
  const letters = [...words];
  while (letters.length > 1 && measure(`${letters.join("")}…`, size) > width) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

export function wrapped(words: string, size: number, width: number, measure: Measure): string[] {
  const rows: string[] = [];
  for (const word of words.split(" ")) {
    const longer = rows.length ? `${rows.at(-1)} ${word}` : word;
    if (rows.length && measure(longer, size) <= width) rows[rows.length - 1] = longer;
    else rows.push(word);
  }
  return rows;
}
