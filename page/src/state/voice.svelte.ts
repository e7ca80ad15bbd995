/** What is said to the person besides what they look at: one polite line, read out and shown for a while. */

const SHOWN_MS = 6000;

let line = $state("");
let timer = 0;

export const voice = {
  get line(): string {
    return line;
  },
};

export function say(words: string): void {
  line = words;
  window.clearTimeout(timer);
  timer = window.setTimeout(() => (line = ""), SHOWN_MS);
}
