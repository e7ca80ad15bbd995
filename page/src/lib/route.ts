/** Where in the page a person is: the hash, taken apart and put together. */

export interface Route {
  /** Segments of the path, decoded: `#/question/housing/review` → ["question", "housing", "review"]. */
  path: string[];
  query: Record<string, string>;
}

export function parse(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  return {
    path: path.split("/").filter(Boolean).map(decode),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** The address of a place; empty values are left out of the query. */
export function href(path: readonly (string | number)[], query: Record<string, string | number> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== "" && value !== 0);
  const search = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return `#/${path.map((each) => encodeURIComponent(String(each))).join("/")}${search ? `?${search}` : ""}`;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
