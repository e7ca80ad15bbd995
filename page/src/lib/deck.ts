/** The cards at hand: the one shown, those that follow, and those set aside. */

export const HELD = 3;
/** More cards than this are not set aside: the oldest goes back to the others. */
export const ASIDE = 10;

interface Numbered {
  card: number;
  trace: { id: string };
}

export interface Deck<T extends Numbered> {
  cards: readonly T[];
  aside: readonly T[];
}

export const EMPTY: Deck<never> = { cards: [], aside: [] };

/** How many cards to ask for, so that three are at hand beside those set aside (the server counts both). */
export function wanted(deck: Deck<Numbered>): number {
  return HELD + deck.aside.length;
}

/** Put what the server handed out behind the cards at hand; one that is here or aside already is renewed in its place. */
export function dealt<T extends Numbered>(deck: Deck<T>, fresh: readonly T[]): Deck<T> {
  const renewed = new Map(fresh.map((each) => [each.card, each]));
  const renew = (each: T): T => {
    const found = renewed.get(each.card) ?? each;
    renewed.delete(each.card);
    return found;
  };
  const [cards, aside] = [deck.cards.map(renew), deck.aside.map(renew)];
  return { cards: [...cards, ...renewed.values()], aside };
}

/** Let an answered card go, and any card whose trace was decided with it. */
export function answered<T extends Numbered>(deck: Deck<T>, card: number, covers: readonly string[] = []): Deck<T> {
  const stays = (each: T): boolean => each.card !== card && !covers.includes(each.trace.id);
  return { cards: deck.cards.filter(stays), aside: deck.aside.filter(stays) };
}

/** Set the card shown aside; returns also the card that has to be given back, where too many lie there. */
export function setAside<T extends Numbered>(deck: Deck<T>): { deck: Deck<T>; givenBack?: T } {
  const [first, ...rest] = deck.cards;
  if (!first) return { deck };
  const aside = [...deck.aside, first];
  if (aside.length <= ASIDE) return { deck: { cards: rest, aside } };
  return { deck: { cards: rest, aside: aside.slice(1) }, givenBack: aside[0]! };
}

/** Bring the card set aside last back to the front. */
export function broughtBack<T extends Numbered>(deck: Deck<T>): Deck<T> {
  const last = deck.aside.at(-1);
  return last ? { cards: [last, ...deck.cards], aside: deck.aside.slice(0, -1) } : deck;
}

/** Show a card first: one whose answer was taken back. */
export function inFront<T extends Numbered>(deck: Deck<T>, card: T): Deck<T> {
  const others = answered(deck, card.card);
  return { ...others, cards: [card, ...others.cards] };
}
