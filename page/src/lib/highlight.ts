/** Marking the words that were searched for, as the search reads them: without case, accents and Arabic vowel signs. */

export interface Stretch {
  text: string;
  hit: boolean;
}

const MARKS = /\p{M}|\u0640/gu;

function bare(text: string): string {
  return text.normalize("NFD").replace(MARKS, "").toLowerCase().replace(/[أإآٱ]/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه");
}

/** A text and, for each UTF-16 unit of its bare form, where that unit came from. */
function laidBare(text: string): { plain: string; from: number[] } {
  let plain = "";
  const from: number[] = [];
  let place = 0;
  for (const character of text) {
    const reduced = bare(character);
    for (let unit = 0; unit < reduced.length; unit += 1) from.push(place);
    plain += reduced;
    place += character.length;
  }
  from.push(place);
  return { plain, from };
}

export function wordsOf(query: string): string[] {
  return bare(query.replace(/(^|\s)-\S+|\bOR\b/g, " ")).split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1);
}

/** What Arabic writes in front of a word without a space: the article, and, for, with, like. */
const ATTACHED = "(?:[وفبكل]?ال|لل|[وفبكل])?";

/** Parts of a text, those that begin with a searched word marked. */
export function highlight(text: string, words: readonly string[]): Stretch[] {
  if (!words.length) return [{ text, hit: false }];
  const { plain, from } = laidBare(text);
  const found = plain.matchAll(new RegExp(`(?<![\\p{L}\\p{N}])${ATTACHED}(?:${words.join("|")})[\\p{L}\\p{N}]*`, "gu"));
  const stretches: Stretch[] = [];
  let end = 0;
  for (const each of found) {
    const [start, stop] = [from[each.index]!, from[each.index + each[0].length]!];
    if (start > end) stretches.push({ text: text.slice(end, start), hit: false });
    stretches.push({ text: text.slice(start, stop), hit: true });
    end = stop;
  }
  if (end < text.length || !stretches.length) stretches.push({ text: text.slice(end), hit: false });
  return stretches;
}

/** The stretch of a text to show in a list: its beginning or, with words, the surroundings of the first hit. */
export function excerpt(text: string, words: readonly string[], length = 260): string {
  const whole = text.replace(/\s+/g, " ").trim();
  if (whole.length <= length) return whole;
  const first = highlight(whole, words);
  const lead = first[0]?.hit === false && first.length > 1 ? first[0].text.length : 0;
  const start = lead < length * 0.6 ? 0 : whole.indexOf(" ", lead - Math.floor(length / 3)) + 1;
  const end = start + length >= whole.length ? whole.length : whole.lastIndexOf(" ", start + length);
  return `${start > 0 ? "… " : ""}${whole.slice(start, end > start ? end : start + length)}${end < whole.length ? " …" : ""}`;
}
