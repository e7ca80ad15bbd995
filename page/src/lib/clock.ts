/** The review clock: it runs while the person is there, and stops when they are not. */

export const IDLE_SECONDS = 45;

/**
 * Counts active seconds. Times are given by the caller in milliseconds of any steady clock. Without input the clock
 * runs on for `idle` seconds (reading needs no keys) and then stands until the next input; while the tab is hidden it
 * stands at once.
 */
export class Clock {
  #counted = 0;
  #since: number | null = null;
  #stirred = 0;

  constructor(private readonly idle = IDLE_SECONDS) {}

  /** The person did something, or came back to the tab. */
  stir(now: number): void {
    if (!this.running(now)) {
      this.#settle(now);
      this.#since = now;
    }
    this.#stirred = now;
  }

  /** The tab was hidden, or review was left. */
  halt(now: number): void {
    this.#settle(now);
    this.#since = null;
  }

  running(now: number): boolean {
    return this.#since !== null && now < this.#end();
  }

  /** Active seconds since the last `take`. */
  seconds(now: number): number {
    return this.#counted + this.#open(now) / 1000;
  }

  /** Return the active seconds and begin anew, still running if it ran. */
  take(now: number): number {
    const found = this.seconds(now);
    const running = this.running(now);
    this.#counted = 0;
    this.#since = running ? now : null;
    return found;
  }

  #end(): number {
    return this.#stirred + this.idle * 1000;
  }

  #open(now: number): number {
    return this.#since === null ? 0 : Math.max(0, Math.min(now, this.#end()) - this.#since);
  }

  #settle(now: number): void {
    this.#counted += this.#open(now) / 1000;
    this.#since = null;
  }
}
