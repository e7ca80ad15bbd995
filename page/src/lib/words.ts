/** Phrases of a catalogue: placeholders filled in, plurals chosen by the language's own rules. */

export type Values = Record<string, string | number>;

export function fill(phrase: string, values: Values, number: (value: number) => string): string {
  return phrase.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? number(value) : value;
  });
}

/** The form of a phrase for a count: `key.one`, `key.many`, … and `key.other` where the catalogue has no other. */
export function plural(catalogue: Record<string, string>, rules: Intl.PluralRules, key: string, count: number): string {
  return catalogue[`${key}.${rules.select(count)}`] ?? catalogue[`${key}.other`] ?? key;
}
