/** Reasons given before on a question, offered again: the most used first, the latest first among equals. */

export interface Used {
  text: string;
  times: number;
}

export const OFFERED = 9;
const KEPT = 40;

export function remember(known: readonly Used[], reason: string): Used[] {
  const text = reason.trim();
  if (!text) return [...known];
  const before = known.find((each) => each.text === text);
  const others = known.filter((each) => each.text !== text);
  return [{ text, times: (before?.times ?? 0) + 1 }, ...others].slice(0, KEPT);
}

export function offered(known: readonly Used[]): string[] {
  return known
    .map((each, place) => ({ ...each, place }))
    .sort((a, b) => b.times - a.times || a.place - b.place)
    .slice(0, OFFERED)
    .map((each) => each.text);
}
