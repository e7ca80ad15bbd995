/** What a category looks like: a colour that all eyes tell apart, and a shape besides, so that colour never speaks alone. */

/** Shapes in the order of their numbers in `shape.ts`. */
export const SHAPES = ["circle", "square", "triangle", "diamond", "wedge", "cross", "hexagon"] as const;
export type Shape = (typeof SHAPES)[number];

export interface Mark {
  colour: string;
  shape: Shape;
}

/** After Okabe & Ito (2008): told apart with every kind of colour vision. */
const BLUE = "#0072b2", ORANGE = "#e69f00", GREEN = "#009e73", RED = "#d55e00", SKY = "#56b4e9", PURPLE = "#cc79a7", YELLOW = "#d8c92a";

export const NOTHING: Mark = { colour: "#9a9a9a", shape: "circle" };
/** Several values at once, or categories beyond those that have a mark of their own. */
export const SEVERAL: Mark = { colour: "#6b6b6b", shape: "hexagon" };

export const MARKS: readonly Mark[] = [
  { colour: BLUE, shape: "circle" },
  { colour: ORANGE, shape: "square" },
  { colour: GREEN, shape: "triangle" },
  { colour: RED, shape: "diamond" },
  { colour: PURPLE, shape: "wedge" },
  { colour: SKY, shape: "cross" },
  { colour: YELLOW, shape: "hexagon" },
];

export const VERDICT_MARKS: Record<string, Mark> = {
  in: { colour: BLUE, shape: "circle" },
  neighbour: { colour: ORANGE, shape: "square" },
  unsure: { colour: PURPLE, shape: "wedge" },
  out: { colour: RED, shape: "cross" },
};

/** From little to much, dark to light: five steps of cividis (Nuñez, Anderton & Renslow 2018). */
export const STEPS: readonly string[] = ["#00336f", "#4b5470", "#7b7b78", "#b4a76e", "#f0d94f"];

/** A colour between two, `share` of the way; both written as #rrggbb. */
export function between(from: string, to: string, share: number): string {
  const [a, b] = [parts(from), parts(to)];
  return `#${a.map((each, place) => Math.round(each + (b[place]! - each) * share).toString(16).padStart(2, "0")).join("")}`;
}

/** How far links fade into the paper: the more there are, the more, so that they do not become one grey. */
export function faintness(links: number): number {
  return Math.max(0, Math.min(0.7, 0.35 * Math.log10(links / 1000)));
}

function parts(colour: string): number[] {
  return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
}

/** The outline of a shape around 0, 0 within a circle of radius 1, y downwards; a circle has none. */
export const OUTLINES: Record<Exclude<Shape, "circle">, readonly (readonly [number, number])[]> = {
  square: [[-0.8, -0.8], [0.8, -0.8], [0.8, 0.8], [-0.8, 0.8]],
  triangle: [[0, -1], [0.866, 0.5], [-0.866, 0.5]],
  diamond: [[0, -1], [1, 0], [0, 1], [-1, 0]],
  wedge: [[0, 1], [-0.866, -0.5], [0.866, -0.5]],
  cross: [[-0.33, -0.94], [0.33, -0.94], [0.33, -0.33], [0.94, -0.33], [0.94, 0.33], [0.33, 0.33], [0.33, 0.94], [-0.33, 0.94],
    [-0.33, 0.33], [-0.94, 0.33], [-0.94, -0.33], [-0.33, -0.33]],
  hexagon: [[1, 0], [0.5, 0.866], [-0.5, 0.866], [-1, 0], [-0.5, -0.866], [0.5, -0.866]],
};
export const CIRCLE = 0.92;
