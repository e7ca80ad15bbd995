"""Turns templates into sentences of which every planted identifier is known."""

from __future__ import annotations

import random
import re
from types import ModuleType
from typing import NamedTuple

from diatrace.model import Span

FIRST = (
    "fatima",
    "karim",
    "lea",
    "noor",
    "samira",
    "ivan",
    "rosa",
    "mehmet",
    "amina",
    "jonas",
    "parisa",
    "youssef",
)
LAST = ("benali", "haddad", "martin", "ozturk", "garcia", "schmidt", "rahimi", "kovac", "diallo", "nowak")
BANKS = {
    "FR": "#" * 23, "DE": "#" * 18, "ES": "#" * 20, "GB": "NWBK" + "#" * 14, "NL": "ABNA" + "#" * 10,
    "BE": "#" * 12, "IT": "X" + "#" * 10 + "#" * 12, "TN": "#" * 20, "CH": "#" * 17, "AT": "#" * 16,
    "SA": "#" * 20, "JO": "CBJO" + "#" * 22,
    "MT": "MALT" + "#" * 5 + "0001MTLCAST001S1##",
    "LB": "#" * 24, "TR": "#" * 22, "PT": "#" * 21, "MR": "#" * 23, "IE": "AIBK" + "#" * 14, "PL": "#" * 24,
}  # fmt: skip


class Case(NamedTuple):
    """A sentence, what is planted in it, and its language."""

    text: str
    planted: tuple[Span, ...]
    language: str


def cases(templates: ModuleType, *, seed: int, size: int) -> list[Case]:
    """Return `size` sentences of each of six languages, three in five with identifiers."""
    chance = random.Random(seed)
    out = []
    for language in templates.POSITIVE:
        for _ in range(size):
            pool = templates.POSITIVE if chance.random() < 0.6 else templates.NEGATIVE
            out.append(_case(templates, language, chance.choice(pool[language]), chance))
    return out


def _case(templates: ModuleType, language: str, template: str, chance: random.Random) -> Case:
    text, planted = "", []
    for piece in re.split(r"(\{\w+\})", template):
        if not piece.startswith("{"):
            text += piece
            continue
        before, gold, after, kind = _fill(templates, language, piece[1:-1], chance)
        start = len(text) + len(before)
        text += before + gold + after
        if kind:
            planted.append(Span(start, start + len(gold), kind))
    return Case(text, tuple(planted), language)


def _fill(
    templates: ModuleType, language: str, slot: str, chance: random.Random
) -> tuple[str, str, str, str]:
    """Return (before, planted text, after, kind); kind is empty for a distractor."""
    match slot:
        case "phone":
            written = _rewritten(
                _digits(chance.choice(templates.PHONES[language]), chance),
                templates.SCRIPTS[language],
                chance,
            )
            before, number = _split(written, ("wa.me/", "tel:"))
            return before, *_marked(number, chance), "phone"
        case "email":
            before, address = _split(_named(chance.choice(templates.EMAILS), chance), ("mailto:",))
            return before, address, "", "email"
        case "iban":
            return "", _iban(chance.choice(templates.IBANS), chance), "", "iban"
        case "handle":
            return "", _named(chance.choice(templates.HANDLES), chance), "", "handle"
        case "link" | "declared":
            pool = templates.LINKS if slot == "link" else templates.DECLARED[language]
            before, after = chance.choice(pool).split("{gold}")
            return (
                before,
                _named(
                    chance.choice(("{first}_{n}", "{first}.{last}", "{first}{n}", "{first}_{last}{n}")),
                    chance,
                ),
                after,
                "handle",
            )
        case _:
            return _digits(chance.choice(templates.DISTRACTORS[slot]), chance), "", "", ""


def _split(written: str, leads: tuple[str, ...]) -> tuple[str, str]:
    """Return a lead such as `tel:`, where there is one, and the rest."""
    lead = next((lead for lead in leads if written.startswith(lead)), "")
    return lead, written.removeprefix(lead)


def _digits(mask: str, chance: random.Random) -> str:
    low = {"#": "0123456789", "%": "23456789"}
    return "".join(chance.choice(low[each]) if each in low else each for each in mask)


def _named(mask: str, chance: random.Random) -> str:
    first, last, n = chance.choice(FIRST), chance.choice(LAST), str(chance.randint(1, 2030))
    return mask.format(
        first=first,
        last=last,
        n=n,
        FIRST=first.upper(),
        LAST=last.upper(),
        First=first.title(),
        Last=last.title(),
    )


def _rewritten(number: str, scripts: list[str], chance: random.Random) -> str:
    digits = chance.choice(scripts)
    if digits:
        return number.translate({ord("0") + value: digit for value, digit in enumerate(digits)})
    if chance.random() < 0.03:
        return re.sub(r"\d", "\\g<0>\ufe0f\u20e3", number)
    return number


def _marked(number: str, chance: random.Random) -> tuple[str, str]:
    """Return the number, sometimes followed by a bidi mark it was wrapped in."""
    return (number, "\u202c") if chance.random() < 0.05 else (number, "")


def _iban(country: str, chance: random.Random) -> str:
    account = _digits(BANKS[country], chance)
    check = 98 - int("".join(str(int(each, 36)) for each in account + country + "00")) % 97
    whole = f"{country}{check:02d}{account}"
    grouped = " ".join(whole[place : place + 4] for place in range(0, len(whole), 4))
    return chance.choice(
        (whole, grouped, grouped, grouped.lower(), grouped.replace(" ", "\u00a0"), grouped.replace(" ", "-"))
    )
