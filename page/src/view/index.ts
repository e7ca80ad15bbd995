/** Which view a path opens; each is loaded when it is first asked for. */

import type { Component } from "svelte";

type Load = () => Promise<{ default: Component }>;

const VIEWS = {
  study: () => import("./Study.svelte"),
  sources: () => import("./Sources.svelte"),
  add: () => import("./Add.svelte"),
  source: () => import("./Source.svelte"),
  traces: () => import("./Traces.svelte"),
  trace: () => import("./Trace.svelte"),
  questions: () => import("./Questions.svelte"),
  ask: () => import("./Ask.svelte"),
  review: () => import("./Review.svelte"),
  progress: () => import("./Progress.svelte"),
  corpora: () => import("./Corpora.svelte"),
  corpus: () => import("./Corpus.svelte"),
  compare: () => import("./Compare.svelte"),
  log: () => import("./Log.svelte"),
  settings: () => import("./Settings.svelte"),
  help: () => import("./Help.svelte"),
  sites: () => import("./Sites.svelte"),
  site: () => import("./Site.svelte"),
  fields: () => import("./Fields.svelte"),
  crawl: () => import("./Crawl.svelte"),
  network: () => import("./Network.svelte"),
  siteMap: () => import("./SiteMap.svelte"),
  nowhere: () => import("./Nowhere.svelte"),
} satisfies Record<string, Load>;

export type ViewName = keyof typeof VIEWS;

/** Places among the sites that are no site; whatever else stands there is one. */
const SITES: Readonly<Record<string, ViewName>> = { map: "siteMap", fields: "fields", crawl: "crawl", network: "network" };

/** Say whether a path names a site. */
export const isSite = ([stage = "", second = ""]: readonly string[]): boolean => nameOf([stage, second]) === "site";

function nameOf([stage = "", second = "", third = ""]: readonly string[]): ViewName {
  switch (stage) {
    case "":
      return "study";
    case "sources":
      return second === "add" ? "add" : second ? "source" : "sources";
    case "trace":
      return second ? "trace" : "traces";
    case "questions":
      return second === "new" ? "ask" : "questions";
    case "question":
      return third === "progress" ? "progress" : "review";
    case "corpora":
      return second === "compare" ? "compare" : second ? "corpus" : "corpora";
    case "sites":
      return SITES[second] ?? (second ? "site" : "sites");
    case "traces":
    case "log":
    case "settings":
    case "help":
      return stage;
    default:
      return "nowhere";
  }
}

export function viewOf(path: readonly string[]): [ViewName, Load] {
  const name = nameOf(path);
  return [name, VIEWS[name]];
}
