/** The review clock on the desk, and the reminder to take a break. */

import { Clock } from "../lib/clock";
import { settings } from "./settings.svelte";

const STIRRING = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "scroll"] as const;

export class Timer {
  seconds = $state(0);
  running = $state(false);
  /** Active seconds since the last break. */
  sinceBreak = $state(0);
  readonly breakDue = $derived(settings.breakMinutes > 0 && this.sinceBreak >= settings.breakMinutes * 60);

  #clock = new Clock();
  #last = 0;

  /** Watch the person for as long as the desk is open; returns how to stop watching. */
  watch(): () => void {
    const stir = (): void => {
      if (!document.hidden) this.#clock.stir(performance.now());
      this.#tick();
    };
    const turn = (): void => {
      if (document.hidden) this.#clock.halt(performance.now());
      else stir();
      this.#tick();
    };
    for (const each of STIRRING) window.addEventListener(each, stir, { passive: true, capture: true });
    document.addEventListener("visibilitychange", turn);
    const beat = window.setInterval(() => this.#tick(), 1000);
    stir();
    return () => {
      for (const each of STIRRING) window.removeEventListener(each, stir, { capture: true });
      document.removeEventListener("visibilitychange", turn);
      window.clearInterval(beat);
    };
  }

  /** Active seconds spent on the card so far, to a tenth. */
  spent(): number {
    return Math.round(this.#clock.seconds(performance.now()) * 10) / 10;
  }

  /** Begin the next card. */
  begin(): void {
    this.#tick();
    this.#clock.take(performance.now());
    this.#last = 0;
    this.#tick();
  }

  rested(): void {
    this.sinceBreak = 0;
  }

  #tick(): void {
    const now = performance.now();
    const seconds = this.#clock.seconds(now);
    this.sinceBreak += Math.max(0, seconds - this.#last);
    this.#last = seconds;
    this.seconds = Math.floor(seconds);
    this.running = this.#clock.running(now);
  }
}
