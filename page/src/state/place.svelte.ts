/** The place a person is at, following the address. */

import { href, parse, type Route } from "../lib/route";

let route: Route = $state.raw(parse(window.location.hash));

window.addEventListener("hashchange", () => {
  route = parse(window.location.hash);
});

export const place = {
  get path(): string[] {
    return route.path;
  },
  get query(): Record<string, string> {
    return route.query;
  },
};

export function go(path: readonly (string | number)[], query: Record<string, string | number> = {}): void {
  window.location.hash = href(path, query);
}

/** Change the query without a new entry in the history. */
export function adjust(query: Record<string, string | number>): void {
  history.replaceState(null, "", href(route.path, query));
  route = parse(window.location.hash);
}
