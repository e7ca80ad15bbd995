"""E-mail addresses, disguised ones too, and handles: @name, links to a profile, "snap: name"; all in plain writing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from diatrace.privacy import lexicon
from diatrace.privacy.lexicon import either
from diatrace.privacy.plain import HIDDEN

_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Marks and vowel signs inside words, which `\\w` leaves out."""

_LOCAL = re.compile(r"[\w.+%'-]{1,64}")
_ASCII_LOCAL = re.compile(_LOCAL.pattern, re.ASCII)
_DOT = r"(?:\.| ?[\[({<] ?(?:dot|point|punto|punkt|ponto|نقطه|\.) ?[\])}>] ?| (?:dot|point|punto|punkt|ponto|\.) )"
_DISGUISED_HOST = re.compile(
    rf" ?([\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,6}}{_DOT}[^\W\d_]{{2,24}})(?![\w@])"
)
_HOST = re.compile(
    r"(?:(?:[\w-]{1,63}+\.){1,8}(?:[^\W\d_]{2,24}|xn--[a-z0-9-]+)"
    r"|gmail|googlemail|hotmail|yahoo|outlook|icloud|proton|gmx)(?![\w@])"
)
_AT = re.compile(
    r" ?[\[({<] ?(?:at|a|arobase?|arroba|@|klammeraffe|chez|ات) ?[\])}>]| (?:arobase?|arroba)(?= )"
    r"| @(?= [\w-]{1,63} ?\. ?(?:com|org|net|info|eu|fr|de|es|it|uk|be|ch|at|ma|tn|dz)\b)"
    r"| at(?= [\w-]{1,63}(?:\.[\w-]+)? dot )"
)
_NAME = re.compile(rf"@(?:\u2068[^\u2069\n]{{1,80}}\u2069|[\w-]+(?:\.[\w-]+)+(?<![-_])|[\w{_MARKS}]+)")
_FEDERATED = re.compile(r"@[\w.-]{1,64}+@[\w-]+(?:\.[\w-]+)+")
_NOT_NAMES = re.compile(r"@(?:everyone|here|all|channel|tous|todos|alle|\d{1,4}(?:h\d*|am|pm|k)?|url)(?!\w)")
_NUMBER = re.compile(r"@\+?\d{8,15}")

_SITES = re.compile(
    r"(?<![\w.@-])(?:https?://)?(?:[a-z]{1,9}(?:-[a-z]{2})?\.)?(?:"
    r"(?:t|telegram)\.(?:me|dog)/(?:s/|joinchat/)?"
    r"|(?:instagram|instagr|tiktok|threads|youtube|twitter|x|facebook|fb|messenger|vk|pinterest|twitch|soundcloud|ok)"
    r"\.(?:com|net|am|me|tv|ru)/(?:stories/|profile/|people/|user/|channel/|c/|t/|profile\.php\?id=)?"
    r"|(?:ig|m)\.me/|wa\.me/(?:message/)?|chat\.whatsapp\.com/|snapchat\.com/(?:add|t)/|linkedin\.com/in/"
    r"|bsky\.app/profile/|linktr\.ee/|reddit\.com/(?:u|user)/|discord\.(?:gg|com/users)/|mastodon\.[a-z.]+/(?=@)|signal\.me/#\w+/)"
    rf"(@?[\w.%+{_MARKS}-]+)"
)
_PAGES = frozenset(lexicon.PAGES.split())
_PHONE_LINK = re.compile(
    rf"(?:wa\.me/|whatsapp\.com/send/?\?(?:[\w=%&]*&)?phone=|t\.me/(?=\+)"
    rf"|(?:tel|sms|phone|mobile|whatsapp)[:=])(\+?[\d{HIDDEN} .\-()]{{6,20}}\d)"
)
_REDDIT = re.compile(r"(?<![\w/])/?u/[\w-]{3,20}")

_NETWORK = (
    rf"(?:(?<![a-z])(?:{either(lexicon.NETWORK)}|(?P<word>{either(lexicon.NETWORK_AND_WORD)}))(?![a-z])"
    rf"|{either(lexicon.NETWORK_OTHERWISE)})"
)
_DECLARED = re.compile(
    rf"{_NETWORK}(?: (?:id|handle|user(?:name)?|account|compte|pseudo|cuenta|konto|name|ايدي|من))?"
    r"(?P<link> ?[^\w\n\\.,;!?'\"()/@ ]{1,3} ?@?| (?:is|c'est|c’est|est|es|ist|lautet|هو|على|علي)(?: :)? | )"
    r"(?P<name>[a-z][a-z0-9._]{2,31}(?:#\d{4})?)(?P<next>[^\n]{0,12})"
)
_SHAPED = re.compile(r"[a-z0-9.]*[_\d#]|[a-z]+\.[a-z]")
_ENDS = re.compile(
    r"[.!?]?(?:\s*\Z| ?[,;|/)(\]&\u2190-\u2bff\U0001f000-\U0001faff]|[ \u0600-\u06ff]{2}| -"
    r"| (?:et|and|y|und|or|ou|o|oder|pour|for|para|fur|if|si|wenn) )"
)
_NO_ACCOUNT = frozenset(lexicon.NO_ACCOUNT.split())


def emails(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches that are e-mail addresses with an @ sign."""
    place = text.find("@")
    while place >= 0:
        yield from _address(text, place, _HOST.match(text, place + 1))
        place = text.find("@", place + 1)


def disguised(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches that are e-mail addresses written for people alone, as in `name [at] host [dot] org`."""
    for mark in _AT.finditer(text):
        yield from _address(text, mark.start(), _DISGUISED_HOST.match(text, mark.end()))


def _address(text: str, mark: int, host: re.Match[str] | None) -> Iterator[tuple[int, int]]:
    """Yield the address around a mark, where a name stands before it and a host behind.

    Before an ASCII host other letters are a word that leans on the name, as Arabic conjunctions do.
    """
    if host is None:
        return
    local = (_ASCII_LOCAL if host[0].isascii() else _LOCAL).match(text[max(0, mark - 64) : mark][::-1])
    if local:
        start = mark - len(local[0].rstrip(".'-+%"))
        if start < mark and text[start - 1 : start] != "@":
            yield start, host.end()


def phone_links(text: str) -> Iterator[tuple[int, int]]:
    """Yield the numbers in links that call or write to one, and of mentions by number."""
    for link in _PHONE_LINK.finditer(text):
        yield link.span(1)
    for mention in _NUMBER.finditer(text):
        yield mention.span()


def mentions(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches that are @names, with the @, and no e-mail address."""
    place = text.find("@")
    while place >= 0:
        if address := next(_address(text, place, _HOST.match(text, place + 1)), None):
            place = text.find("@", address[1])
            continue
        found = _FEDERATED.match(text, place) or _NAME.match(text, place)
        glued = text[place - 1 : place].isalnum() and found is not None and found.end() - place < 4
        if found and not glued and not _NOT_NAMES.match(text, place):
            yield found.span()
            place = found.end() - 1
        place = text.find("@", place + 1)


def profiles(text: str) -> Iterator[tuple[int, int]]:
    """Yield the names in links to a profile, a channel or an invitation, and Reddit's u/name."""
    for site in _SITES.finditer(text):
        name = site[1].rstrip(".-")
        if name not in _PAGES:
            yield site.start(1), site.start(1) + len(name)
    for redditor in _REDDIT.finditer(text):
        yield redditor.span()


def declared(text: str) -> Iterator[tuple[int, int]]:
    """Yield the names announced by that of their network, as in "snap: name"."""
    for said in _DECLARED.finditer(text):
        name = said["name"].rstrip(".")
        if _is_name(name, "" if said["word"] else said["link"].strip(" @"), said["next"]):
            yield said.start("name"), said.start("name") + len(name)


def _is_name(name: str, link: str, after: str) -> bool:
    """Whether a word after a network's name is an account: it looks like one, or a colon announces it and it ends."""
    if len(name) < 3 or name in _NO_ACCOUNT or after.startswith("/"):
        return False
    return bool(_SHAPED.match(name)) or (
        link in {":", "="} and len(name) > 3 and _ENDS.match(after) is not None
    )
