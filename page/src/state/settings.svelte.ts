/** What a person chose on this machine: language, theme, keys, blur, breaks, name. Kept by the browser, never sent. */

import { DEFAULT_KEYS, readKeys, type KeyMap } from "../lib/keys";

export const LANGUAGES = ["en", "fr"] as const;
export type Language = (typeof LANGUAGES)[number];
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
export const BLURS = ["off", "harrowing", "always"] as const;
export type Blur = (typeof BLURS)[number];
export const BREAKS = [0, 20, 30, 45, 60, 90] as const;

export interface Settings {
  language: Language;
  theme: Theme;
  blur: Blur;
  /** Active minutes after which a break is suggested; 0 for never. */
  breakMinutes: number;
  clockShown: boolean;
  keysOn: boolean;
  keys: KeyMap;
  contextOpen: boolean;
  criteriaOpen: boolean;
  /** Whether fields show only what this person said; it holds from one site to the next. */
  fieldsBlind: boolean;
  reviewer: string;
}

const NAME = "diatrace.settings";

function among<T extends string | number>(known: readonly T[], value: unknown, otherwise: T): T {
  return known.includes(value as T) ? (value as T) : otherwise;
}

function read(): Settings {
  let kept: Partial<Record<keyof Settings, unknown>> = {};
  try {
    kept = (JSON.parse(localStorage.getItem(NAME) ?? "{}") as typeof kept) ?? {};
  } catch {
    // Storage that cannot be read is storage that holds nothing.
  }
  const spoken = among(LANGUAGES, navigator.language.slice(0, 2), "en");
  return {
    language: among(LANGUAGES, kept.language, spoken),
    theme: among(THEMES, kept.theme, "system"),
    blur: among(BLURS, kept.blur, "harrowing"),
    breakMinutes: among(BREAKS, kept.breakMinutes, 45),
    clockShown: kept.clockShown !== false,
    keysOn: kept.keysOn !== false,
    keys: kept.keys === undefined ? DEFAULT_KEYS : readKeys(kept.keys),
    contextOpen: kept.contextOpen === true,
    criteriaOpen: kept.criteriaOpen !== false,
    fieldsBlind: kept.fieldsBlind === true,
    reviewer: typeof kept.reviewer === "string" ? kept.reviewer : "",
  };
}

export const settings: Settings = $state(read());

/** Keep every change, and dress the document in theme and language; call once, inside an effect root. */
export function keepSettings(): void {
  $effect(() => {
    localStorage.setItem(NAME, JSON.stringify(settings));
  });
  $effect(() => {
    const root = document.documentElement;
    root.lang = settings.language;
    if (settings.theme === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = settings.theme;
  });
}

/** The name under which things other than answers are done. */
export function actor(): string {
  return settings.reviewer || "owner";
}
