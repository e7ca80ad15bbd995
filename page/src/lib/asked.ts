/** A question of a reader (day or month first?): which parameter its answer goes into. */

/** The parameter named by a hint such as `--date-order dmy`; `map` takes `text=COLUMN`. */
export function answerTo(hint: string, choice: string): Record<string, unknown> | null {
  const [, option, rest = ""] = /--([a-z-]+)\s*(\S*)/.exec(hint) ?? [];
  if (!option) return null;
  const name = option.replaceAll("-", "_");
  return { [name]: rest.includes("=") ? { [rest.split("=", 1)[0]!]: choice } : choice };
}
