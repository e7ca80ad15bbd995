import { describe, expect, test } from "vitest";
import { alike, byField, byNumber, byValues, byVerdict, MANY, OTHER, sizes, sizing } from "../src/map/encode";
import { count, edgesShown, leastFor, shown, type Filter } from "../src/map/filter";
import { random, rounds, roundsFor, task } from "../src/map/layout";
import { between, CIRCLE, faintness, MARKS, OUTLINES, STEPS, VERDICT_MARKS } from "../src/map/marks";
import { escaped, svg } from "../src/map/picture";
import { distance, inside, nearest, type Point } from "../src/map/plane";
import { cut, scene, wrapped, type Drawing } from "../src/map/scene";
import { edgesOf, folded, linked, within, type Web } from "../src/map/web";

/** Sites 0 → 1 → 2, 0 ↔ 3, and 4 alone; identifiers in another order than places. */
function web(): Web {
  const size = 5;
  return {
    site: ["e", "d", "c", "b", "a"],
    name: ["Zéro", "un", "deux", "ثلاثة", "four"],
    verdict: ["in", "in", "neighbour", "", "out"],
    declared: Array(size).fill(false),
    known: [9, 1, 1, 1, 1],
    captured: [4, 0, 1, 0, 0],
    source: [0, 1, 0, 3],
    target: [1, 2, 3, 0],
    links: [1, 5, 2, 7],
    fields: [],
  };
}

const NONE: Filter = { hidden: [], least: 0, linkedOnly: false, ego: -1, steps: 1, having: null };

describe("links", () => {
  const links = linked(web());
  test("are counted both ways", () => {
    expect([...links.inDegree]).toEqual([1, 1, 1, 1, 0]);
    expect([...links.outDegree]).toEqual([2, 1, 0, 1, 0]);
  });
  test("of a site come with most links first", () => expect(edgesOf(web(), links, 0)).toEqual({ into: [3], from: [2, 0] }));
  test("reach as far as steps go, whatever their direction", () => {
    expect([...within(web(), links, 2, 1)]).toEqual([0, 1, 1, 0, 0]);
    expect([...within(web(), links, 2, 2)]).toEqual([1, 1, 1, 0, 0]);
  });
  test("names are found without case, accents and vowel marks", () => {
    expect(folded("Zéro")).toBe("zero");
    expect(folded("عَرَبِيّ")).toBe("عربي");
  });
});

describe("colours", () => {
  const hues = (encoding: ReturnType<typeof byVerdict>): string[] => encoding.legend.map((each) => each.key);
  test("of verdicts are always the same, and only of those there are", () => {
    const found = byVerdict(web());
    expect(hues(found)).toEqual(["in", "neighbour", "out", ""]);
    expect(found.legend.map((each) => each.count)).toEqual([2, 1, 1, 1]);
    expect([...found.of]).toEqual([0, 0, 1, 3, 2]);
    expect(found.legend[2]!.mark).toBe(VERDICT_MARKS["out"]);
  });
  test("no two marks share colour or shape, so that either alone tells them apart", () => {
    expect(new Set(MARKS.map((each) => each.colour)).size).toBe(MARKS.length);
    expect(new Set(MARKS.map((each) => each.shape)).size).toBe(MARKS.length);
    expect(new Set(Object.values(VERDICT_MARKS).map((each) => each.shape)).size).toBe(4);
  });
  test("of values: the most frequent by themselves, the rest together, several at once and none apart", () => {
    const values = [..."aabbccddeeffgghi"].map((each) => [each]);
    const found = byValues([...values, ["a", "b"], []]);
    expect(hues(found)).toEqual(["a", "b", "c", "d", "e", "f", "g", OTHER, MANY, ""]);
    expect(found.legend.find((each) => each.key === OTHER)!.count).toBe(2);
    expect(found.of.at(-1)).toBe(found.legend.length - 1);
  });
  test("of choices stand in the order they were defined in", () =>
    expect(hues(byValues([["b"], ["b"], ["a"]], ["a", "b"]))).toEqual(["a", "b"]));
  test("of numbers: five spans of about as many sites, equal ones never parted", () => {
    const found = byNumber([...Array(100).keys(), null]);
    expect(found.legend.map((each) => each.count)).toEqual([20, 20, 20, 20, 20, 1]);
    expect(found.legend[0]!.span).toEqual([0, 19]);
    expect(found.legend[4]!.span).toEqual([80, 99]);
    const same = byNumber([7, 7, 7, 7, 9]);
    expect(same.legend.map((each) => [each.span, each.count])).toEqual([[[7, 7], 4], [[9, 9], 1]]);
    expect(byNumber([null, null]).legend.map((each) => each.key)).toEqual([""]);
    expect(found.legend.slice(0, 5).map((each) => each.mark.colour)).toEqual(STEPS);
  });
  test("of dates are years; what is no number is no value", () => {
    const date = byField({ name: "since", type: "date", many: false, choices: [] }, [["2015-03-01"], ["2015"], ["2019-01"]]);
    expect(date.legend.map((each) => each.span)).toEqual([[2015, 2015], [2019, 2019]]);
    const number = byField({ name: "size", type: "number", many: false, choices: [] }, [["x"], ["3"], []]);
    expect(number.legend.map((each) => each.count)).toEqual([1, 2]);
  });
  test("mix towards the paper", () => {
    expect(between("#000000", "#ffffff", 0.5)).toBe("#808080");
    expect(between("#0072b2", "#ffffff", 0)).toBe("#0072b2");
    expect([0, 1000, 10_000, 10_000_000].map(faintness)).toEqual([0, 0, 0.35, 0.7]);
  });
  test("shapes stay within their circle", () => {
    for (const outline of Object.values(OUTLINES)) for (const [x, y] of outline) expect(Math.hypot(x, y)).toBeLessThan(1.14);
    expect(CIRCLE).toBeLessThan(1);
  });
});

describe("sizes", () => {
  const into = sizing(web(), linked(web()), "links");
  test("grow with the root of the number, and shrink where many sites are", () => {
    const [few, many] = [sizes(into, 5, 5), sizes(into, 5, 10_000)];
    expect([...few].map(Math.round)).toEqual([16, 8, 14, 10, 3]);
    expect(Math.min(...many)).toBeCloseTo(1.6);
    expect(many[0]!).toBeLessThan(few[0]!);
  });
  test("are alike when nothing is asked", () => {
    expect(sizing(web(), linked(web()), "same")).toBeNull();
    expect(new Set(sizes(null, 5, 5)).size).toBe(1);
  });
  test("of what is below nothing are the smallest", () => expect([...sizes([-4, 0], 2, 2)]).toEqual([3, 3]));
});

describe("what is shown", () => {
  const [all, links] = [web(), linked(web())];
  const by = (filter: Partial<Filter>): number[] => [...shown(all, links, byVerdict(all), { ...NONE, ...filter })];
  test("everything, unless something is left out", () => expect(by({})).toEqual([1, 1, 1, 1, 1]));
  test("categories", () => expect(by({ hidden: ["in", ""] })).toEqual([0, 0, 1, 0, 1]));
  test("sites without links, or with few", () => {
    expect(by({ linkedOnly: true })).toEqual([1, 1, 1, 1, 0]);
    expect(by({ least: 1 })).toEqual([1, 1, 1, 1, 0]);
  });
  test("the surroundings of one, which itself is always there", () => expect(by({ ego: 2, hidden: ["neighbour"] })).toEqual([0, 1, 1, 0, 0]));
  test("those with a value", () => expect(by({ having: new Set([3]) })).toEqual([0, 0, 0, 1, 0]));
  test("links follow their sites", () => expect(edgesShown(all, Uint8Array.of(1, 1, 0, 1, 1))).toEqual([0, 2, 3]));
  test("never more sites than a map can bear", () => {
    const degrees = Uint32Array.from({ length: 1000 }, (_, site) => site % 10);
    const least = leastFor(degrees, 250);
    expect(count(Uint8Array.from(degrees, (each) => (each >= least ? 1 : 0)))).toBe(200);
    expect(leastFor(degrees, 1000)).toBe(0);
  });
});

describe("the layout", () => {
  const laid = (seed: number, wanted = 120): Float32Array => {
    const { task: work } = task(groups(), new Uint8Array(60).fill(1), seed);
    const steps = rounds({ ...work, rounds: wanted });
    for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
  };
  function groups(): { site: string[]; source: number[]; target: number[] } {
    const next = random(9);
    const [source, target]: [number[], number[]] = [[], []];
    for (let each = 0; each < 300; each += 1) {
      const from = Math.floor(next() * 60);
      source.push(from);
      target.push((Math.floor(next() * 20) * 3 + (from % 3)) % 60);
    }
    return { site: [...Array(60).keys()].map((each) => String(each).padStart(2, "0")), source, target };
  }
  test("is the same for the same seed, and another for another", () => {
    expect(laid(1)).toEqual(laid(1));
    expect(laid(1)).not.toEqual(laid(2));
  });
  test("puts together what is linked", () => {
    const places = laid(1);
    const apart = (a: number, b: number): number => Math.hypot(places[2 * a]! - places[2 * b]!, places[2 * a + 1]! - places[2 * b + 1]!);
    const mean = (same: boolean): number => {
      const pairs = [...Array(60).keys()].flatMap((a) => [...Array(a).keys()].filter((b) => (a % 3 === b % 3) === same).map((b) => apart(a, b)));
      return pairs.reduce((sum, each) => sum + each, 0) / pairs.length;
    };
    expect(mean(true)).toBeLessThan(0.6 * mean(false));
  });
  test("does not depend on the order sites come in, and counts each linked pair once", () => {
    const { task: work, order } = task(web(), Uint8Array.of(1, 1, 1, 1, 1), 1);
    expect(order).toEqual([4, 3, 2, 1, 0]);
    expect([...work.source].map((from, pair) => [from, work.target[pair]])).toEqual([[1, 4], [2, 3], [3, 4]]);
    expect(task(web(), Uint8Array.of(1, 1, 0, 0, 0), 1).task.sites).toBe(2);
  });
  test("leaves nobody without a place", () => {
    for (const sites of [0, 1, 2]) {
      const steps = rounds({ sites, source: new Uint32Array(), target: new Uint32Array(), seed: 1, rounds: 3 });
      let step = steps.next();
      while (!step.done) step = steps.next();
      expect(step.value.length).toBe(2 * sites);
      expect([...step.value].every(Number.isFinite)).toBe(true);
    }
  });
  test("can be stopped on its way", () => {
    const { task: work } = task(groups(), new Uint8Array(60).fill(1), 1);
    const step = rounds(work).next();
    expect(step.done ? null : step.value.done).toBe(1);
    expect(step.done ? null : step.value.places()).toEqual(laid(1, 1));
  });
  test("goes on longer for few sites", () => expect([10, 3000, 10_000].map(roundsFor)).toEqual([600, 400, 250]));
  test("chance is even and follows from the seed", () => {
    const next = random(3);
    const drawn = Array.from({ length: 5000 }, next);
    expect(drawn.reduce((sum, each) => sum + each, 0) / 5000).toBeCloseTo(0.5, 1);
    expect(drawn.every((each) => each >= 0 && each < 1)).toBe(true);
    expect(random(3)()).toBe(drawn[0]);
  });
});

describe("on the plane", () => {
  const places: Point[] = [[0, 0], [10, 0], [0, 10]];
  test("a click finds the nearest link within reach", () => {
    const ends = (edge: number): readonly [number, number] => [[0, 1], [0, 2]][edge] as [number, number];
    const at = (point: Point): number => nearest([0, 1], ends, (site) => places[site]!, point, 3);
    expect([at([5, 1]), at([1, 6]), at([20, 20]), at([12, 0])]).toEqual([0, 1, -1, 0]);
    expect(distance([5, 3], [1, 1], [1, 1])).toBeCloseTo(Math.hypot(4, 2));
  });
  test("a loop holds what it goes around, bays left out", () => {
    const bay: Point[] = [[0, 0], [10, 0], [10, 10], [5, 5], [0, 10]];
    expect([inside([2, 5], bay), inside([5, 8], bay), inside([20, 1], bay), inside([1, 1], [])]).toEqual([true, false, false, false]);
  });
});

describe("a picture", () => {
  const measure = (words: string, size: number): number => 0.5 * size * [...words].length;
  const drawing = (): Drawing => ({
    title: "Homes & <others>",
    caption: ["word ".repeat(80).trim(), "Drawn today."],
    legend: [{ mark: MARKS[1]!, words: "office" }],
    legendTitle: "Kind",
    sites: [0, 1, 2],
    edges: [[0, 1]],
    places: Float32Array.of(0, 0, 10, 0, 10, 10),
    radii: Float32Array.of(3, 9, 5),
    marks: (site) => MARKS[site]!,
    name: (site) => ["بيت", "a\u0000b", "c"][site]!,
  });
  test("holds every site, link, name and the legend; the larger sites lie behind", () => {
    const made = scene(drawing(), measure);
    expect(made.dots.map((each) => Math.round(each.radius))).toEqual([11, 6, 4, 9]);
    expect(made.edges.length).toBe(4);
    expect(made.lines.map((each) => each.words)).toEqual(expect.arrayContaining(["بيت", "office", "Kind", "Drawn today."]));
    const inFrame = made.dots.every((each) => each.x > 0 && each.x < made.width && each.y > 0 && each.y < made.height);
    expect(inFrame).toBe(true);
    expect(made.lines.filter((each) => each.words.startsWith("word")).length).toBeGreaterThan(1);
  });
  test("up is up: what has the greater y lies higher", () => {
    const { dots } = scene(drawing(), measure);
    const [one, two] = [dots.find((each) => each.mark === MARKS[1])!, dots.find((each) => each.mark === MARKS[2])!];
    expect(two.y).toBeLessThan(one.y);
  });
  test("names do not lie on each other", () => {
    const made = scene({ ...drawing(), places: new Float32Array(6) }, measure);
    expect(made.lines.filter((each) => each.rimmed).length).toBe(1);
  });
  test("is well-formed whatever names hold", () => {
    const text = svg(scene(drawing(), measure));
    expect(text).toContain("Homes &amp; &lt;others&gt;");
    expect(text).toContain(">ab<");
    expect(text).not.toMatch(/style=|NaN|undefined/);
    expect(escaped('"<\ud800>"&\ufffe')).toBe("&quot;&lt;&gt;&quot;&amp;");
  });
  test("long words are cut, long lines wrapped", () => {
    expect(cut("abcdefghij", 10, 30, measure)).toBe("abcde…");
    expect(cut("abc", 10, 30, measure)).toBe("abc");
    expect(wrapped("aa bb cc", 10, 25, measure)).toEqual(["aa bb", "cc"]);
  });
  test("an empty map is a picture too", () => {
    const none = scene({ ...drawing(), sites: [], edges: [], places: new Float32Array() }, measure);
    expect(svg(none)).not.toMatch(/NaN|Infinity/);
    expect(alike(0).of.length).toBe(0);
  });
});
