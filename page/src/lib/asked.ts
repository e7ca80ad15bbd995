/** A question of a reader (day or month first?): what it is about, and which parameter its answer goes into. */

const ORDERS = new Set(["dmy", "mdy", "ymd", "ydm"]);

/** Whether the question is in which order a date is written. */
export function asksForOrder(choices: Record<string, string>): boolean {
  const keys = Object.keys(choices);
  return keys.length > 0 && keys.every((each) => ORDERS.has(each));
}

/** The date that a choice would mean, found in its words ("1 February 2023", also in brackets); null where there is none. */
export function dateIn(words: string): string | null {
  const found = /\d{1,2} [A-Z][a-z]+ \d{4}/.exec(words)?.[0];
  const at = found ? Date.parse(`${found} UTC`) : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString().slice(0, 10);
}

/** The parameter named by a hint such as `--date-order dmy`; `map` takes `text=COLUMN`. */
export function answerTo(hint: string, choice: string): Record<string, unknown> | null {
  const [, option, rest = ""] = /--([a-z-]+)\s*(\S*)/.exec(hint) ?? [];
  if (!option) return null;
  const name = option.replaceAll("-", "_");
  return { [name]: rest.includes("=") ? { [rest.split("=", 1)[0]!]: choice } : choice };
}
