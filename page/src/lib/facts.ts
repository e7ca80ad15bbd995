/** Looking into plain values from the server without believing their shape. */

export type Facts = Record<string, unknown>;

export function facts(value: unknown): Facts {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Facts) : {};
}

export function text(value: unknown, otherwise = ""): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : otherwise;
}

export function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function count(value: unknown): number {
  return number(value) ?? 0;
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function texts(value: unknown): string[] {
  return list(value).filter((each): each is string => typeof each === "string");
}

export function counts(value: unknown): [string, number][] {
  return Object.entries(facts(value)).filter((pair): pair is [string, number] => number(pair[1]) !== null);
}

/** An interval as a pair, from [low, high] or {low, high}. */
export function interval(value: unknown): [number, number] | null {
  const pair = Array.isArray(value) ? value : [facts(value)["low"], facts(value)["high"]];
  const [low, high] = [number(pair[0]), number(pair[1])];
  return low === null || high === null ? null : [low, high];
}
