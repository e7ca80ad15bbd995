/** The page's words in the language chosen; whatever reads them follows a change at once. */

import type english from "../../../src/diatrace/message/page.en.json";
import { formats } from "../lib/format";
import { fill, plural, type Values } from "../lib/words";
import { settings, type Language } from "./settings.svelte";

export type Key = keyof typeof english;
type Stem<K> = K extends `${infer S}.other` ? S : never;
export type PluralKey = Stem<Key>;

const load: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  en: () => import("../../../src/diatrace/message/page.en.json"),
  fr: () => import("../../../src/diatrace/message/page.fr.json"),
};

let catalogue: Record<string, string> = $state.raw({});
let loaded: Language = $state("en");
const format = $derived(formats(loaded));
const rules = $derived(new Intl.PluralRules(loaded));

/** Load a language's words, and only then speak it: nothing is shown half in one, half in the other. */
export async function speak(language: Language): Promise<void> {
  const found = await load[language]();
  if (settings.language !== language) return;
  catalogue = found.default;
  loaded = language;
}

export function t(key: Key, values: Values = {}): string {
  return fill(catalogue[key] ?? key, values, format.number);
}

/** A phrase about a number of things; `{n}` is the number. */
export function tn(key: PluralKey, n: number, values: Values = {}): string {
  return fill(plural(catalogue, rules, key, n), { n, ...values }, format.number);
}

/** A phrase for a word of the server, such as a kind of event; the word itself where the catalogue has none. */
export function known(key: string, otherwise: string): string {
  return catalogue[key] ?? otherwise;
}

export const show = {
  number: (value: number): string => format.number(value),
  fixed: (value: number, digits = 1): string => format.fixed(value, digits),
  percent: (share: number, digits = 0): string => format.percent(share, digits),
  day: (iso: string): string => format.day(iso),
  moment: (iso: string, precision = "minute"): string => format.moment(iso, precision),
  bytes: (size: number): string => format.bytes(size),
  hours: (hours: number): string => format.hours(hours),
  language: (code: string): string => (code === "unsure" || !code ? t("language.unsure") : format.language(code)),
};
