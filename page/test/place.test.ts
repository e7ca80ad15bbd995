import { describe, expect, test } from "vitest";
import { openable, readable } from "../src/lib/address";
import { href, parse } from "../src/lib/route";

describe("places", () => {
  test("survive any name of a question", () => {
    for (const name of ["housing", "qui habite où ?", "a/b#c?d=%", "سكن", "100 % sûr"])
      expect(parse(href(["question", name, "review"], { q: name })).path).toEqual(["question", name, "review"]);
  });
  test("leave empty values out", () => {
    expect(href(["traces"], { q: "", source: 0, language: "fr" })).toBe("#/traces?language=fr");
    expect(parse("#/traces?q=a%20b&language=fr").query).toEqual({ q: "a b", language: "fr" });
  });
  test("begin at the study", () => expect(parse("").path).toEqual([]));
  test("a broken escape is taken as it stands", () => expect(parse("#/trace/%E0%A4").path).toEqual(["trace", "%E0%A4"]));
});

describe("addresses", () => {
  test("only pages can be opened", () => {
    expect(openable("https://example.org/a")).toBe("https://example.org/a");
    for (const bad of ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "not one", ""])
      expect(openable(bad)).toBeNull();
  });
  test("are read without scheme and escapes", () => {
    expect(readable("https://www.example.org/%D8%B3%D9%83%D9%86/")).toBe("example.org/سكن");
    expect(readable("https://example.org/%E0%A4")).toBe("example.org/%E0%A4");
  });
});
