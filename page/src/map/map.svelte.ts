/** The map a person looks at: what is asked for, what came, where it stands, what is chosen. */

import { SvelteSet } from "svelte/reactivity";
import { api, faultOf, got, type Fault } from "../api/client";
import { adjust, place } from "../state/place.svelte";
import { study } from "../state/study.svelte";
import { alike, byField, byNumber, byValues, byVerdict, sizes, sizing, SIZES, type Encoding } from "./encode";
import { edgesShown, leastFor, shown, count as counted } from "./filter";
import { task } from "./layout";
import type { Mark } from "./marks";
import { start, type Run } from "./run";
import { linked, within, type Linked, type MapField, type Web } from "./web";

interface Network {
  web: Web;
  links: Linked;
}

export type Picked = { kind: "site"; site: number } | { kind: "edge"; edge: number };

/** The name under which communities are kept beside the values of fields. */
const COMMUNITY = "\u0000community";

export class MapState {
  network: Network | null = $state.raw(null);
  places: Float32Array | null = $state.raw(null);
  fault: Fault | null = $state.raw(null);
  /** Rounds done and to be done, while the layout is at work. */
  working: { done: number; rounds: number } | null = $state.raw(null);
  rounds = $state(0);
  picked: Picked | null = $state.raw(null);
  readonly chosen = new SvelteSet<number>();
  #values: Map<string, Record<string, readonly string[]>> = $state.raw(new Map());
  /** How much more weight lies within communities than chance would put there; null where nothing is linked. */
  modularity: number | null = $state(null);
  /** The network of all dates: it is what is laid out, so that a site keeps its place when the date changes. */
  #whole: Network | null = null;
  #laid = new Map<string, readonly [number, number]>();
  #run: Run | null = null;
  /** What is to be done when the layout is stopped on its way. */
  #stopped = (): void => undefined;
  #asked = 0;

  readonly query = $derived(place.query);
  readonly questions = $derived((study.now?.questions ?? []).filter((each) => each.settings["unit"] === "site"));
  readonly question = $derived(this.query["question"] ?? this.questions[0]?.name ?? "");
  readonly status = $derived((this.query["status"] ?? "").split(",").filter(Boolean));
  readonly at = $derived(/^\d{4}-\d{2}-\d{2}$/.test(this.query["at"] ?? "") ? this.query["at"]! : "");
  readonly seed = $derived(Math.max(1, Math.floor(Number(this.query["seed"])) || 1) >>> 0);
  readonly colouring = $derived(this.query["colour"] ?? (this.question ? "verdict" : "community"));
  readonly #hide = $derived(this.query["hide"] ?? "[]");
  readonly hidden = $derived(listOf(this.#hide));
  readonly linkedOnly = $derived(this.query["lone"] === "no");
  readonly only = $derived(this.query["only"] ?? "");
  readonly having = $derived(this.query["having"] ?? "");
  readonly fit = $derived(this.query["fit"] === "shown");
  readonly steps = $derived(this.query["steps"] === "2" ? 2 : 1);

  readonly web = $derived(this.network?.web ?? null);
  readonly fields: readonly MapField[] = $derived(this.web?.fields ?? []);
  /** The field of numbers that sizes stand for, where they stand for one. */
  readonly sizeField = $derived(this.fields.find((each) => each.type === "number" && `field:${each.name}` === this.query["size"]));
  readonly sizing = $derived(SIZES.find((each) => each === this.query["size"]) ?? "in");
  readonly field = $derived(this.fields.find((each) => `field:${each.name}` === this.colouring));
  /** Sites of a network too large to draw are left out from the least linked up. */
  readonly atLeast = $derived(this.network ? leastFor(this.network.links.inDegree) : 0);
  readonly least = $derived(Math.max(this.atLeast, Math.floor(Number(this.query["least"])) || 0));
  readonly ego = $derived(this.web && this.query["ego"] ? this.web.site.indexOf(this.query["ego"]) : -1);
  readonly encoding: Encoding = $derived(this.#encoded());
  readonly mask: Uint8Array = $derived(this.#shown());
  readonly drawn = $derived(counted(this.mask));
  readonly edges: number[] = $derived(this.web ? edgesShown(this.web, this.mask) : []);
  readonly radii = $derived(this.network ? sizes(this.#numbers(this.network), this.network.links.size, this.drawn) : new Float32Array());
  readonly focus = $derived(this.picked?.kind === "site" ? this.picked.site : -1);
  readonly near = $derived(this.network && this.focus >= 0 ? within(this.network.web, this.network.links, this.focus, 1) : null);

  /** Change what is asked for; it stands in the address. */
  ask(change: Record<string, string | number>): void {
    adjust({ ...this.query, ...change });
  }

  mark(site: number): Mark {
    return this.encoding.legend[this.encoding.of[site]!]!.mark;
  }

  /** The values of a site in the field of the colours, or in another. */
  values(site: number, field = this.field?.name ?? ""): readonly string[] {
    return this.#values.get(field)?.[this.web?.site[site] ?? ""] ?? [];
  }

  pick(picked: Picked | null): void {
    this.picked = picked;
  }

  choose(sites: Iterable<number>): void {
    for (const each of sites) this.chosen.add(each);
  }

  async load(question: string, status: readonly string[], at: string): Promise<void> {
    const number = (this.#asked += 1);
    try {
      const query = { question, status: [...status] };
      const whole = await got(api.GET("/api/network", { params: { query } }));
      const web = at ? await got(api.GET("/api/network", { params: { query: { ...query, at } } })) : whole;
      if (number !== this.#asked) return;
      this.#whole = { web: whole, links: linked(whole) };
      const kept = this.picked?.kind === "site" ? this.web?.site[this.picked.site] : undefined;
      this.chosen.clear();
      this.picked = null;
      this.#place(web);
      this.network = web === whole ? this.#whole : { web, links: linked(web) };
      if (kept !== undefined && web.site.includes(kept)) this.picked = { kind: "site", site: web.site.indexOf(kept) };
      this.fault = null;
    } catch (thrown) {
      if (number === this.#asked) this.fault = faultOf(thrown);
    }
  }

  /** Fetch what colours the map: communities, or the values of a field. */
  async colour(colouring: string, question: string, status: readonly string[], at: string, seed: number): Promise<void> {
    try {
      if (colouring === "community") {
        const query = { question, status: [...status], at, seed };
        const found = await got(api.GET("/api/network/community", { params: { query } }));
        const each = Object.entries(found.community).map(([site, number]): [string, string[]] => [site, [String(number)]]);
        this.#values = new Map(this.#values).set(COMMUNITY, Object.fromEntries(each));
        this.modularity = found.modularity;
      } else if (colouring.startsWith("field:")) {
        await this.#fetch(colouring.slice("field:".length), at);
      }
    } catch (thrown) {
      this.fault = faultOf(thrown);
    }
  }

  async #fetch(field: string, at: string): Promise<void> {
    const { values } = await got(api.GET("/api/network/field", { params: { query: { field, at } } }));
    this.#values = new Map(this.#values).set(field, values);
  }

  /** Fetch the values of a field that filters or sizes the map. */
  async fetchField(field: string, at: string): Promise<void> {
    try {
      if (field) await this.#fetch(field, at);
    } catch (thrown) {
      this.fault = faultOf(thrown);
    }
  }

  /** Lay out the network of all dates, or what is shown of it. */
  async lay(seed: number, least: number, among: Uint8Array | null): Promise<void> {
    const whole = this.#whole;
    if (!whole || !this.web) return;
    this.#run?.stop();
    const mask = among ? this.#ofWhole(whole.web, among) : Uint8Array.from(whole.links.inDegree, (each) => (each >= least ? 1 : 0));
    const { task: work, order } = task(whole.web, mask, seed);
    this.working = { done: 0, rounds: work.rounds };
    const stand = (done: number, places: Float32Array): void => {
      this.#laid = new Map(order.map((site, number) => [whole.web.site[site]!, [places[2 * number]!, places[2 * number + 1]!]]));
      this.rounds = done;
      if (this.web) this.#place(this.web);
    };
    this.#stopped = () => undefined;
    const run = (this.#run = start(work, (done, places) => {
      this.working = { done, rounds: work.rounds };
      this.#stopped = () => stand(done, places);
    }));
    try {
      const places = await run.places;
      if (this.#run !== run) return;
      stand(work.rounds, places);
    } catch (thrown) {
      this.fault = faultOf(thrown);
    }
    this.working = null;
  }

  /** Leave everything where it stands. */
  stop(): void {
    this.#run?.stop();
    if (this.working) this.#stopped();
    [this.#run, this.working] = [null, null];
  }

  #ofWhole(whole: Web, among: Uint8Array): Uint8Array {
    const wanted = new Set(this.web!.site.filter((_, site) => among[site]));
    return Uint8Array.from(whole.site, (each) => (wanted.has(each) ? 1 : 0));
  }

  #place(web: Web): void {
    if (this.#laid.size) this.places = Float32Array.from(web.site.flatMap((each) => this.#laid.get(each) ?? [0, 0]));
  }

  #encoded(): Encoding {
    const web = this.web;
    if (!web) return alike(0);
    if (this.colouring === "verdict") return byVerdict(web);
    if (this.colouring === "declared") return byValues(web.declared.map((each) => [each ? "declared" : "found"]), ["declared", "found"]);
    if (this.colouring === "captured") return byNumber(web.captured);
    const column = this.colouring === "community" ? COMMUNITY : this.field?.name;
    const values = column === undefined ? undefined : this.#values.get(column);
    if (!values) return alike(web.site.length);
    const each = web.site.map((site) => values[site] ?? []);
    return this.field ? byField(this.field, each) : byValues(each, ["1", "2", "3", "4", "5", "6", "7"]);
  }

  /** What sizes stand for; a site without a number is as small as one with none. */
  #numbers({ web, links }: Network): ArrayLike<number> | null {
    const field = this.sizeField;
    if (!field) return sizing(web, links, this.sizing);
    return web.site.map((_, site) => Number(this.values(site, field.name)[0] ?? 0) || 0);
  }

  #shown(): Uint8Array {
    if (!this.network) return new Uint8Array();
    const { web, links } = this.network;
    const { hidden, least, linkedOnly, ego, steps } = this;
    return shown(web, links, this.encoding, { hidden, least, linkedOnly, ego, steps, having: this.#having(web) });
  }

  #having(web: Web): ReadonlySet<number> | null {
    if (!this.only || !this.having) return null;
    return new Set(web.site.flatMap((_, site) => (this.values(site, this.only).includes(this.having) ? [site] : [])));
  }
}

/** A list written into an address. */
function listOf(written: string): string[] {
  try {
    const found: unknown = JSON.parse(written);
    return Array.isArray(found) ? found.map(String) : [];
  } catch {
    return [];
  }
}
