import { describe, expect, test } from "vitest";
import { answerTo, asksForOrder, dateIn } from "../src/lib/asked";
import { running, scale, ticks } from "../src/lib/chart";
import { told } from "../src/lib/events";
import { counts, facts, interval, texts } from "../src/lib/facts";
import { changed, inputs } from "../src/lib/form";
import { excerpt, highlight, wordsOf } from "../src/lib/highlight";
import { mapOf, rolesOf } from "../src/lib/mapping";
import { pieces } from "../src/lib/pieces";

describe("highlight", () => {
  const hits = (text: string, query: string) => highlight(text, wordsOf(query)).filter((each) => each.hit).map((each) => each.text);

  test("without case and accents, in every script", () => {
    expect(hits("Hébergement d’urgence, un HEBERGEMENT", "hébergement")).toEqual(["Hébergement", "HEBERGEMENT"]);
    expect(hits("Ищу КОМНАТУ", "комнат")).toEqual(["КОМНАТУ"]);
  });
  test("Arabic with its vowel signs, its letters' variants and what is written onto a word", () => {
    expect(hits("نبحث عن السَّكَن لأسرة", "سكن")).toEqual(["السَّكَن"]);
    expect(hits("إيجار وإيجار", "ايجار")).toEqual(["إيجار", "وإيجار"]);
  });
  test("nothing is lost or doubled", () => {
    for (const text of ["", "a", "été 😔👨‍👩‍👧‍👦 room", "<b>room</b> & room", "İstanbul room"])
      expect(highlight(text, ["room"]).map((each) => each.text).join("")).toBe(text);
  });
  test("words that are excluded are not marked", () => expect(wordsOf("room -flat OR house")).toEqual(["room", "house"]));
  test("a query of signs finds nothing and harms nothing", () => expect(hits("a (b) [c] *", "( [ * ? \\")).toEqual([]));
});

describe("excerpt", () => {
  const long = `${"word ".repeat(100)}needle ${"tail ".repeat(100)}`;
  test("short texts stay whole", () => expect(excerpt("a\n b", [])).toBe("a b"));
  test("long ones show their beginning, or the surroundings of a hit", () => {
    expect(excerpt(long, []).length).toBeLessThan(270);
    expect(excerpt(long, ["needle"])).toContain("needle");
    expect(excerpt(long, ["needle"]).startsWith("… ")).toBe(true);
  });
});

describe("pieces", () => {
  test("count code points as the server does", () =>
    expect(pieces("😔👍 call 0176 now", [{ start: 8, end: 12, kind: "phone" }])).toEqual([
      { text: "😔👍 call ", kind: "" },
      { text: "0176", kind: "phone" },
      { text: " now", kind: "" },
    ]));
  test("spans out of order or beyond the end lose no text", () => {
    const cut = pieces("abcdef", [{ start: 2, end: 4, kind: "name" }, { start: 3, end: 99, kind: "email" }]);
    expect(cut.map((each) => each.text).join("")).toBe("abcdef");
    expect(pieces("abc", "nonsense")).toEqual([{ text: "abc", kind: "" }]);
  });
});

describe("mapping", () => {
  const plan = {
    settings: { fields: { text: ["body"], author: ["user"], date: ["when"] }, attributes: { likes: "likes" } },
    left_out: ["extra", "lang"],
  };
  const roles = rolesOf(plan)!;

  test("reads what becomes of every column", () =>
    expect(roles).toEqual({ body: "text", user: "author", when: "date", likes: "attribute", extra: "", lang: "" }));
  test("a plan without columns has no roles", () => expect(rolesOf({ settings: {} })).toBeNull());
  test("nothing changed is nothing asked", () => expect(mapOf(roles, roles)).toEqual({}));
  test("changes name what came and what went", () =>
    expect(mapOf(roles, { ...roles, user: "", lang: "language", likes: "", extra: "attribute" })).toEqual({
      author: "",
      language: "lang",
      "attribute.likes": "",
      "attribute.extra": "extra",
    }));
  test("several columns make one text", () => expect(mapOf(roles, { ...roles, extra: "text" })).toEqual({ text: "body,extra" }));
});

describe("questions of a reader", () => {
  test("the answer goes where the hint says", () => {
    expect(answerTo("--date-order dmy or --date-order mdy", "mdy")).toEqual({ date_order: "mdy" });
    expect(answerTo("--afternoon م", "م")).toEqual({ afternoon: "م" });
    expect(answerTo("--map text=COLUMN", "body")).toEqual({ map: { text: "body" } });
    expect(answerTo("check the path", "x")).toBeNull();
  });
  test("dates are found in the words of a choice", () => {
    expect(dateIn("1 February 2023")).toBe("2023-02-01");
    expect(dateIn("day, month, year (3 April 2021)")).toBe("2021-04-03");
    expect(dateIn("the first column")).toBeNull();
    expect(asksForOrder({ dmy: "", mdy: "" })).toBe(true);
    expect(asksForOrder({ dmy: "", other: "" })).toBe(false);
    expect(asksForOrder({})).toBe(false);
  });
});

describe("forms", () => {
  const schema = {
    properties: {
      bom: { type: "boolean", default: false },
      closed: { type: "string", enum: ["withhold", "include"], default: "withhold", description: "texts" },
      sheet: { type: "string", default: "" },
      digits: { type: "integer", default: 2 },
    },
  };
  test("follow the schema", () => expect(inputs(schema).map((each) => each.kind)).toEqual(["flag", "choice", "text", "number"]));
  test("send only what differs", () =>
    expect(changed(inputs(schema), { bom: false, closed: "include", digits: 2 })).toEqual({ closed: "include" }));
  test("no schema, no form", () => expect(inputs(undefined)).toEqual([]));
});

describe("charts", () => {
  test("scales", () => expect([0, 5, 10].map(scale([0, 10], [100, 0]))).toEqual([100, 50, 0]));
  test("a flat domain does not divide by zero", () => expect(scale([3, 3], [0, 9])(3)).toBe(0));
  test("ticks are round and cover the values", () => {
    for (const high of [1, 3, 7, 23, 100, 99_999]) {
      const found = ticks(high);
      expect(found[0]).toBe(0);
      expect(found.at(-1)).toBeGreaterThanOrEqual(high);
      expect(found.length).toBeLessThanOrEqual(7);
      expect(found.every(Number.isInteger)).toBe(true);
    }
    expect(ticks(0)).toEqual([0, 1]);
  });
  test("running totals", () => expect(running([3, 0, 2])).toEqual([3, 3, 5]));
});

describe("facts", () => {
  test("believe no shape", () => {
    expect(facts([1])).toEqual({});
    expect(texts(["a", 1, null])).toEqual(["a"]);
    expect(counts({ fr: 2, en: "3", ar: Number.NaN })).toEqual([["fr", 2]]);
    expect(interval([0.1, 0.4])).toEqual([0.1, 0.4]);
    expect(interval({ low: 0, high: 1 })).toEqual([0, 1]);
    expect(interval(null)).toBeNull();
  });
  test("an event tells what it was about", () =>
    expect(told({ verdict: "in", trace: "ab", note: "secret", added: 3 })).toEqual(["in", "ab", "+3"]));
});
