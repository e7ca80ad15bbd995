"""Keyed pseudonyms: the same name on the same platform is the same pseudonym within a study, and nothing outside it.

BLAKE2b keyed with a secret of the study, cut to 60 bits and written in base32: short enough to read aloud, and among a
million names the chance that any two meet is under one in a million. Platforms are kept apart on purpose: that an
account here and an account there are one person is for a person to decide, with consent.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

from diatrace.errors import Misuse
from diatrace.privacy.plain import digit_table

_MARKS = dict.fromkeys(
    (
        0xAD,
        0x61C,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x206A),
        0xFE0E,
        0xFE0F,
        0xFEFF,
    )
)
_DIGITS = digit_table()
_PHONE = re.compile(r"(\+|00)?[\d\s().\-/\u2010-\u2015]{7,}")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_LEAD = re.compile(r"[~\s]*(?:@|/?u/(?=\S))?\s*")

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [first + second for first in _LETTERS for second in _LETTERS]
_SHIFTS = (54, 44, 34, 24, 14, 4)  # the upper 60 of 64 bits, two letters at a time


class Pseudonymiser:
    """Makes the pseudonyms of one study from its key (16 to 64 bytes); `remembered` bounds the names held in memory."""

    def __init__(self, key: bytes, *, remembered: int = 65_536) -> None:
        if not 16 <= len(key) <= 64:
            raise Misuse("a key for pseudonyms has 16 to 64 bytes", hint="derive it from the study's key")
        self._hash = {
            use: blake2b(key=key, person=use.encode(), digest_size=8) for use in ("actor", "thread")
        }
        self._digest = blake2b(key=key, person=b"digest", digest_size=16)
        self._remember = lru_cache(maxsize=remembered)(self._pseudonym)

    def actor(self, platform: str, name: str) -> str:
        """Return the pseudonym of a name on a platform, such as `a-k3n5qwzr2m7c`; empty for an empty name."""
        return self._remember("actor", platform, name)

    def thread(self, platform: str, name: str) -> str:
        """Return the pseudonym of a conversation, such as `t-k3n5qwzr2m7c`; empty for an empty name."""
        return self._remember("thread", platform, name)

    def digest(self, raw: bytes) -> str:
        """Return 32 hexadecimal digits of a raw record; keyed, for a plain digest of a short one can be guessed."""
        state = self._digest.copy()
        state.update(raw)
        return state.hexdigest()

    def _pseudonym(self, use: str, platform: str, name: str) -> str:
        normal = normalised(name)
        if not normal:
            return ""
        state = self._hash[use].copy()
        state.update(f"{platform}\x1f{normal}".encode("utf-8", "surrogatepass"))
        number = int.from_bytes(state.digest())
        return f"{use[0]}-{''.join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])}"


def normalised(name: str) -> str:
    """Return a name as pseudonyms see it: NFKC, no case, no @ or "~ " before it, no hidden marks; a phone as digits."""
    if _PLAIN.fullmatch(name):
        return name.lower()
    bare = _LEAD.sub("", unicodedata.normalize("NFKC", name).translate(_MARKS), count=1)
    if _PHONE.fullmatch(bare):
        digits = re.sub(r"\D", "", bare.translate(_DIGITS))
        # a mention writes a number abroad without its plus: @33612345678
        abroad = bare.lstrip().startswith(("+", "00")) or (len(digits) >= 10 and digits[0] != "0")
        return f"+{digits.removeprefix('00')}" if abroad else digits
    return unicodedata.normalize("NFKC", " ".join(bare.casefold().split()))
