"""Texts to words, in every script, a batch at a time.

For text in Latin letters the rule is scikit-learn's (lower case, two word characters or more), so that figures compare
with other screening tools. Scripts written without spaces give one word a character (pairs of words then do the rest),
emoji and flags are words. Words are counted as search folds them, for posts are written with accents and vowel points
or without.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from diatrace.trace.fold import fold

LONGEST = 1_000_000
"""Characters of one text that are learnt from; what follows is left out, so that no single text fills the memory."""

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_LETTER = rf"[[\p{{L}}\p{{N}}]--[{_UNSPACED}]]"
_WORD = (
    rf"{_LETTER}[[\p{{L}}\p{{N}}\p{{M}}]--[{_UNSPACED}]]+"
    rf"|[{_UNSPACED}]|[\x{{1F1E6}}-\x{{1F1FF}}]{{2}}|\p{{Extended_Pictographic}}"
)


class Words(NamedTuple):
    """The words of a batch of texts: `names[codes]`, `lengths` of them for each text in turn."""

    names: list[str]
    codes: NDArray[np.int64]
    lengths: NDArray[np.int64]


def split(texts: Sequence[str]) -> Words:
    """Split texts into words."""
    column = pl.Series([_sound(text) for text in texts], dtype=pl.String)
    found = column.str.to_lowercase().str.extract_all(_WORD).to_arrow()
    coded = found.flatten().dictionary_encode()
    lengths = np.diff(found.offsets.to_numpy()).astype(np.int64)
    return _gather(
        [fold(word).strip() or word for word in coded.dictionary.to_pylist()], coded.indices, lengths
    )


def listed(values: Iterable[Sequence[str]]) -> Words:
    """Take ready words (an author, a thread, the hosts linked to) as they are."""
    lists = list(values)
    coded = pa.array([word for words in lists for word in words], pa.string()).dictionary_encode()
    lengths = np.fromiter(map(len, lists), np.int64, len(lists))
    return _gather(coded.dictionary.to_pylist(), coded.indices, lengths)


def _sound(text: str) -> str:
    """Cut a text, join what soft hyphens part, and replace half surrogates, which no encoding can hold."""
    text = text[:LONGEST].replace("\u00ad", "").replace("_", " ")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _gather(spelled: list[str], indices: pa.Array, lengths: NDArray[np.int64]) -> Words:
    names = dict.fromkeys(spelled)
    place = {name: number for number, name in enumerate(names)}
    codes = np.fromiter((place[name] for name in spelled), np.int64, len(spelled))
    return Words(list(names), codes[indices.to_numpy()], lengths)
