"""What ties a trace to others, as words of another kind: who wrote it, in which thread, on what site, linking where."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit


def tie_words(*, author: str = "", thread: str = "", url: str = "", links: Iterable[str] = ()) -> list[str]:
    """Return a trace's ties; links count twice, as the address itself and as the site it is on."""
    words = [f"author:{author}"] if author else []
    words += [f"thread:{thread}"] if thread else []
    words += [f"site:{site}" for site in (_site(url),) if site]
    for link in dict.fromkeys(links):
        words += [f"link:{link}", *(f"site:{site}" for site in (_site(link),) if site)]
    return words


def _site(address: str) -> str:
    """Return the host of an address without its www; empty where there is none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
