/** Numbers, spans of time and dates in words of a language. */

export interface Formats {
  number: (value: number) => string;
  percent: (share: number, digits?: number) => string;
  fixed: (value: number, digits: number) => string;
  day: (iso: string) => string;
  moment: (iso: string, precision?: string) => string;
  bytes: (size: number) => string;
  hours: (hours: number) => string;
  language: (code: string) => string;
}

const SHAPES: Record<string, Intl.DateTimeFormatOptions> = {
  year: { year: "numeric" },
  month: { year: "numeric", month: "long" },
  day: { year: "numeric", month: "long", day: "numeric" },
  hour: { year: "numeric", month: "long", day: "numeric", hour: "2-digit", hourCycle: "h23" },
  minute: { year: "numeric", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
};

/**
 * Formats of one language. Moments are never moved to another time zone: what ends in Z is said in UTC and marked so,
 * everything else is wall-clock time of the place where it was written.
 */
export function formats(language: string): Formats {
  const plain = new Intl.NumberFormat(language);
  const names = new Intl.DisplayNames([language], { type: "language", fallback: "code" });
  const fixed = (value: number, digits: number): string =>
    new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  const unit = (value: number, name: "minute" | "hour"): string =>
    new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "short" }).format(value);
  const moment = (iso: string, precision = "minute"): string => {
    const at = new Date(/Z$|[+-]\d\d:?\d\d$/.test(iso) || iso.length === 10 ? iso : `${iso}Z`);
    if (Number.isNaN(at.getTime())) return iso;
    const shape = SHAPES[precision] ?? SHAPES["minute"]!;
    const told = new Intl.DateTimeFormat(language, { ...shape, timeZone: "UTC" }).format(at);
    return iso.endsWith("Z") && "hour" in shape ? `${told} UTC` : told;
  };
  return {
    number: (value) => plain.format(value),
    fixed,
    percent: (share, digits = 0) =>
      new Intl.NumberFormat(language, { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits })
        .format(share),
    day: (iso) => moment(iso.slice(0, 10), "day"),
    moment,
    bytes: (size) => bytes(size, fixed),
    hours: (hours) => (hours < 1 ? unit(Math.round(hours * 60), "minute") : unit(Math.round(hours * 10) / 10, "hour")),
    language: (code) => languageName(names, code),
  };
}

function bytes(size: number, fixed: (value: number, digits: number) => string): string {
  const units = ["B", "kB", "MB", "GB"];
  const place = Math.min(units.length - 1, size > 0 ? Math.floor(Math.log10(size) / 3) : 0);
  return `${fixed(size / 1000 ** place, place ? 1 : 0)}\u202f${units[place]}`;
}

function languageName(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

/** Minutes and seconds of a clock: 0:07, 12:45, 1:02:03. */
export function clockFace(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${String(rest).padStart(2, "0")}`;
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** Days from today until a date (negative once it is past); NaN where it is no date. */
export function daysUntil(iso: string, now: Date): number {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  return Math.round((Date.parse(iso.slice(0, 10)) - today) / 86_400_000);
}
