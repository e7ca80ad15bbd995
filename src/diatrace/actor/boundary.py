"""Boundaries: what people say a site is. Every act is kept; what stands is folded from the acts, in order.

A site is a set of prefixes. Declaring gives it prefixes (with all their kin, see `prefix.variants`), and takes them
from whoever had them: that is how a site is split. Merging moves all prefixes of one site to another. An act can be
undone, which is an act of its own. Sites that nobody declared follow from the creation rules and are in no table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from diatrace.actor.lru import readable
from diatrace.actor.prefix import canonical, prefix_of, variants
from diatrace.actor.rule import Rules, check
from diatrace.errors import DecisionError, Misuse
from diatrace.store import canonical as plain
from diatrace.store import event
from diatrace.store.folder import Folder
from diatrace.store.schema import boundary as table


@dataclass(frozen=True, slots=True)
class Site:
    """One actor on the web: its prefixes (LRUs), its name, the page that stands for it, where crawls begin."""

    id: str
    name: str
    prefixes: tuple[str, ...]
    home: str = ""
    starts: tuple[str, ...] = ()
    declared: bool = True


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was said of boundaries."""

    id: int
    kind: str
    site: str
    body: Mapping[str, Any]
    who: str
    made_at: str
    undoes: int | None


def site_id(prefix: str) -> str:
    """Return the identifier of the site that a prefix makes: the same in every study."""
    return hashlib.blake2b(canonical(prefix).encode(), digest_size=8).hexdigest()


def discovered(prefix: str) -> Site:
    """Return the site that a rule makes of a canonical prefix."""
    return Site(site_id(prefix), readable(prefix).rstrip("/"), variants(prefix), declared=False)


class Boundaries:
    """What stands: declared sites, who owns which prefix, the creation rules."""

    def __init__(self) -> None:
        self.acts: dict[int, Act] = {}
        self.sites: dict[str, Site] = {}
        self.owners: dict[str, str] = {}
        self.rules = Rules()
        self.newest = 0

    def refresh(self, connection: Connection, *, until: int | None = None) -> bool:
        """Take in acts made since, up to the act `until` if given; return whether there were any."""
        query = select(table).where(table.c.id > self.newest).order_by(table.c.id)
        if until is not None:
            query = query.where(table.c.id <= until)
        fresh = [_act(row) for row in connection.execute(query).mappings()]
        if not fresh:
            return False
        self.acts.update({each.id: each for each in fresh})
        self.newest = fresh[-1].id
        self._fold()
        return True

    def standing(self) -> list[Act]:
        """Return the acts that were not undone, oldest first."""
        undone = {each.undoes for each in self.acts.values() if each.undoes is not None}
        return [each for each in self.acts.values() if each.kind != "undo" and each.id not in undone]

    def _fold(self) -> None:
        sites: dict[str, Site] = {}
        owners: dict[str, str] = {}
        rules: dict[str, str] = {}
        for act in self.standing():
            if act.kind == "rule":
                rules[act.body["prefix"]] = act.body["rule"]
            elif act.kind == "declare":
                known = sites.get(act.site, Site(act.site, "", ()))
                sites[act.site] = _told(known, act.body)
                owners.update(dict.fromkeys(_kin(act.body["prefixes"]), act.site))
            elif act.kind == "rename" and act.site in sites:
                sites[act.site] = _told(sites[act.site], act.body)
            elif act.kind == "merge":
                into = act.body["into"]
                moved = [lru for lru, site in owners.items() if site == act.site]
                owners.update(dict.fromkeys([*moved, *_kin(act.body["prefixes"])], into))
                sites.pop(act.site, None)
        held: dict[str, list[str]] = {}
        for lru, site in owners.items():
            held.setdefault(site, []).append(lru)
        self.sites = {
            name: replace(each, prefixes=tuple(sorted(held[name])))
            for name, each in sites.items()
            if name in held
        }
        self.owners = owners
        self.rules = Rules({prefix: rule for prefix, rule in rules.items() if rule})

    def prefix_over(self, lru: str) -> str:
        """Return the prefix that an LRU belongs under: the longest of those declared and the one its rule makes."""
        made = self.rules.site(lru)
        kin = next((each for each in variants(made) if lru.startswith(each)), "") if made else ""
        end = len(lru)
        while end > 0 and end > len(kin):
            if lru[:end] in self.owners:
                return lru[:end]
            end = lru.rfind("|", 0, end - 1) + 1
        return kin

    def site_of(self, lru: str) -> Site | None:
        """Return the site an LRU belongs to, declared or not; None where it makes none."""
        prefix = self.prefix_over(lru)
        if not prefix:
            return None
        owner = self.owners.get(prefix)
        return self.sites[owner] if owner in self.sites else discovered(canonical(prefix))


def _told(site: Site, body: Mapping[str, Any]) -> Site:
    """Return a site with what an act says of it; what it leaves empty stays."""
    said = {name: body[name] for name in ("name", "home") if body.get(name)}
    starts = tuple(dict.fromkeys([*site.starts, *body.get("starts", ())]))
    return replace(site, **said, starts=starts)


def _kin(prefixes: Iterable[str]) -> list[str]:
    return [kin for each in prefixes for kin in variants(each)]


def _act(row: Any) -> Act:
    return Act(**{**row, "body": msgspec.json.decode(row["body"])})


@dataclass(frozen=True, slots=True)
class Declared:
    """What is said of one site: addresses it lives under (the first gives it its identity), and more.

    One that is merely `listed` begins no crawl but at the start pages it is given.
    """

    addresses: tuple[str, ...]
    name: str = ""
    home: str = ""
    starts: tuple[str, ...] = ()
    listed: bool = False


def declare(folder: Folder, declared: Sequence[Declared], *, who: str = "owner") -> list[str]:
    """Declare sites, all or none; return their identifiers. Raise Misuse for what is no address or a public suffix."""
    acts = []
    for each in declared:
        prefixes = [_prefix(address) for address in dict.fromkeys(each.addresses)]
        if not prefixes:
            raise Misuse("a site needs an address", hint="diatrace site add STUDY https://example.org")
        body = {
            "prefixes": prefixes,
            "name": each.name.strip() or readable(canonical(prefixes[0])).rstrip("/"),
            "home": each.home or each.addresses[0],
            "starts": list(each.starts or each.addresses[: not each.listed]),
        }
        acts.append(("declare", site_id(prefixes[0]), body, None))
    _enter(folder, acts, who)
    return [site for _, site, _, _ in acts]


def _prefix(address: str) -> str:
    try:
        prefix = address if address.startswith("s:") else prefix_of(_whole(address))
    except ValueError as error:
        raise Misuse(
            f"{address[:80]!r} is no web address", hint="write it whole, as https://example.org"
        ) from error
    if not Rules(default="domain").site(prefix):
        raise Misuse(
            f"{readable(prefix)} is a public suffix, under which anybody has a site",
            hint="declare the sites under it, or set a creation rule",
        )
    return prefix


def _whole(address: str) -> str:
    """Return an address with a scheme; people write them without."""
    return address if "://" in address else f"https://{address.lstrip('/')}"


def merge(folder: Folder, site: Site, into: Site, *, who: str = "owner") -> None:
    """Move all prefixes of a site to another one."""
    if site.id == into.id:
        raise Misuse("a site cannot be merged into itself", hint="name two sites")
    acts: list[tuple[str, str, dict[str, Any], int | None]] = []
    if not into.declared:
        acts.append(("declare", into.id, {"prefixes": list(into.prefixes), "name": into.name}, None))
    acts.append(("merge", site.id, {"into": into.id, "prefixes": list(site.prefixes)}, None))
    _enter(folder, acts, who)


def rename(folder: Folder, site: Site, *, who: str = "owner", **said: str) -> None:
    """Give a site another `name` or `home`."""
    acts: list[tuple[str, str, dict[str, Any], int | None]] = []
    if not site.declared:
        acts.append(("declare", site.id, {"prefixes": list(site.prefixes), "name": site.name}, None))
    acts.append(("rename", site.id, dict(said), None))
    _enter(folder, acts, who)


def rule(folder: Folder, address: str, text: str, *, who: str = "owner") -> None:
    """Set the creation rule under an address; an empty one takes the study's own back."""
    prefix = canonical(prefix_of(_whole(address)))
    _enter(folder, [("rule", "", {"prefix": prefix, "rule": check(text) if text else ""}, None)], who)


def undo(folder: Folder, *, who: str = "owner") -> Act:
    """Undo the newest act that stands; return it."""
    standing = Boundaries()
    with folder.database.read() as connection:
        standing.refresh(connection)
    acts = standing.standing()
    if not acts:
        raise DecisionError("there is no boundary to take back", hint="`diatrace site log` shows them")
    _enter(folder, [("undo", acts[-1].site, {}, acts[-1].id)], who)
    return acts[-1]


def _enter(folder: Folder, acts: Sequence[tuple[str, str, Mapping[str, Any], int | None]], who: str) -> None:
    rows = [
        {
            "kind": kind,
            "site": site,
            "body": plain.text(dict(body)),
            "who": who,
            "made_at": plain.now(),
            "undoes": undoes,
        }
        for kind, site, body, undoes in acts
    ]
    with folder.database.write() as connection:
        event.enter(connection, who, "boundary.add", table, rows)


def facts(site: Site) -> dict[str, Any]:
    """Return a site as plain values, its prefixes as people write addresses."""
    return {
        **asdict(site),
        "prefixes": [readable(each).rstrip("/") for each in site.prefixes if canonical(each) == each],
        "lrus": list(site.prefixes),
    }
