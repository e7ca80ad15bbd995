/** The few words of an event's body that tell a person what it was about. */

import { facts, number, text, texts } from "./facts";

const TELLING = ["title", "name", "verdict", "trace", "corpus", "format", "file"] as const;

export function told(body: unknown): string[] {
  const found = facts(body);
  const words = TELLING.map((name) => text(found[name])).filter(Boolean);
  const added = number(found["added"]);
  return [...words, ...texts(Object.keys(facts(found["segments"]))), ...(added === null ? [] : [`+${added}`])];
}
