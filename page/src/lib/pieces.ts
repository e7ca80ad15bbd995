/** Cutting a text at its spans, which count code points as the server does (an emoji is one). */

import { count, facts, list, text } from "./facts";

export interface Piece {
  text: string;
  kind: string;
}

export function pieces(whole: string, spans: unknown): Piece[] {
  const points = Array.from(whole);
  const found: Piece[] = [];
  let end = 0;
  const cut = (from: number, to: number, kind: string): void => {
    if (to > from) found.push({ text: points.slice(from, to).join(""), kind });
  };
  for (const span of list(spans).map(facts)) {
    const [start, stop] = [Math.max(end, count(span["start"])), count(span["end"])];
    cut(end, start, "");
    cut(start, stop, text(span["kind"]));
    end = Math.max(end, stop);
  }
  cut(end, points.length, "");
  return found;
}
