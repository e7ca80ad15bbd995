"""Where the nodes of a network are: the address of each, and the prefixes that make it a site.

A node is at its home page, under its prefixes, or where its label or key says. What a file gives no address gets one
under `.invalid`, which is reserved for names that are none (RFC 6761): nothing can be fetched there, and two networks
never meet. It follows from the name of the network and the key of the node alone, so that it is the same every time.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from diatrace.actor.exchange.network import Network, Node, site_prefix
from diatrace.actor.lru import lru_of, url_of
from diatrace.actor.prefix import canonical, prefix_of
from diatrace.actor.rule import Rules

NOWHERE: Final = ".invalid"
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SHORT: Final = 6
_LETTERS: Final = str.maketrans("0123456789", "ghijklmnop")
_DOMAIN: Final = Rules(default="domain")
_RULES: Final = Rules()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node is: an address, and the prefixes (LRUs) of its site, none where its site follows from a rule.

    `made` tells that the address stands for a node that has none.
    """

    node: Node
    address: str
    prefixes: tuple[str, ...] = ()
    made: bool = False


def places(network: Network, called: str, *, pages: bool = False) -> tuple[list[Place], list[str]]:
    """Return where each node of a network is, and what is to be said of it.

    `called` names the network. Of `pages` the sites follow from the creation rules; any other node is a site of its
    own, as its rule makes it where no other node is in that, else with what lies under its address.
    """
    bare = _are_hosts(network)
    found = [_place(each, called, bare=bare) for each in network.nodes]
    wrong = sum(bool(set(each.prefixes) - set(_able(each))) for each in network.nodes)
    notes = [f"{wrong:,} nodes have prefixes that are public suffixes, left out"] if wrong else []
    made = sum(each.made for each in found)
    by_name = sum(not (each.made or each.node.prefixes or each.node.home) for each in found)
    notes += [f"{made:,} nodes have no address: each stands at one that leads nowhere"] if made else []
    notes += [f"{by_name:,} nodes are where their label or key says"] if by_name else []
    if pages:
        return found, notes
    found = list(_apart(found))
    shared = len(found) - len({canonical(each.prefixes[0]) for each in found})
    notes += [f"{shared:,} nodes have the address of another: they are one site"] if shared else []
    return found, notes


def stands_nowhere(address: str) -> bool:
    """Say whether an address or a prefix was made for a node that has none."""
    lru = address if address.startswith("s:") else lru_of(address)
    return lru.partition("|")[2].startswith("h:invalid|")


def _able(node: Node) -> tuple[str, ...]:
    """Return the prefixes of a node that can make a site: none that is a public suffix."""
    return tuple(each for each in node.prefixes if _DOMAIN.site(each))


def _place(node: Node, called: str, *, bare: bool) -> Place:
    prefixes = _able(node)
    home = node.home if _web(node.home) else ""
    if prefixes:
        first = url_of(canonical(prefixes[0]))
        kin = [canonical(each) for each in prefixes]
        within = home and any(_lru(home).startswith(each) for each in kin)
        return Place(node, home if within else first, prefixes)
    for text in (home, node.label, node.key):
        if site_prefix(text) and _DOMAIN.site(site_prefix(text)):
            return Place(node, text.strip() if "://" in text else f"http://{text.strip()}")
    if bare:
        return Place(node, f"https://{node.key.strip()}")
    made = f"https://{_host(node.key, called)}{NOWHERE}/"
    return Place(node, made, (prefix_of(made),), made=True)


def _lru(url: str) -> str:
    return canonical(lru_of(url))


def _web(address: str) -> bool:
    return bool(site_prefix(address) and _DOMAIN.site(site_prefix(address)))


def _are_hosts(network: Network) -> bool:
    """Say whether all keys are names of hosts, as in a list of links between domains."""
    return bool(network.nodes) and all(_is_host(each.key) for each in network.nodes)


def _is_host(key: str) -> bool:
    key = key.strip()
    if "." not in key or not re.fullmatch(r"[^\s/@:]+(/\S*)?", key) or re.fullmatch(r"[\d.,]+", key):
        return False
    try:
        return bool(_DOMAIN.site(lru_of(f"https://{key}")))
    except ValueError:
        return False


def _host(key: str, called: str) -> str:
    """Return a name of a host for a node: its key where that is plain, else letters that stand for it."""
    network = "-".join(re.findall("[a-z0-9]+", called.lower()))[:24].strip("-") or "network"
    if _SLUG.fullmatch(key) and len(key) <= 24 and sum(map(str.isdigit, key)) <= _SHORT:
        return f"{network}-{key}"
    digest = hashlib.blake2b(key.encode(errors="replace"), digest_size=8).hexdigest()
    return f"{network}-{digest.translate(_LETTERS)}"


def _apart(found: Sequence[Place]) -> Iterator[Place]:
    """Give each node without prefixes those of the site that is its own."""
    by_rule = Counter(_made(each) for each in {each.address: each for each in found}.values())
    for each in found:
        if each.prefixes:
            yield each
        else:
            made = _made(each)
            yield replace(each, prefixes=(made if made and by_rule[made] == 1 else prefix_of(each.address),))


def _made(place: Place) -> str:
    """Return the prefix of the site that a rule makes of where a node is; canonical, so that kin are one."""
    made = _RULES.site(canonical(place.prefixes[0]) if place.prefixes else lru_of(place.address))
    return canonical(made) if made else ""
