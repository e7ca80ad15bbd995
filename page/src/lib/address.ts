/** Addresses in traces: only what a browser opens as a page may become a link. */

export function openable(url: string): string | null {
  try {
    const found = new URL(url);
    return found.protocol === "https:" || found.protocol === "http:" ? found.href : null;
  } catch {
    return null;
  }
}

/** An address as people read it: without scheme, with its marks decoded where that is safe. */
export function readable(url: string): string {
  const bare = url.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, "");
  try {
    return decodeURI(bare);
  } catch {
    return bare;
  }
}
