import { describe, expect, test } from "vitest";
import english from "../../src/diatrace/message/page.en.json";
import { clockFace, daysUntil, formats } from "../src/lib/format";
import { fill, plural } from "../src/lib/words";

const fr = formats("fr");
const en = formats("en");

describe("phrases", () => {
  test("take their values, numbers as the language writes them", () => {
    expect(fill("{n} traces, {who}", { n: 12345, who: "N." }, fr.number)).toBe("12\u202f345 traces, N.");
    expect(fill("{unknown}", {}, fr.number)).toBe("{unknown}");
  });
  test("take the plural of the language: French says zero in the singular", () => {
    const words = { "t.one": "trace", "t.other": "traces" };
    expect([0, 1, 2].map((n) => plural(words, new Intl.PluralRules("fr"), "t", n))).toEqual(["trace", "trace", "traces"]);
    expect([0, 1, 2].map((n) => plural(words, new Intl.PluralRules("en"), "t", n))).toEqual(["traces", "trace", "traces"]);
  });
  test("a form the catalogue lacks falls back to the general one", () =>
    expect(plural({ "t.other": "traces" }, new Intl.PluralRules("fr"), "t", 1_000_000)).toBe("traces"));
  test("every plural has its general form", () => {
    const stems = Object.keys(english).filter((key) => key.endsWith(".one")).map((key) => key.slice(0, -4));
    expect(stems.filter((stem) => !(`${stem}.other` in english))).toEqual([]);
  });
});

describe("dates", () => {
  test("are never moved to another zone", () => {
    expect(en.moment("2023-03-04T23:30:00Z")).toBe("March 4, 2023 at 23:30 UTC");
    expect(en.moment("2023-03-04T23:30:00")).toBe("March 4, 2023 at 23:30");
  });
  test("say no more than is known", () => {
    expect(fr.moment("2023-03-01T00:00:00", "month")).toBe("mars 2023");
    expect(fr.moment("2023-01-01T00:00:00Z", "year")).toBe("2023");
    expect(fr.day("2030-12-31")).toBe("31 décembre 2030");
  });
  test("bear every year, and what is no date", () => {
    expect(en.moment("9999-12-31T23:59:59Z", "day")).toBe("December 31, 9999");
    expect(en.moment("0001-01-01T00:00:00", "year")).toContain("1");
    expect(en.moment("long ago")).toBe("long ago");
  });
  test("days are counted by the calendar", () => {
    expect(daysUntil("2026-01-02", new Date(2026, 0, 1, 23, 59))).toBe(1);
    expect(daysUntil("2025-12-31", new Date(2026, 0, 1, 0, 1))).toBe(-1);
    expect(daysUntil("never", new Date())).toBeNaN();
  });
});

describe("numbers", () => {
  test("sizes", () => expect([0, 999, 1500, 2_000_000].map(en.bytes)).toEqual(["0\u202fB", "999\u202fB", "1.5\u202fkB", "2.0\u202fMB"]));
  test("spans of time in the unit that fits", () => {
    expect([0, 0.33, 1, 2.34].map(en.hours)).toEqual(["0 min", "20 min", "1 hr", "2.3 hr"]);
    expect(fr.hours(2.34)).toBe("2,3\u202fh");
  });
  test("clock", () => expect([7.9, 765, 3723].map(clockFace)).toEqual(["0:07", "12:45", "1:02:03"]));
  test("languages by name, codes where there is none", () => {
    expect(fr.language("ar")).toBe("arabe");
    expect(fr.language("not a code")).toBe("not a code");
  });
});
