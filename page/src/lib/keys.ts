/** Which key does what on the review desk: one character each, changed at will, no key twice. */

export const ACTIONS = [
  "in", "out", "neighbour", "unsure",
  "reason", "note", "undo", "skip", "back",
  "context", "criteria", "group", "score", "show",
  "search", "help",
] as const;

export type Action = (typeof ACTIONS)[number];
export type KeyMap = Record<Action, string>;

export const DEFAULT_KEYS: KeyMap = {
  in: "i", out: "o", neighbour: "n", unsure: "u",
  reason: "r", note: "t", undo: "z", skip: "k", back: "j",
  context: "c", criteria: "m", group: "g", score: "s", show: "b",
  search: "/", help: "?",
};

interface Stroke {
  key: string;
  code: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

/**
 * The key of a stroke as keys are written here, "" for strokes with Ctrl, Alt or Meta. On keyboards of other scripts
 * (Arabic, Cyrillic …) the letter printed beside it in Latin counts, so that nobody has to switch layouts.
 */
export function keyOf(stroke: Stroke): string {
  if (stroke.ctrlKey || stroke.altKey || stroke.metaKey) return "";
  if (stroke.key.length === 1 && stroke.key.charCodeAt(0) > 0x24f) {
    const letter = /^Key([A-Z])$/.exec(stroke.code)?.[1];
    return letter ? letter.toLowerCase() : stroke.key;
  }
  return stroke.key.length === 1 ? stroke.key.toLowerCase() : stroke.key;
}

export function actionOf(map: KeyMap, key: string): Action | undefined {
  return ACTIONS.find((each) => map[each] === key);
}

/** Keys that are taken: digits pick reasons; space, Tab, Enter and Escape work the page itself. */
export function isUsable(key: string): boolean {
  return (key.length === 1 && !/[\s1-9]/.test(key)) || /^Arrow(Left|Right|Up|Down)$/.test(key);
}

export type Remapped = { map: KeyMap } | { conflict: Action } | { unusable: string };

/** Give an action another key; a key that another action has, or that the page needs, is refused. */
export function remap(map: KeyMap, action: Action, key: string): Remapped {
  if (!isUsable(key)) return { unusable: key };
  const holder = actionOf(map, key);
  if (holder && holder !== action) return { conflict: holder };
  return { map: { ...map, [action]: key } };
}

/** Read a map that was kept: what is missing, unusable or double falls back to the defaults as a whole. */
export function readKeys(kept: unknown): KeyMap {
  if (typeof kept !== "object" || kept === null) return DEFAULT_KEYS;
  const map = { ...DEFAULT_KEYS, ...kept } as KeyMap;
  const keys = ACTIONS.map((each) => map[each]);
  const sound = keys.every((key) => typeof key === "string" && isUsable(key)) && new Set(keys).size === keys.length;
  return sound ? (Object.fromEntries(ACTIONS.map((each) => [each, map[each]])) as KeyMap) : DEFAULT_KEYS;
}
