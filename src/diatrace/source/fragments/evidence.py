"""Whatever on a page tells a date: attributes of its elements, and its lines of text.

Nothing is chosen here but how day and month are written, which the page as a whole decides or nobody does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final

from diatrace.model import Moment
from diatrace.source.fragments.outline import Outline
from diatrace.trace import dateline, dates, relative
from diatrace.trace.anydate import simplified
from diatrace.trace.dateline import Dated
from diatrace.trace.language import Identifier
from diatrace.trace.relative import Distance

_LONG: Final = 240  # letters: a longer line is prose
_EPOCH: Final = re.compile(r"\d{10}|\d{13}")
_TELLING: Final = re.compile(
    r"(?:^|[-_:])(?:datetime|date|time|timestamp|utime|unixtime|epoch|created|published|posted)(?:$|[-_:])|^datetime$"
)
_NO_TIME: Final = re.compile(r"start|end|birth|death|expire|valid|event|doortime|duration|total|prep|cook")
_CHANGED: Final = re.compile(r"modif|updated|edited|edit-|revis|actualiz|majour|تعديل|تحديث")
_FIRST: Final = re.compile(r"publish|created|posted|publi|issued|نشر")
_CHANGE: Final = re.compile(
    r"modifi|\bedit|\bedici|mise?\sa\sjour|mis\sa\sjour|\bmaj\b|updated|last\schange|revised|actualizad|تعديل|تحديث|عدل|حرر"
)
_OTHER: Final = re.compile(
    r"inscri|membre\s(?:depuis|le)|member\ssince|joined|regist(?:er|rad)|(?:active|here)\ssince|ingreso|se\sunio|miembro|client[ea]?\s(?:depuis|desde)"
    r"|\bnee?\sle\b|\bborn|nacid[oa]|visit[ea]|connexion|connected|conexion|log(?:ged|in)|last\s(?:seen|active|online|on)\b"
    r"|en\sligne|en\slinea|expir|تسجيل|انضم|عضو\sمنذ|زياره|زيارة|ظهور|نشاط|ميلاد|مواليد"
)
_QUOTES: Final = frozenset({"blockquote", "q", "cite"})
_QUOTED: Final = re.compile(r"quote|citation|spoiler")
_HERE: Final = " \ue000 "  # where the date was in what stands beside it
_WHOLLY, _MOSTLY, _WORDS = 0.9, 0.5, 14
_SENTENCE: Final = re.compile(rf"(?:[^\W\d_]{{3}}\s?|{_HERE})[.!?؟…][\s»\"')]*$|[,;]\s[^\W\d_]+\s[^\W\d_]+\s")
_OPENING: Final = re.compile(rf"\W*(?:[^\W_]+[\W_]+){{0,4}}?\(?{_HERE}\)?\s*[):\u2013\u2014-]\s")
_POSTED: Final = re.compile(
    r"\b(?:posted|published|written|submitted|added|publie|poste|post[eé]|redige|ecrit|mis\sen\sligne|soumis|envoye|ajoute"
    r"|publicado|escrito|enviado|subido|by|par|por)\b|بواسطة|نشر|كتب|اضيف|بقلم"
)
_REACH: Final = 48  # letters before a date in which something says what it is the date of
_TIMES: Final = frozenset({"time", "abbr", "a", "relative-time", "time-ago"})
_TOMORROW: Final = timedelta(days=1)
_REGIONS: Final = {
    "en-us": "mdy",
    "en-gb": "dmy",
    "en-ie": "dmy",
    "en-au": "dmy",
    "en-nz": "dmy",
    "en-in": "dmy",
}
_LANGUAGES: Final = {"fr": "dmy", "es": "dmy", "ar": "dmy"}
_SAMPLE: Final = 4000
_STEPS: Final = 4  # dates that follow one another before their order says anything


@dataclass(frozen=True, slots=True)
class Clue:
    """A date on a page: what it says, where it stands, what it rests on.

    `role` is "" for when something was written, changed for when it was last edited, other for what is no date of a
    text (a member since …). `machine` says that it stands in an attribute. `share` is its part of its line; `beside` is
    what else that says, with a mark where the date was.
    """

    element: int
    line: int
    moment: Moment
    role: str = ""
    machine: bool = False
    share: float = 1.0
    beside: str = ""
    pending: Dated | None = None

    @property
    def heads(self) -> bool:
        """Say whether a date stands where those of texts do, not somewhere in prose."""
        if self.machine or self.share > _MOSTLY or _OPENING.match(self.beside):
            return True
        words = self.beside.split()
        return len(words) < _WORDS and (
            not _SENTENCE.search(self.beside) or bool(_POSTED.search(self.beside))
        )


def clues(outline: Outline, captured: Moment, language: str) -> list[Clue]:
    """Return the dates of a page in document order; those after the capture are left out."""
    told = _of_attributes(outline)
    quoted = _quoted(outline)
    written = [each for each in _of_lines(outline, captured) if not quoted[each.element]]
    order, reason = order_of(outline, told, written, captured, language)
    settled = (_settled(each, order, reason) for each in written if not _covered(outline, told, each.element))
    whole = [*(each for each in told.values() if not quoted[each.element]), *settled]
    return sorted((_believed(each, captured) for each in whole), key=lambda each: (each.element, each.line))


def _believed(clue: Clue, captured: Moment) -> Clue:
    """Return a clue undated where its date lies after the capture: it is no date of writing, or misread."""
    at = clue.moment.at
    if at is None or captured.at is None or at <= captured.at + _TOMORROW:
        return clue
    return replace(clue, moment=Moment(evidence=f"after the capture: {clue.moment.evidence}"))


def _of_attributes(outline: Outline) -> dict[int, Clue]:
    """Return the dates in attributes, by element."""
    found: dict[int, Clue] = {}
    for element, given in enumerate(outline.attributes):
        if given:
            clue = _of_element(outline, element, given)
            if clue is not None:
                found[element] = clue
    return found


def _of_element(outline: Outline, element: int, given: dict[str, str | None]) -> Clue | None:
    about = f"{given.get('itemprop') or ''} {given.get('class') or ''} {given.get('property') or ''}".lower()
    for text, evidence in _attributes(outline.tags[element], given):
        moment = _machine(text, evidence)
        if moment.at is None and evidence.startswith("title"):
            moment = _in_words(text, evidence)
        if moment.at is not None:
            role = _role_of(about)
            role = role or _role_before(outline, element)
            return Clue(element, outline.firsts[element], moment, role, machine=True)
    return None


def _attributes(tag: str, given: dict[str, str | None]) -> Iterator[tuple[str, str]]:
    """Yield the values of an element's attributes that may be dates, each with its name."""
    told = given.get("itemprop") or given.get("property") or ""
    if (value := given.get("datetime")) is not None:
        yield value or "", "time element" if tag == "time" else f"{tag} datetime"
    if (value := given.get("content")) and _is_date_name(told):
        yield value, f"itemprop {told}"
    for name, value in given.items():
        if value and name.startswith("data-") and _TELLING.search(name[5:]) and not _NO_TIME.search(name):
            yield value, name
    if value := given.get("title"):
        yield value, "title attribute"


def _is_date_name(name: str) -> bool:
    low = name.lower()
    return ("date" in low or "time" in low) and not _NO_TIME.search(low)


def _machine(text: str, evidence: str) -> Moment:
    """Read a date that a program wrote; ISO 8601 or a count of seconds."""
    text = text.strip()
    if _EPOCH.fullmatch(text):
        return dates.from_epoch(int(text), unit=1000 if len(text) > 10 else 1, evidence=evidence)
    if len(text) < 7 or not text[:4].isdigit():
        return Moment()
    return dates.from_text(text, evidence=evidence)


def _in_words(text: str, evidence: str) -> Moment:
    """Read the title of an element that is a date and little else."""
    plain = simplified(text)
    found = dateline.find(plain) if len(plain) < _LONG else []
    if len(found) != 1 or found[0].found is None or found[0].end - found[0].start < len(plain) / 2:
        return Moment()
    return Moment(*found[0].found[:3], evidence)


def _role_of(about: str) -> str:
    if _FIRST.search(about):
        return ""
    return "other" if _NO_TIME.search(about) else "changed" if _CHANGED.search(about) else ""


def _role_before(outline: Outline, element: int) -> str:
    """Return what the words before an element say its date is."""
    at = outline.firsts[element]
    if at >= outline.lasts[element]:
        return ""
    return _role_in(simplified(outline.lines[at].text[: outline.begins[element]]))


def _role_in(before: str) -> str:
    """Say what words before a date make of it; the nearest counts."""
    before = before[-_REACH:]
    changed = max((found.start() for found in _CHANGE.finditer(before)), default=-1)
    other = max((found.start() for found in _OTHER.finditer(before)), default=-1)
    return "" if max(changed, other) < 0 else "changed" if changed > other else "other"


def _quoted(outline: Outline) -> list[bool]:
    """Say of each element whether it stands in a quotation."""
    found: list[bool] = []
    for element, parent in enumerate(outline.parents):
        above = parent >= 0 and found[parent]
        tag = outline.tags[element]
        found.append(
            above or tag in _QUOTES or bool(_QUOTED.search(outline.attributes[element].get("class") or ""))
        )
    return found


def _covered(outline: Outline, told: dict[int, Clue], element: int) -> bool:
    """Say whether an element, or one of the two around it, has its date in an attribute."""
    for _ in range(3):
        if element in told:
            return True
        element = outline.parents[element]
    return False


def _of_lines(outline: Outline, captured: Moment) -> Iterator[Clue]:
    for number, line in enumerate(outline.lines):
        plain = simplified(line.text[:_LONG])
        before = simplified(outline.lines[number - 1].text[-_REACH:]) if number else ""
        yield from _of_line(outline, number, plain, before if before.rstrip().endswith(":") else "", captured)


def _of_line(outline: Outline, number: int, plain: str, above: str, captured: Moment) -> Iterator[Clue]:
    line = outline.lines[number]
    said: list[Dated | Distance] = [*dateline.find(plain), *relative.find(plain)]
    if not said and (short := relative.whole(plain)) and outline.tags[line.parts[0].element] in _TIMES:
        said = [short]
    for each in said:
        share = (each.end - each.start) / len(plain)
        beside = f"{plain[: each.start]}{_HERE}{plain[each.end :]}"
        wanted = _WHOLLY if isinstance(each, Distance) else _MOSTLY
        if share < wanted and any(map(str.isalpha, beside)) and outline.titled(line.parts[0].element):
            continue  # "Yesterday we left" is a title
        # folding may change the length a little
        place = round(each.start * min(len(line.text), _LONG) / len(plain))
        role = _role_in(above + plain[: each.start])
        yield Clue(
            line.element_at(place),
            number,
            _distant(each, captured) if isinstance(each, Distance) else _stated(each),
            role,
            share=share if len(line.text) <= _LONG else 0.0,
            beside=beside,
            pending=each if isinstance(each, Dated) and each.undecided else None,
        )


def _stated(each: Dated) -> Moment:
    return (
        Moment(*each.found[:3], f"text {each.text!r}")
        if each.found
        else Moment(evidence=f"text {each.text!r} decides no day")
    )


def _distant(each: Distance, captured: Moment) -> Moment:
    """Return the date told by a distance from the capture, where the day of that is known."""
    if captured.at is None or captured.precision in ("month", "year"):
        return Moment(evidence=f"text {each.text!r}, of an unknown day")
    found = each.before(captured.at)
    if found is None:
        return Moment(evidence=f"text {each.text!r} decides no day")
    return Moment(*found[:3], f"text {each.text!r} before the capture")


def order_of(
    outline: Outline, told: dict[int, Clue], written: Iterable[Clue], captured: Moment, language: str
) -> tuple[str, str]:
    """Decide whether day or month comes first on a page, and say why; empty where nothing decides."""
    pairs = [each for each in written if each.pending]
    if not pairs:
        return "", ""
    decided = _by_numbers(outline) or _by_attributes(outline, told, pairs) or _by_capture(pairs, captured)
    if decided:
        return decided, "as other dates of the page"
    decided = _by_sequence(pairs)
    return (decided, "by the order of time") if decided else _by_language(outline, language)


def _agreed(orders: Iterable[str]) -> str:
    found = set(orders)
    return found.pop() if len(found) == 1 else ""


def _by_numbers(outline: Outline) -> str:
    """Return the order in which dates of the page stand that can be read in one way only."""
    pairs = [pair for line in outline.lines if len(line.text) <= _LONG and (pair := _numbers(line.text))]
    return _agreed(
        "dmy" if day > 12 else "mdy" for day, month in pairs if max(day, month) > 12 >= min(day, month)
    )


_PAIRED: Final = re.compile(r"(?<![\d./-])(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d\d)(?![\d./-])")


def _numbers(text: str) -> tuple[int, int] | None:
    found = _PAIRED.search(text if text.isascii() else simplified(text))
    return (int(found[1]), int(found[2])) if found else None


def _by_attributes(outline: Outline, told: dict[int, Clue], pairs: Iterable[Clue]) -> str:
    """Return the order in which dates are written whose elements also have them in an attribute."""
    found = []
    for each in pairs:
        element = each.element
        beside = told.get(element) or told.get(outline.parents[element])
        if beside is None or beside.moment.at is None or each.pending is None:
            continue
        days = [reading and reading.at.date() for reading in each.pending.readings]
        if beside.moment.at.date() in days:
            found.append(("dmy", "mdy")[days.index(beside.moment.at.date())])
    return _agreed(found)


def _by_capture(pairs: Iterable[Clue], captured: Moment) -> str:
    """Return the order that alone puts every date before the capture."""
    if captured.at is None:
        return ""
    limit = captured.at + _TOMORROW
    possible = {"dmy", "mdy"}
    for each in pairs:
        for order, reading in zip(
            ("dmy", "mdy"), each.pending.readings if each.pending else (), strict=False
        ):
            if reading and reading.at > limit:
                possible.discard(order)
    return possible.pop() if len(possible) == 1 else ""


def _by_sequence(pairs: list[Clue]) -> str:
    """Return the order under which the dates follow one another, where under the other they go to and fro."""
    jumps = []
    for at in range(2):
        days = [reading.at for each in pairs if each.pending and (reading := each.pending.readings[at])]
        days = [day for day, _same in groupby(days)]
        if len(days) < _STEPS:
            return ""
        ups = sum(after > before for before, after in pairwise(days))
        jumps.append(min(ups, len(days) - 1 - ups))
    if 0 not in jumps or max(jumps) < 2:
        return ""
    return ("dmy", "mdy")[jumps.index(0)]


def _by_language(outline: Outline, language: str) -> tuple[str, str]:
    """Return the order of a page's language, unless its text is in another."""
    code = language.lower().replace("_", "-")
    text = " ".join(line.text for line in outline.lines[:400])[:_SAMPLE]
    found = _identifier().identify([text])[0][0]
    short = code.partition("-")[0] or found
    if short != found:
        return "", ""
    order = _REGIONS.get(code) or _LANGUAGES.get(short, "")
    return order, f"as in {code or short}"


@lru_cache(maxsize=1)
def _identifier() -> Identifier:
    return Identifier(["ar", "en", "es", "fr"])


def _settled(clue: Clue, order: str, reason: str) -> Clue:
    """Read a date of which day and month may be swapped in the order of the page."""
    if clue.pending is None or not order:
        return clue
    found = clue.pending.readings[order == "mdy"]
    if found is None:
        return clue
    return replace(clue, moment=Moment(*found[:3], f"text {clue.pending.text!r}, {reason}"))
