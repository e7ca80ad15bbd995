/** Reasons this person gave before on a question. */

import { offered, remember, type Used } from "../lib/reasons";

export class Reasons {
  #used: Used[] = $state.raw([]);
  readonly picks = $derived(offered(this.#used));

  constructor(private readonly name: string) {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(name) ?? "[]");
      if (Array.isArray(kept)) this.#used = kept as Used[];
    } catch {
      // Storage that cannot be read is storage that holds nothing.
    }
  }

  add(reason: string): void {
    this.#used = remember(this.#used, reason);
    localStorage.setItem(this.name, JSON.stringify(this.#used));
  }
}
