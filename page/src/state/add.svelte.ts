/** Adding one file: sent for a look, previewed and its mapping edited, then imported. */

import { api, faultOf, got, maybe, type Fault, type Order, type Upload } from "../api/client";
import { upload, type UploadUnderWay } from "../api/upload";
import { answerTo } from "../lib/asked";
import { facts, text, type Facts } from "../lib/facts";
import type { Given } from "../lib/form";
import { mapOf, rolesOf, type Roles } from "../lib/mapping";
import { actor } from "./settings.svelte";

export type Phase = "choosing" | "sending" | "looking" | "looked" | "importing" | "done";
type Params = Record<string, unknown>;

export class Adding {
  phase: Phase = $state("choosing");
  file: File | null = $state.raw(null);
  rest: File[] = $state.raw([]);
  share = $state(0);
  /** The format a person chose; "" leaves it to recognition. */
  format = $state("");
  preview: Facts | null = $state.raw(null);
  roles: Roles | null = $state.raw(null);
  options: Given = $state({});
  venue: NonNullable<Order["venue"]> = $state("");
  basis = $state("");
  fault: Fault | null = $state.raw(null);
  result: Facts | null = $state.raw(null);

  readonly busy = $derived(this.phase === "sending" || this.phase === "looking" || this.phase === "importing");
  /** A question that the reader asks before it can go on. */
  readonly question = $derived(this.fault?.problem.question ? this.fault.problem : null);
  /** Whether the mapping or the options were changed since the last look. */
  stale = $state(false);

  /** The venue that goes with the format; one that a person chose is kept for the files to come. */
  #usual: NonNullable<Order["venue"]> = "";
  #upload: Upload | null = null;
  #sending: UploadUnderWay | null = null;
  #proposed: Roles | null = null;
  #map: Record<string, string> = {};
  #answers: Params = {};

  /** Take files: the first is sent for a look, the others wait their turn. */
  async take(files: readonly File[]): Promise<void> {
    const [first, ...rest] = files;
    if (!first) return;
    await this.drop();
    this.rest = rest;
    await this.#send(first);
  }

  /** Go on with the next file, or be ready for a new choice. */
  async next(): Promise<void> {
    this.#clear();
    await this.take(this.rest);
  }

  async look(): Promise<void> {
    if (!this.#upload) return;
    this.phase = "looking";
    this.fault = null;
    try {
      this.preview = await got(api.POST("/api/source/preview", { body: this.#order() }));
      const plan = facts(this.preview["plan"]);
      this.roles = rolesOf(plan);
      const usual = text(this.preview["venue"]) as typeof this.venue;
      if (this.venue === this.#usual) this.venue = usual;
      this.#usual = usual;
      if (!Object.keys(this.#map).length) this.#proposed = this.roles;
      this.stale = false;
    } catch (thrown) {
      this.preview = null;
      this.fault = faultOf(thrown);
    } finally {
      this.phase = "looked";
    }
  }

  /** Read the file in another format: what was said for the former one no longer counts. */
  async choose(format: string): Promise<void> {
    Object.assign(this, { format, options: {} });
    this.#map = {};
    this.#answers = {};
    await this.look();
  }

  give(role: Roles): void {
    if (!this.#proposed) return;
    this.roles = role;
    this.#map = mapOf(this.#proposed, role);
    this.stale = true;
  }

  setOption(name: string, value: string | number | boolean): void {
    this.options = { ...this.options, [name]: value };
    this.stale = true;
  }

  /** Answer the reader's question, and look again. */
  async answer(choice: string): Promise<void> {
    const given = answerTo(this.question?.hint ?? "", choice);
    if (!given) return;
    if ("map" in given) Object.assign(this.#map, given["map"]);
    else Object.assign(this.#answers, given);
    await this.look();
  }

  async import(): Promise<void> {
    this.phase = "importing";
    this.fault = null;
    try {
      this.result = await got(api.POST("/api/source/add", { body: this.#order() }));
      this.phase = "done";
    } catch (thrown) {
      this.fault = faultOf(thrown);
      this.phase = "looked";
    }
  }

  /** Leave the file out; its copy is removed. */
  async drop(): Promise<void> {
    this.#sending?.stop();
    const left = this.phase === "done" ? null : this.#upload;
    this.#clear();
    if (!left) return;
    const params = { path: { identifier: left.upload } };
    await maybe(api.DELETE("/api/source/upload/{identifier}", { params })).catch(() => null);
  }

  async #send(file: File): Promise<void> {
    this.file = file;
    this.phase = "sending";
    this.share = 0;
    this.#sending = upload(file, (share) => (this.share = share));
    try {
      this.#upload = await this.#sending.done;
      await this.look();
    } catch (thrown) {
      if (thrown instanceof DOMException) return;
      this.fault = faultOf(thrown);
      this.phase = "choosing";
    }
  }

  #order(): Order {
    const chosen = Object.fromEntries(Object.entries(this.options).filter(([, value]) => value !== ""));
    const map = Object.keys(this.#map).length ? { map: this.#map } : {};
    return {
      upload: this.#upload?.upload ?? "",
      format: this.format,
      params: { ...chosen, ...this.#answers, ...map },
      venue: this.venue,
      basis: this.basis.trim(),
      who: actor(),
    };
  }

  #clear(): void {
    Object.assign(this, { phase: "choosing", file: null, share: 0, format: "", preview: null, roles: null });
    Object.assign(this, { options: {}, fault: null, result: null, stale: false });
    this.#upload = null;
    this.#sending = null;
    this.#proposed = null;
    this.#map = {};
    this.#answers = {};
  }
}

/** The name of the format that a preview recognised. */
export function formatOf(preview: Facts): string {
  return text(preview["format"]);
}
