"""Where the text of a chat names people: participants, phone numbers, mentions, and whom a system line speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

Spans = tuple[tuple[int, int], ...]

PHONE: Final = re.compile(r"(?<![\w+])\+?\d[\d\s()\-.\u00a0\u202f\u2011]{6,20}\d(?!\w)")
ISOLATED: Final = re.compile(r"\u2068~?[\s\u00a0]?([^\u2068\u2069\n]{1,100})\u2069")
_EDGE: Final = " \u00a0\u200e\u200f\u202a\u202c\u2066\u2067\u2068\u2069~"
_MENTION: Final = re.compile(r"@(?:\u2068~?[\s\u00a0]?([^\u2068\u2069\n]{1,100})\u2069|(\d{6,15})(?!\d))")

_SUBJECTS: Final = """
    added removed left joined created changed was were pinned deleted turned started requested invited updated
    reset blocked a_ajouté a_retiré a_créé a_quitté a_rejoint a_changé a_modifié a_supprimé a_épinglé est_parti
    s’est_joint vous_a añadió agregó eliminó salió se_unió creó cambió te_añadió ha_añadido ha_eliminado
    ha_salido ha_creado ha_cambiado hat ist_ wurde adicionou removeu saiu entrou criou mudou alterou apagou
    te_adicionou ha_aggiunto ha_rimosso ha_abbandonato ha_creato ha_cambiato è_uscit è_entrat ti_ha heeft is_
    werd ekledi çıkardı ayrıldı katıldı oluşturdu değiştirdi добавил удалил создал изменил покинул вышел
    присоедин додав видалив створив змінив вийшов dodał usun utworzył opuścił zmienił menambahkan mengeluarkan
    keluar membuat mengubah غادر أضاف أزال انضم أنشأ غيّر غيَّر قام
"""
_OBJECTS: Final = """
    added removed invited ajouté ajoutée retiré retirée invité añadió_a agregó_a eliminó_a añadido_a eliminado_a
    adicionou removeu aggiunto rimosso добавил добавила удалил удалила добавил(-а) удалил(-а) додав додала
    видалив видалила dodał dodała usunął usunęła menambahkan mengeluarkan أضاف أضافت أزال أزالت أضفتَ بإضافة
    بإزالة
"""
_ENCLOSED: Final = (
    r"\bcode with (.+?) changed",
    r"\bby (.+?)\.?$",
    r" changed to (?!a new )(.+)$",
    r"\bdengan (.+?) telah berubah",
    r"\bvới (.+?) đã thay đổi",
    r"\bمع (.+?)\.",
    r"\bavec (.+?) a changé",
    r"\bcon (.+?) (?:ha cambiado|è cambiato)",
    r"\bseguridad con (.+?)\.",
    r"\bcom (.+?) mudou",
    r"\bhas?t (.+?) (?:hinzugefügt|entfernt|eingeladen)",
    r"\bfür (.+?) hat sich",
    r"\bheeft (.+?) (?:toegevoegd|verwijderd)",
    r"\bс контактом (.+?) (?:изменил|змінив)",
    r"\bmit (.+?) hat sich",
)
_NOT_NAMES: Final = """
    you your this messages message the group missed waiting tap disappearing only vous votre les le la ce tú tu
    tus los las se du deine nachrichten die der das você sua seu as os mensagens hai il i je jouw berichten вы
    ваш сообщения ви anda pesan mesajlar bu sen لقد تم الرسائل أنت se_ha una un
"""


_NO_NAMES: Final = frozenset(_NOT_NAMES.split())


def _any(words: str) -> str:
    return "|".join(re.escape(word.replace("_", " ")) for word in words.split())


_SUBJECT: Final = re.compile(rf"^(.{{1,80}}?),? (?:{_any(_SUBJECTS)})")
_OBJECT: Final = re.compile(
    rf"(?:^|\s)(?:{_any(_OBJECTS)}) (?!the |this |group|le |la |el |il |o |a )([^.\n]{{1,300}})"
)
_TAIL: Final = re.compile(r" (?:to|from|as|using|au|du|aus|zu|al|del|ao|do|dal|nel|в|из|إلى|من) .*$")
_MIDDLE: Final = tuple(map(re.compile, _ENCLOSED))


def names_in(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return an expression that finds any of the names as whole words, the longest first; None without names."""
    known = sorted({name for name in names if len(name) > 1}, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)") if known else None


def mentions(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield whom a text calls by @, and where."""
    for found in _MENTION.finditer(text):
        group = 1 if found[1] else 2
        yield found[group], found.span(group)


def in_system_line(text: str, known: re.Pattern[str] | None) -> Spans:
    """Return where a line of the program's own names people, known or not."""
    found = {each.span() for each in PHONE.finditer(text)}
    found |= {each.span(1) for each in ISOLATED.finditer(text)}
    if known:
        found |= {each.span() for each in known.finditer(text)}
    return merged(_trimmed(text, span) for span in [*found, *_unknown(text)])


def _trimmed(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Leave out the marks and spaces at the ends of a span."""
    start, end = span
    while start < end and text[start] in _EDGE:
        start += 1
    while start < end and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def _unknown(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a sentence in one of the great languages speaks of someone who joined, left, changed something."""
    outside = re.sub(r"[\"“„«「].*?[\"”»」]", lambda quote: " " * len(quote[0]), text)
    subject = _SUBJECT.match(outside)
    if subject and not _NO_NAMES & set(subject[1].casefold().split()):
        yield subject.span(1)
    target = _OBJECT.search(outside)
    if target and not _NO_NAMES & set(target[1].casefold().split()[:1]):
        yield target.start(1), target.start(1) + len(_TAIL.sub("", target[1]).rstrip())
    for pattern in _MIDDLE:
        if found := pattern.search(outside):
            yield found.span(1)


def merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """Return spans in order, those that touch joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif end > start:
            joined.append((start, end))
    return tuple(joined)
