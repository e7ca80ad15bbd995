/** What the pulse says of a question's ranking. */

import { facts, number, text } from "./facts";

export interface Order {
  /** The newest decision the order has learned from; null while it learns for the first time. */
  learned: number | null;
  /** Whether decisions were made that it does not know yet. */
  behind: boolean;
  failure: string;
}

export function orderOf(state: unknown): Order {
  const found = facts(state);
  const learned = number(found["learned"]);
  return { learned, behind: (learned ?? 0) < (number(found["newest"]) ?? 0), failure: text(found["failure"]) };
}
