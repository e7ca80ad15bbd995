"""Sealed files: blocks of byte strings, compressed, then encrypted and authenticated (ChaCha20-Poly1305).

A file is the mark `DTSEAL1`, a line feed, then blocks: length (4 bytes, big-endian), nonce (12 bytes), ciphertext. Each
block's authenticated data is the file's name and the block's number, so that blocks cannot be moved or swapped.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec
import pyarrow as pa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from diatrace.errors import StudyCorrupt

MARK = b"DTSEAL1\n"
BLOCK = 1024
"""Byte strings per block: few enough to open one quickly, enough to compress well."""

_LENGTH = struct.Struct(">I")
_SIZE = struct.Struct(">Q")
_NONCE = 12
_RESTORE = "restore the file from a backup; `diatrace verify` names every damaged file"


class Sealer:
    """Writes byte strings to a sealed file, block by block; `flush` writes the last, shorter block."""

    def __init__(self, file: BinaryIO, name: str, key: bytes) -> None:
        self._file, self._name, self._cipher = file, name, ChaCha20Poly1305(key)
        self._held: list[bytes] = []
        self._blocks = 0
        file.write(MARK)

    def extend(self, items: Sequence[bytes]) -> None:
        """Add byte strings; full blocks are written at once."""
        self._held.extend(items)
        while len(self._held) >= BLOCK:
            self._write(self._held[:BLOCK])
            del self._held[:BLOCK]

    def flush(self) -> None:
        """Write what is held."""
        if self._held:
            self._write(self._held)
            self._held = []

    def _write(self, items: Sequence[bytes]) -> None:
        plain = msgspec.msgpack.encode(items)
        packed = _SIZE.pack(len(plain)) + pa.compress(plain, codec="zstd", asbytes=True)
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._cipher.encrypt(nonce, packed, _bound(self._name, self._blocks))
        self._file.write(_LENGTH.pack(len(sealed)) + nonce + sealed)
        self._blocks += 1


def _bound(name: str, block: int) -> bytes:
    return f"{name}#{block}".encode()


def unseal(path: Path, position: int, key: bytes) -> bytes:
    """Return the byte string at a position (from 0) of a sealed file; raise StudyCorrupt where it was altered."""
    block = position // BLOCK
    try:
        with path.open("rb") as file:
            if file.read(len(MARK)) != MARK:
                raise StudyCorrupt("a sealed file has lost its mark", where=str(path), hint=_RESTORE)
            for _ in range(block):
                (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
                file.seek(_NONCE + length, 1)
            (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
            nonce, sealed = file.read(_NONCE), file.read(length)
        bound = _bound(path.name, block) if len(sealed) == length else b"cut short"
        packed = ChaCha20Poly1305(key).decrypt(nonce, sealed, bound)
        return _items(packed)[position % BLOCK]
    except (InvalidTag, struct.error, ValueError, IndexError):  # altered, or cut short anywhere
        raise StudyCorrupt(
            "a sealed record does not open: it was altered, or this is another study's key",
            where=f"{path}, block {block}",
            hint=_RESTORE,
        ) from None
    except FileNotFoundError:
        raise StudyCorrupt("a sealed file is missing", where=str(path), hint=_RESTORE) from None


def _items(packed: bytes) -> list[bytes]:
    (size,) = _SIZE.unpack(packed[: _SIZE.size])
    plain = pa.decompress(packed[_SIZE.size :], decompressed_size=size, codec="zstd", asbytes=True)
    return msgspec.msgpack.decode(plain, type=list[bytes])
