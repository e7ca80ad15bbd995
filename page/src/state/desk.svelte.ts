/** One person at one queue of one question: cards at hand, the answer being made, what was asked about a card. */

import { SvelteSet } from "svelte/reactivity";
import { api, faultOf, got, maybe, type Answer, type Card, type Context, type Fault, type Queue, type Verdict, type Why } from "../api/client";
import { answered, broughtBack, dealt, EMPTY, inFront, setAside, wanted, type Deck } from "../lib/deck";
import { Reasons } from "./reasons.svelte";
import { discard, send } from "./outbox.svelte";
import { settings } from "./settings.svelte";
import { Timer } from "./timer.svelte";

export interface Choice {
  queue: Queue;
  source: number;
  search: string;
}

/** An answer that could not be stored: the card stays until it is, or until another answer takes its place. */
interface Unsent {
  fault: Fault;
  token: string;
  verdict: Verdict;
}

/** Cards on their way back: nothing new is asked for before they have arrived. */
let returning: Promise<unknown> = Promise.resolve();

export class DeskState {
  deck: Deck<Card> = $state.raw(EMPTY);
  dealing = $state(true);
  fault: Fault | null = $state.raw(null);
  sending: Verdict | null = $state(null);
  unsent: Unsent | null = $state.raw(null);
  /** The verdict taken back, where the card shown is one that returned. */
  takenBack: Verdict | null = $state(null);
  reason = $state("");
  note = $state("");
  together = $state(true);
  apart = new SvelteSet<string>();
  unblurred = $state(false);
  why: Why | null = $state.raw(null);
  context: Context | null = $state.raw(null);
  contextFault: Fault | null = $state.raw(null);
  answers = $state(0);

  readonly card: Card | undefined = $derived(this.deck.cards[0]);
  readonly blurred: boolean = $derived(
    !this.unblurred && (settings.blur === "always" || (settings.blur === "harrowing" && !!this.card?.trace.harrowing)),
  );
  /** Near-duplicates that the next answer decides too. */
  readonly covers: string[] = $derived(
    this.together && this.card && this.card.queue !== "disagreement"
      ? this.card.group.map((each) => each.id).filter((each) => !this.apart.has(each))
      : [],
  );

  readonly timer = new Timer();
  readonly reasons: Reasons;
  #said = new Map<string, { reason: string; note: string }>();
  /** Cards answered or given back: a list of cards that was under way meanwhile does not bring them again. */
  #gone = new Set<number>();
  #token = "";
  #closed = false;

  constructor(
    readonly question: string,
    readonly reviewer: string,
    readonly choice: Choice,
    memory: string,
  ) {
    this.reasons = new Reasons(memory);
  }

  /** Ask for cards until enough are at hand. */
  async deal(): Promise<void> {
    this.dealing = true;
    try {
      await returning;
      const { queue, source, search } = this.choice;
      const body = { reviewer: this.reviewer, queue, source, search, count: Math.min(20, wanted(this.deck)) };
      const fresh = await got(api.POST("/api/question/{question}/hand", { params: this.#params, body }));
      if (this.#closed) return this.#giveBack(fresh);
      const shown = this.card?.card;
      this.deck = dealt(this.deck, fresh.filter((each) => !this.#gone.has(each.card)));
      this.fault = null;
      if (this.card?.card !== shown) this.#fresh();
      if (!this.card && this.deck.aside.length) this.bringBack();
    } catch (thrown) {
      this.fault = faultOf(thrown);
    } finally {
      this.dealing = false;
    }
  }

  /** Store an answer; only then does the card leave. */
  async answer(verdict: Verdict): Promise<boolean> {
    const card = this.card;
    if (!card || this.sending || this.blurred) return false;
    if (this.unsent && this.unsent.verdict !== verdict) this.forgetUnsent();
    this.#token ||= crypto.randomUUID();
    const body = this.#body(card, verdict);
    this.sending = verdict;
    this.unsent = null;
    try {
      await send({ token: this.#token, question: this.question, body });
    } catch (thrown) {
      this.unsent = { fault: faultOf(thrown), token: this.#token, verdict };
      return false;
    } finally {
      this.sending = null;
    }
    this.#stored(card, body);
    return true;
  }

  /** Leave an answer that cannot be stored unsaid. */
  forgetUnsent(): void {
    if (this.unsent) discard(this.unsent.token);
    this.unsent = null;
    this.#token = "";
  }

  /** Take back the newest answer; its card returns. Resolves to false where there was none. */
  async undo(): Promise<boolean> {
    if (this.sending) return false;
    const body = { reviewer: this.reviewer };
    const found = await maybe(api.POST("/api/question/{question}/undo", { params: this.#params, body }));
    if (!found) return false;
    this.answers = Math.max(0, this.answers - 1);
    if (found.card) {
      this.deck = inFront(this.deck, found.card);
      this.#fresh();
      Object.assign(this, this.#said.get(found.trace));
    }
    this.takenBack = found.verdict;
    return true;
  }

  skip(): boolean {
    if (!this.card || this.sending) return false;
    const { deck, givenBack } = setAside(this.deck);
    this.deck = deck;
    if (givenBack) this.#giveBack([givenBack]);
    this.#fresh();
    void this.deal();
    return true;
  }

  bringBack(): boolean {
    if (!this.deck.aside.length || this.sending) return false;
    this.deck = broughtBack(this.deck);
    this.#fresh();
    return true;
  }

  /** Ask why the card was proposed; that it was asked goes into the record. */
  async reveal(): Promise<void> {
    const card = this.card;
    if (!card || card.blind || this.why) return;
    const body = { reviewer: this.reviewer, card: card.card };
    const why = await got(api.POST("/api/question/{question}/reveal", { params: this.#params, body }));
    if (this.card?.card === card.card) this.why = why;
  }

  async loadContext(): Promise<void> {
    const card = this.card;
    if (!card || this.context) return;
    try {
      const path = { identifier: card.trace.id };
      const found = await got(api.GET("/api/trace/{identifier}/context", { params: { path } }));
      if (this.card?.card === card.card) [this.context, this.contextFault] = [found, null];
    } catch (thrown) {
      if (this.card?.card === card.card) this.contextFault = faultOf(thrown);
    }
  }

  /** Leave the desk: what was not answered goes back, so that others may have it. */
  close(): void {
    this.#closed = true;
    this.#giveBack([...this.deck.cards, ...this.deck.aside]);
  }

  get #params(): { path: { question: string } } {
    return { path: { question: this.question } };
  }

  #body(card: Card, verdict: Verdict): Answer {
    return {
      reviewer: this.reviewer,
      trace: card.trace.id,
      verdict,
      reason: this.reason.trim(),
      note: this.note.trim(),
      seconds: this.timer.spent(),
      card: card.card,
      covers: this.covers,
      adjudication: card.queue === "disagreement",
      token: this.#token,
    };
  }

  #stored(card: Card, body: Answer): void {
    const covers = body.covers ?? [];
    const decided = [...this.deck.cards, ...this.deck.aside].filter((each) => covers.includes(each.trace.id));
    this.reasons.add(this.reason);
    this.#said.set(card.trace.id, { reason: this.reason, note: this.note });
    this.answers += 1;
    this.#gone.add(card.card);
    this.deck = answered(this.deck, card.card, covers);
    this.#fresh();
    this.#giveBack(decided);
    void this.deal();
  }

  /** A new card lies on the desk: nothing of the last one is left. */
  #fresh(): void {
    Object.assign(this, { reason: "", note: "", together: true, unblurred: false, takenBack: null });
    Object.assign(this, { why: null, context: null, contextFault: null, unsent: null });
    this.apart.clear();
    this.#token = "";
    this.timer.begin();
  }

  /** Cards that cannot be given back are free again after half an hour. */
  #giveBack(cards: readonly Card[]): void {
    if (!cards.length) return;
    for (const each of cards) this.#gone.add(each.card);
    const body = { reviewer: this.reviewer, cards: cards.map((each) => each.card) };
    const sent = maybe(api.POST("/api/question/{question}/give-back", { params: this.#params, body })).catch(() => null);
    returning = Promise.all([returning, sent]);
  }
}
