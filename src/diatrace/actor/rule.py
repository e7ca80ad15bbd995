"""Creation rules: which site an address belongs to that nobody has declared one for.

A rule holds under a prefix: `domain` (the registrable domain, and what the public suffix list calls private: each blog
of a blog host is a site), `subdomain-N` (N parts of the host more), `path-N` (N parts of the path more), `page`. The
rule of the longest prefix holds. A bad address never makes a site that swallows a public suffix: it makes none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice, takewhile
from typing import Final, NamedTuple

from tldextract import TLDExtract

from diatrace.actor.lru import lru_of, stems
from diatrace.actor.prefix import canonical
from diatrace.errors import Misuse

DEFAULT: Final = "domain"

PRESETS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "twitter.com", "x.com", "facebook.com", "instagram.com", "tiktok.com", "github.com", "gitlab.com",
            "pinterest.com", "threads.net", "threads.com", "t.me", "telegram.me", "vk.com", "ok.ru", "medium.com",
            "youtube.com", "vimeo.com", "dailymotion.com", "soundcloud.com", "patreon.com", "flickr.com", "linktr.ee",
            "snapchat.com", "twitch.tv", "mastodon.social", "mas.to", "gofundme.com", "about.me",
        ),
        "path-1",
    ),
    **dict.fromkeys(
        (
            "facebook.com/groups", "facebook.com/pages", "facebook.com/people", "linkedin.com", "reddit.com",
            "bsky.app", "youtube.com/c", "youtube.com/channel", "youtube.com/user", "t.me/s", "meetup.com",
            "groups.google.com", "discord.com", "vk.com/club",
        ),
        "path-2",
    ),
    **dict.fromkeys(
        (
            "wordpress.com", "tumblr.com", "over-blog.com", "over-blog.net", "canalblog.com", "free.fr", "skyrock.com",
            "hautetfort.com", "livejournal.com", "typepad.com", "wixsite.com", "weebly.com", "jimdo.com",
            "jimdofree.com", "e-monsite.com", "unblog.fr", "centerblog.net", "eklablog.com", "forumactif.com",
            "forumactif.org", "substack.com", "blog4ever.com", "maktoobblog.com", "jeeran.com", "ahlamontada.com",
            "ning.com", "joomla.com", "webnode.com", "bandcamp.com",
        ),
        "subdomain-1",
    ),
    **dict.fromkeys(
        (
            "youtube.com/watch", "youtube.com/embed", "youtube.com/playlist", "youtube.com/results", "youtube.com/feed",
            "youtube.com/shorts", "youtube.com/v", "facebook.com/sharer", "facebook.com/sharer.php",
            "facebook.com/share.php", "facebook.com/dialog", "facebook.com/events", "facebook.com/plugins",
            "facebook.com/login.php", "twitter.com/intent", "twitter.com/share", "twitter.com/home",
            "twitter.com/search", "twitter.com/hashtag", "twitter.com/i", "x.com/intent", "x.com/share",
            "x.com/search", "x.com/hashtag", "x.com/i", "linkedin.com/shareArticle", "linkedin.com/sharing",
            "pinterest.com/pin", "instagram.com/p", "instagram.com/reel", "t.me/share", "vk.com/share.php",
        ),
        "domain",
    ),
    "sites.google.com": "path-2",
}  # fmt: skip
"""Rules of platforms and blog hosts, where an address of the domain is not one actor; and of addresses there that are
nobody's in particular: a film, a button to share."""

_RULE: Final = re.compile(r"domain|page|subdomain-[1-9]|path-[1-9]")
_PRIVATE: Final = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


class _Host(NamedTuple):
    """What holds for the addresses of one host."""

    domain: str  # the site by the rule `domain`, "" where there is none
    whole: str  # the whole host as a prefix
    hosts: tuple[str, ...]  # the host's stems, in order
    rules: tuple[tuple[str, str], ...]  # rules below the host or above it, longest prefix first


def check(rule: str) -> str:
    """Return a rule; raise Misuse where it is none."""
    if not _RULE.fullmatch(rule):
        raise Misuse(f"there is no creation rule {rule!r}", hint="one of: domain, subdomain-N, path-N, page")
    return rule


class Rules:
    """The creation rules of a study: the presets, and its own, which go before them."""

    def __init__(self, own: Mapping[str, str] | None = None, default: str = DEFAULT) -> None:
        self.default = check(default)
        self.own = dict(own or {})
        self._rules = {canonical(lru_of(f"https://{each}")): rule for each, rule in PRESETS.items()}
        self._rules.update({canonical(prefix): check(rule) for prefix, rule in (own or {}).items()})
        self._hosts: dict[str, _Host] = {}

    def site(self, lru: str) -> str:
        """Return the prefix of the site that an LRU would make, in its canonical form; empty where it makes none."""
        head, path = _parted(lru)
        host = self._hosts.get(head)
        if host is None:
            host = self._hosts[head] = self._host(head)
        if not host.domain:
            return ""
        rule = self.default
        if host.rules:
            address = host.whole + path
            rule = next((rule for prefix, rule in host.rules if address.startswith(prefix)), rule)
        return _made(rule, host, path)

    def _host(self, head: str) -> _Host:
        whole = canonical(head)
        parts = stems(whole)
        hosts = tuple(each for each in parts if each.startswith("h:"))
        above = "|".join(each for each in parts if not each.startswith("h:")) + "|"
        labels = _site_labels(".".join(each[2:] for each in reversed(hosts)), len(hosts))
        domain = above + "".join(f"{each}|" for each in hosts[:labels]) if labels else ""
        near = [
            (prefix, rule)
            for prefix, rule in self._rules.items()
            if prefix.startswith(whole) or whole.startswith(prefix)
        ]
        return _Host(domain, whole, hosts, tuple(sorted(near, key=lambda each: -len(each[0]))))


def _parted(lru: str) -> tuple[str, str]:
    """Return scheme, port and host of an LRU, and its path and query."""
    places = [place for place in (lru.find("|p:"), lru.find("|q:")) if place >= 0]
    cut = min(places) + 1 if places else len(lru)
    return lru[:cut], lru[cut:]


def _site_labels(host: str, count: int) -> int:
    """Return how many of a host's stems make the site by the rule `domain`; 0 where the host is a suffix itself."""
    if count == 1:
        return (
            0 if _PRIVATE.extract_str(host).suffix else 1
        )  # an IP address, or one name of a network of its own
    found = _PRIVATE.extract_str(host)
    if not found.suffix:
        return 2  # under a top-level domain that is on no list
    if not found.domain:
        return 0
    beyond = len(found.subdomain.split(".")) if found.subdomain else 0
    return count - beyond


def _made(rule: str, host: _Host, path: str) -> str:
    if rule == "domain":
        return host.domain
    if rule == "page":
        return host.whole + path
    kind, _, number = rule.partition("-")
    if kind == "path":
        parts = takewhile(lambda each: each.startswith("p:") and each != "p:", path.split("|"))
        return host.whole + "".join(f"{each}|" for each in islice(parts, int(number)))
    above = host.domain.count("|h:")
    extra = host.hosts[above : above + int(number)]
    return host.domain + "".join(f"{each}|" for each in extra)
