"""The language of a text: one of the study's, or "unsure" with the reason.

A text is scored for every language the model knows, so that one in none of the study's languages is said to be so and
not forced into the nearest. Scores become probabilities as py3langid makes them: divided by the square root of the
number of bytes, then a softmax. The limits below were set on tweets, film lines and test sentences in French, English
and Arabic, and on the Declaration of Human Rights in forty other languages, cut into pieces of 8 to 120 characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from diatrace.trace.automaton import Automaton, encoded

UNSURE = "unsure"

SURE = 0.8
"""The best language's share among those of the study from which it is believed."""

INSIDE = 0.1
"""The study's languages' share among all from which the text is believed to be in one of them."""

SHORTEST = 5
"""Bytes of letters (two to each Arabic one) below which nothing is identified."""

STANDS_OUT = 0.5
"""Share from which a language outside the study is named."""

CUT = 120
"""Characters read of a text, for more did not tell more; of a long one those behind its opening, where menus are."""

_NOISE = re.compile(r"(?:https?://|www\.)\S+|[@＠]\S+|[\d_#]+")
_LETTER = re.compile(r"[^\W\d_]")
_ENOUGH = re.compile(rf"(?:{_LETTER.pattern}[\W\d_]*+){{{SHORTEST}}}")
_KIN = {"ary": "ar", "arz": "ar", "yue": "zh", "wuu": "zh", "nn": "no"}
"""Labels of the model that answer for a language of the study."""
_ALIASES = {
    "nb": "no",
    "prs": "fa",
    "kmr": "ku",
    "fil": "tl",
    "iw": "he",
    "in": "id",
    "cmn": "zh",
    "arb": "ar",
}
"""Codes a study may use for a label of the model."""


class Identifier:
    """Tells texts in these languages (ISO 639 codes); without any, in all the model knows.

    `unknown` are those of them the model does not know: texts in them come out as unsure.
    """

    def __init__(self, languages: Sequence[str] = ()) -> None:
        self._model = _model()
        known = dict.fromkeys(_KIN.get(label, label) for label in self._model.labels)
        asked: dict[str, str] = {}
        for language in languages or known:
            asked.setdefault(_ALIASES.get(language, language), language)
        self._languages = [language for label, language in asked.items() if label in self._model.labels]
        self.unknown = tuple(language for language in asked.values() if language not in self._languages)
        self._others = [label for label in known if label not in asked]
        columns = [label for label in asked if label in self._model.labels] + self._others
        own = np.array(
            [columns.index(each if each in asked else _KIN.get(each, each)) for each in self._model.labels]
        )
        self._order = np.argsort(
            own, kind="stable"
        )  # of the model's labels: those of one language side by side
        self._starts = np.searchsorted(own[self._order], np.arange(len(columns)))

    def identify(self, texts: Sequence[str]) -> list[tuple[str, str]]:
        """Return (language or "unsure", what that rests on) of each text."""
        samples = [_sample(text) for text in texts]
        answers = [(UNSURE, _unreadable(sample)) for sample in samples]
        readable = [place for place, (_, reason) in enumerate(answers) if not reason]
        chances = self.chances([samples[place] for place in readable])
        for place, answer in zip(readable, self._answers(chances), strict=True):
            answers[place] = answer
        return answers

    def chances(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the probability of each language for each text: the study's languages first, then all others."""
        data = [encoded(text) for text in texts]
        lengths = np.fromiter(map(len, data), dtype=np.float32, count=len(data))
        scores = self._model.scores(data) / np.sqrt(np.maximum(lengths, 1))[:, None]
        odds = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
        chances: NDArray[np.float32] = np.add.reduceat(odds[:, self._order], self._starts, axis=1)
        chances /= odds.sum(axis=1, keepdims=True)
        return chances

    def _answers(self, chances: NDArray[np.float32]) -> Iterator[tuple[str, str]]:
        count = len(self._languages)
        inside, outside = chances[:, :count], chances[:, count:]
        share = inside.sum(axis=1)
        order = np.argsort(-inside, axis=1)[:, :2]
        best = np.take_along_axis(inside, order, axis=1) / np.maximum(share, 1e-30)[:, None]
        other = outside.argmax(axis=1) if outside.shape[1] else np.zeros(len(chances), dtype=np.int64)
        for row, (all_inside, places, values, stranger) in enumerate(
            zip(share.tolist(), order.tolist(), best.tolist(), other.tolist(), strict=True)
        ):
            if all_inside < INSIDE:
                yield UNSURE, _foreign(self._others[stranger], float(outside[row, stranger]))
            elif values[0] >= SURE:
                yield self._languages[places[0]], f"identified {values[0]:.2f}"
            else:
                named = (
                    f"{self._languages[place]} {value:.2f}"
                    for place, value in zip(places, values, strict=True)
                )
                yield UNSURE, f"unsure: {', '.join(named)}"


@cache
def _model() -> Automaton:
    return Automaton()


def _sample(text: str) -> str:
    """Return what is read of a text: without addresses, handles, figures and hash marks."""
    start = len(text) // 3 if len(text) > 5 * CUT else 0
    return _NOISE.sub(" ", text[start : start + 2 * CUT])[:CUT]


def _unreadable(sample: str) -> str:
    """Return why a sample cannot be identified, or nothing."""
    if _ENOUGH.search(sample):
        return ""
    letters = "".join(_LETTER.findall(sample))
    return "no words" if not letters else "too short" if len(letters.encode()) < SHORTEST else ""


def _foreign(label: str, chance: float) -> str:
    if label == "zxx" or chance < STANDS_OUT:
        return "unsure: no language stands out"
    return f"unsure: outside the study's languages, looks like {label} {chance:.2f}"
