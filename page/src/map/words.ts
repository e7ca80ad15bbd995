/** What the map says of itself in the person's language: colours, sizes, categories, the caption of a picture. */

import { study } from "../state/study.svelte";
import { known, show, t, tn } from "../state/words.svelte";
import { MANY, OTHER, type Category } from "./encode";
import type { MapState } from "./map.svelte";

export function colourWords(map: MapState): string {
  return map.field ? map.field.name : known(`map.colour.${map.colouring}`, t("map.colour.none"));
}

export function sizeWords({ sizeField, sizing }: MapState): string {
  return sizeField ? sizeField.name : t(`map.size.${sizing}`);
}

export function categoryWords(map: MapState, { key, span }: Category): string {
  if (key === OTHER) return t("map.category.other");
  if (key === MANY) return t("map.category.several");
  if (map.colouring === "verdict") return key ? known(`verdict.${key}`, key) : t("map.category.undecided");
  if (key === "") return t("map.category.none");
  if (key === "all") return t("map.category.all");
  if (span) return spanWords(map, span);
  if (map.colouring === "community") return t("map.category.community", { n: key });
  if (map.colouring === "declared") return known(`map.category.${key}`, key);
  return valueWords(map, key);
}

/** A value of the field of the colours, said as its type is. */
export function valueWords(map: MapState, value: string): string {
  if (map.field?.type === "language") return show.language(value);
  if (map.field?.type === "yesno") return known(`map.category.${value}`, value);
  return value;
}

function spanWords({ field }: MapState, [from, to]: [number, number]): string {
  const say = field?.type === "date" ? String : show.number;
  return from === to ? say(from) : t("map.category.span", { from: say(from), to: say(to) });
}

/** How communities were found, and what the division is worth. */
export function methodWords({ seed, modularity }: MapState): string {
  return t("map.method", { seed, modularity: modularity === null ? "–" : show.fixed(modularity, 3) });
}

/** What stands under a picture: of what, of when, chosen how, drawn how. */
export function caption(map: MapState): string[] {
  const chosen = [
    map.question && t("map.caption.question", { question: map.question, status: map.status.length ? map.status.map((each) => known(`verdict.${each}`, each)).join(", ") : t("map.caption.every") }),
    map.at ? t("map.caption.at", { day: show.day(map.at) }) : t("map.caption.now"),
    map.least > 0 && tn("map.caption.least", map.least),
    map.linkedOnly ? t("map.caption.linked") : t("map.caption.lone"),
    map.hidden.length > 0 && t("map.caption.hidden", { what: map.encoding.legend.filter((each) => map.hidden.includes(each.key)).map((each) => categoryWords(map, each)).join(", ") }),
    map.only && map.having && t("map.caption.having", { field: map.only, value: map.having }),
    map.ego >= 0 && t("map.caption.ego", { site: map.web!.name[map.ego]!, n: map.steps }),
  ];
  return [
    tn("map.shown", map.drawn, { links: map.edges.length }) + " " + chosen.filter((each) => each).join(" "),
    [
      t("map.caption.looks", { colour: colourWords(map), size: sizeWords(map) }),
      t("map.caption.layout", { seed: map.seed, rounds: map.rounds }),
      map.colouring === "community" && methodWords(map),
      t("map.caption.drawn", { day: show.day(new Date().toISOString().slice(0, 10)), version: study.now?.version ?? "" }),
    ].filter(Boolean).join(" "),
  ];
}
