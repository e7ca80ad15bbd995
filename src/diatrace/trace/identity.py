"""What a trace is known by, and the digest of what it says.

A record with a native identifier is known by platform and identifier; anything else by all that it says, counted: the
second identical message of one minute is another message. What people post or write is known by a keyed digest, so that
an identity tells nothing without the study's key; pages, known by their address, have the same identity in every study.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b

from diatrace.trace.known import Known, Words

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
        self._met = Known()  # how often each identity was met again

    def native(self, platform: str, native: str, *, keyed: bool) -> str:
        """Return the identity of a record that its platform names."""
        return self.of(f"{platform}{_SEPARATOR}{native}".encode(), keyed=keyed)

    def of(self, said: bytes, *, repeat: int = 0, keyed: bool) -> str:
        """Return the identity of a record known by what it says; each repeat of it gets its own."""
        if repeat:
            said += f"{_SEPARATOR}{repeat}".encode()
        return blake2b(said, digest_size=8, key=self._key if keyed else b"").hexdigest()

    def repeats(self, identities: Words) -> list[int]:
        """Return how often each of these identities was met before, and count them as met."""
        latest: dict[int, int] = {}
        found = []
        for identity, before in zip(identities.tolist(), self._met.look_up(identities), strict=True):
            times = latest.get(identity, before)
            latest[identity] = count = 0 if times is None else times + 1
            found.append(count)
        for identity, count in latest.items():
            self._met.note(identity, count)
        return found
