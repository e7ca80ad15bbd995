import { describe, expect, test } from "vitest";
import { Clock } from "../src/lib/clock";
import { answered, ASIDE, broughtBack, dealt, EMPTY, HELD, inFront, setAside, wanted, type Deck } from "../src/lib/deck";
import { ACTIONS, actionOf, DEFAULT_KEYS, isUsable, keyOf, readKeys, remap } from "../src/lib/keys";
import { orderOf } from "../src/lib/order";
import { Outbox, persist } from "../src/lib/outbox";
import { OFFERED, offered, remember, type Used } from "../src/lib/reasons";

const card = (number: number) => ({ card: number, trace: { id: `t${number}` } });
const deckOf = (...numbers: number[]): Deck<ReturnType<typeof card>> => ({ cards: numbers.map(card), aside: [] });
const numbers = (deck: Deck<ReturnType<typeof card>>) => deck.cards.map((each) => each.card);

describe("clock", () => {
  test("runs while the person is there", () => {
    const clock = new Clock(45);
    clock.stir(0);
    clock.stir(30_000);
    expect(clock.seconds(40_000)).toBe(40);
    expect(clock.running(40_000)).toBe(true);
  });
  test("stands after 45 seconds without input, and goes on with the next", () => {
    const clock = new Clock(45);
    clock.stir(0);
    expect(clock.seconds(600_000)).toBe(45);
    expect(clock.running(600_000)).toBe(false);
    clock.stir(600_000);
    expect(clock.seconds(610_000)).toBe(55);
  });
  test("stands while the tab is hidden", () => {
    const clock = new Clock(45);
    clock.stir(0);
    clock.halt(10_000);
    expect(clock.seconds(40_000)).toBe(10);
    clock.stir(50_000);
    expect(clock.seconds(55_000)).toBe(15);
  });
  test("begins anew with each card, and loses nothing between", () => {
    const clock = new Clock(45);
    clock.stir(0);
    expect(clock.take(20_000)).toBe(20);
    expect(clock.seconds(25_000)).toBe(5);
    expect(clock.take(100_000)).toBe(25);
    expect(clock.seconds(110_000)).toBe(0);
  });
});

describe("deck", () => {
  test("takes no card twice", () => expect(numbers(dealt(deckOf(1, 2), [2, 3].map(card)))).toEqual([1, 2, 3]));
  test("renews the cards it holds, in their place", () => {
    const known = { ...card(2), group: ["later found"] };
    const deck = dealt({ cards: [card(1)], aside: [card(2)] }, [known, card(3)]);
    expect(deck.aside).toEqual([known]);
    expect(numbers(deck)).toEqual([1, 3]);
  });
  test("lets an answered card go, and near-duplicates decided with it", () =>
    expect(numbers(answered(deckOf(1, 2, 3), 1, ["t3"]))).toEqual([2]));
  test("sets aside and brings back, the last one first", () => {
    const once = setAside(deckOf(1, 2, 3)).deck;
    const twice = setAside(once).deck;
    expect(numbers(twice)).toEqual([3]);
    expect(numbers(broughtBack(twice))).toEqual([2, 3]);
    expect(numbers(broughtBack(broughtBack(twice)))).toEqual([1, 2, 3]);
    expect(broughtBack(deckOf(1))).toEqual(deckOf(1));
  });
  test("asks for three beside those set aside, and never for more than the server gives", () => {
    let deck = deckOf(...Array.from({ length: 30 }, (_, place) => place));
    const back: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      const turned = setAside(deck);
      deck = turned.deck;
      if (turned.givenBack) back.push(turned.givenBack.card);
    }
    expect(deck.aside.length).toBe(ASIDE);
    expect(back).toEqual(Array.from({ length: 20 - ASIDE }, (_, place) => place));
    expect(wanted(deck)).toBe(HELD + ASIDE);
    expect(wanted(deck)).toBeLessThanOrEqual(20);
  });
  test("an empty deck has nothing to set aside", () => expect(setAside(EMPTY)).toEqual({ deck: EMPTY }));
  test("shows a returned card first, once", () => expect(numbers(inFront(deckOf(1, 2), card(2)))).toEqual([2, 1]));
});

describe("keys", () => {
  const stroke = (key: string, code = "", more = {}) => ({ key, code, ctrlKey: false, altKey: false, metaKey: false, ...more });

  test("each action has its own by default", () => {
    expect(new Set(Object.values(DEFAULT_KEYS)).size).toBe(ACTIONS.length);
    expect(Object.values(DEFAULT_KEYS).every(isUsable)).toBe(true);
  });
  test("on an Arabic or Cyrillic keyboard the Latin letter beside it counts", () => {
    expect(keyOf(stroke("ه", "KeyI"))).toBe("i");
    expect(keyOf(stroke("щ", "KeyO"))).toBe("o");
    expect(keyOf(stroke("؟", "Slash"))).toBe("؟");
  });
  test("on a French keyboard what is written counts, not the place", () => expect(keyOf(stroke("z", "KeyW"))).toBe("z"));
  test("shortcuts of the browser are left alone", () => {
    for (const mark of ["ctrlKey", "altKey", "metaKey"]) expect(keyOf(stroke("i", "KeyI", { [mark]: true }))).toBe("");
  });
  test("a capital is its letter", () => expect(keyOf(stroke("I", "KeyI"))).toBe("i"));
  test("can be changed", () => {
    const made = remap(DEFAULT_KEYS, "in", "x");
    expect("map" in made && actionOf(made.map, "x")).toBe("in");
    expect("map" in made && actionOf(made.map, "i")).toBeUndefined();
  });
  test("a taken key is refused, its own is not", () => {
    expect(remap(DEFAULT_KEYS, "in", "o")).toEqual({ conflict: "out" });
    expect(remap(DEFAULT_KEYS, "in", "i")).toEqual({ map: DEFAULT_KEYS });
  });
  test("keys the page needs are refused", () => {
    for (const key of ["1", "9", " ", "Tab", "Enter", "Escape", "", "F5"])
      expect(remap(DEFAULT_KEYS, "in", key)).toEqual({ unusable: key });
  });
  test("what was kept is believed only as a whole", () => {
    expect(readKeys({ in: "x" })).toEqual({ ...DEFAULT_KEYS, in: "x" });
    for (const bad of [null, "x", { in: "o" }, { in: 7 }, { in: "Tab" }]) expect(readKeys(bad)).toEqual(DEFAULT_KEYS);
    expect(readKeys({ ...DEFAULT_KEYS, gone: "y" })).toEqual(DEFAULT_KEYS);
  });
});

describe("outbox", () => {
  const shelf = () => {
    const held = new Map<string, string>();
    return {
      getItem: (name: string) => held.get(name) ?? null,
      setItem: (name: string, value: string) => void held.set(name, value),
      removeItem: (name: string) => void held.delete(name),
    };
  };
  const sending = (token: string, body = "in") => ({ token, question: "q", body });

  test("keeps answers over a reload, one for each token", () => {
    const storage = shelf();
    const box = new Outbox<string>(storage);
    box.put(sending("a"));
    box.put(sending("b"));
    box.put(sending("a", "out"));
    expect(new Outbox<string>(storage).all().map((each) => [each.token, each.body])).toEqual([["b", "in"], ["a", "out"]]);
  });
  test("lets go of what is stored", () => {
    const storage = shelf();
    const box = new Outbox<string>(storage);
    box.put(sending("a"));
    box.done("a");
    box.done("never there");
    expect(box.all()).toEqual([]);
    expect(storage.getItem("diatrace.outbox")).toBeNull();
  });
  test("a spoilt shelf is an empty one", () => {
    for (const spoilt of ["{", "7", "[7, null]", '{"a": 1}']) {
      const storage = shelf();
      storage.setItem("diatrace.outbox", spoilt);
      expect(new Outbox<string>(storage).all()).toEqual([]);
    }
  });
  test("tries again what may pass, and only that", async () => {
    let tries = 0;
    const stumbling = () => (tries += 1) < 3 ? Promise.reject(new Error("busy")) : Promise.resolve("stored");
    expect(await persist(stumbling, () => true, [0, 0, 0])).toBe("stored");
    expect(tries).toBe(3);
    tries = 0;
    await expect(persist(() => { tries += 1; return Promise.reject(new Error("refused")); }, () => false, [0, 0])).rejects.toThrow("refused");
    expect(tries).toBe(1);
  });
  test("gives up in the end", async () => {
    let tries = 0;
    await expect(persist(() => { tries += 1; return Promise.reject(new Error("away")); }, () => true, [0, 0])).rejects.toThrow("away");
    expect(tries).toBe(3);
  });
});

describe("reasons", () => {
  const used = (...texts: string[]) => texts.reduce<Used[]>((known, each) => remember(known, each), []);

  test("the most used first, the latest first among equals", () =>
    expect(offered(used("a", "b", "a", "c"))).toEqual(["a", "c", "b"]));
  test("empty ones are not remembered", () => expect(offered(used(" ", ""))).toEqual([]));
  test("no more than keys to pick them by", () =>
    expect(offered(used(..."abcdefghijklmnop"))).toHaveLength(OFFERED));
});

describe("order", () => {
  test("says what it knows", () => {
    expect(orderOf({ learned: 5, newest: 5 })).toEqual({ learned: 5, behind: false, failure: "" });
    expect(orderOf({ learned: 5, newest: 7 }).behind).toBe(true);
    expect(orderOf({ learned: null, newest: 0, failure: "no words" }).failure).toBe("no words");
    expect(orderOf(undefined)).toEqual({ learned: null, behind: false, failure: "" });
  });
});
