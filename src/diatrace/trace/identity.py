"""What a trace is known by, and the digest of what it says.

A record with a native identifier is known by platform and identifier; anything else by all that it says, counted: the
second identical message of one minute is another message. What people post or write is known by a keyed digest, so that
an identity tells nothing without the study's key; pages, known by their address, have the same identity in every study.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b

_SEPARATOR = "\x1f"


def content(
    kind: str,
    platform: str,
    thread: str,
    author: str,
    edited: datetime | None,
    title: str,
    text: str,
    url: str,
) -> bytes:
    """Return what a trace says, as bytes (author and thread are pseudonyms); lone surrogates raise."""
    at = edited.isoformat() if edited else ""
    return _SEPARATOR.join((kind, platform, thread, author, at, title, text, url)).encode()


def content_digest(said: bytes) -> str:
    """BLAKE2b-128 (32 hexadecimal digits) of what a trace says."""
    return blake2b(said, digest_size=16).hexdigest()


def state(digest: str, attributes: bytes) -> str:
    """16 hexadecimal digits that change with the content or with any attribute (counts grow, the text stays)."""
    return blake2b(attributes + digest.encode(), digest_size=8).hexdigest() if attributes else digest[:16]


class Identities:
    """Gives identities of 16 hexadecimal digits, counting repeats of equal records within one source."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._met: set[int] = set()
        self._repeats: dict[int, int] = {}

    def native(self, platform: str, native: str, *, keyed: bool) -> str:
        """Return the identity of a record that its platform names."""
        said = f"{platform}{_SEPARATOR}{native}".encode()
        return blake2b(said, digest_size=8, key=self._key if keyed else b"").hexdigest()

    def counted(self, said: bytes, *, keyed: bool) -> str:
        """Return the identity of a record known by what it says; each repeat gets its own."""
        base = blake2b(said, digest_size=8, key=self._key if keyed else b"")
        number = int.from_bytes(base.digest())
        if number not in self._met:
            self._met.add(number)
            return base.hexdigest()
        self._repeats[number] = count = self._repeats.get(number, 0) + 1
        base.update(f"{_SEPARATOR}{count}".encode())
        return base.hexdigest()
