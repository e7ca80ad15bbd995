/** Answers on their way: kept until the server has acknowledged them, over reloads too. */

export interface Sending<T> {
  token: string;
  question: string;
  body: T;
}

type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const NAME = "diatrace.outbox";

/** A list in the tab's own storage. An answer carries one token for life: sent twice, it counts once. */
export class Outbox<T> {
  constructor(private readonly shelf: Shelf) {}

  all(): Sending<T>[] {
    try {
      const found: unknown = JSON.parse(this.shelf.getItem(NAME) ?? "[]");
      return Array.isArray(found) ? (found as Sending<T>[]).filter((each) => typeof each?.token === "string") : [];
    } catch {
      return [];
    }
  }

  put(sending: Sending<T>): void {
    this.#keep([...this.all().filter((each) => each.token !== sending.token), sending]);
  }

  done(token: string): void {
    this.#keep(this.all().filter((each) => each.token !== token));
  }

  #keep(list: Sending<T>[]): void {
    if (list.length) this.shelf.setItem(NAME, JSON.stringify(list));
    else this.shelf.removeItem(NAME);
  }
}

/** Try until it works or the fault will not pass by itself; `passing` says which faults may, waits are in ms. */
export async function persist<R>(
  attempt: () => Promise<R>,
  passing: (fault: unknown) => boolean,
  waits: readonly number[] = [300, 900, 2700],
): Promise<R> {
  for (const wait of waits) {
    try {
      return await attempt();
    } catch (fault) {
      if (!passing(fault)) throw fault;
      await new Promise((resume) => setTimeout(resume, wait));
    }
  }
  return attempt();
}
