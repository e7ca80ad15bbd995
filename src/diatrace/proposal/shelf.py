"""Features kept in a folder: counted once, mapped into memory, extended by further blocks.

Each block is a folder of plain arrays; `manifest.json` names those that count. A block is written whole and forced to
disk before the manifest names it, so that a crash costs the rows being added and nothing else. What is kept is derived
from the texts: a folder that cannot be read, or was made by other rules, is taken as empty and counted anew.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from diatrace.proposal.block import Block, Counted
from diatrace.proposal.features import VERSION, Features
from diatrace.proposal.words import Words
from diatrace.store.segment import full_disk, sync_folder

MANIFEST = "manifest.json"
ABANDONED_SECONDS = 86_400.0
"""Age from which what the manifest does not name is taken for the remains of a crash."""

_ARRAYS = ("numbers", "ends", "terms", "starts", "rows", "counts")


class Manifest(msgspec.Struct, frozen=True):
    """Which blocks count, in order, and by which rules they were made."""

    version: int
    pairs: bool
    blocks: list[str]
    norms: str


class Shelf:
    """A folder of features; one process at a time may extend it, any number may read."""

    def __init__(self, folder: Path, *, pairs: bool = True) -> None:
        self.folder = folder
        self.pairs = pairs

    def load(self) -> Features:
        """Return the features kept here: none where there are none yet, or none that can be read."""
        return self._load()[0]

    def extend(self, more: Iterable[Words]) -> Features:
        """Add rows and return all features; when this returns, they are durable."""
        with full_disk(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            before, names = self._load()

            def keep(block: Block) -> Block:
                name = self._write_block(block)
                held = _read_block(self.folder / name)
                names[held] = name
                return held

            features = before.extended(more, keep)
            manifest = Manifest(
                VERSION,
                self.pairs,
                [names[block] for block in features.blocks],
                self._write_norms(features.norms),
            )
            self._publish(manifest)
        self._sweep(manifest, set(names.values()))
        return self.load()  # mapped anew: what counting has touched goes out of memory

    def clear(self) -> None:
        """Take the shelf as empty: what it holds belongs to other rows."""
        (self.folder / MANIFEST).unlink(missing_ok=True)

    def _load(self) -> tuple[Features, dict[Block, str]]:
        for _ in range(3):  # another process may be replacing blocks at this moment
            with suppress(OSError, ValueError):
                return self._read()
        return Features(pairs=self.pairs), {}

    def _read(self) -> tuple[Features, dict[Block, str]]:
        manifest = msgspec.json.decode((self.folder / MANIFEST).read_bytes(), type=Manifest)
        if (manifest.version, manifest.pairs) != (VERSION, self.pairs):
            raise ValueError("made by other rules")
        blocks = {_read_block(self.folder / name): name for name in manifest.blocks}
        features = Features(list(blocks), pairs=self.pairs, norms=_array(self.folder / manifest.norms))
        if len(features.norms) != features.rows:
            raise ValueError("norms of other rows")
        return features, blocks

    def _write_block(self, block: Block) -> str:
        name = f"block-{secrets.token_hex(8)}"
        folder = self.folder / name
        folder.mkdir(mode=0o700)
        _write(folder / "words.json", msgspec.json.encode(block.words))
        arrays: tuple[NDArray[Any], ...] = (block.numbers, block.ends, *block.index)
        for each, array in zip(_ARRAYS, arrays, strict=True):
            _save(folder / f"{each}.npy", array)
        sync_folder(folder)
        return name

    def _write_norms(self, norms: NDArray[np.float32]) -> str:
        name = f"norms-{secrets.token_hex(8)}.npy"
        _save(self.folder / name, norms)
        return name

    def _publish(self, manifest: Manifest) -> None:
        part = self.folder / f".{MANIFEST}.part"
        _write(part, msgspec.json.encode(manifest))
        sync_folder(self.folder)
        part.replace(self.folder / MANIFEST)
        sync_folder(self.folder)

    def _sweep(self, manifest: Manifest, replaced: set[str]) -> None:
        """Remove what is no longer named: at once what this process replaced, the remains of a crash after a day."""
        old = time.time() - ABANDONED_SECONDS
        for path in self.folder.iterdir():
            if path.name in {MANIFEST, manifest.norms, *manifest.blocks}:
                continue
            with suppress(OSError):  # Windows keeps what is still mapped; the next sweep gets it
                if path.name in replaced or path.name.startswith("norms-") or path.stat().st_mtime < old:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _read_block(folder: Path) -> Block:
    words = msgspec.json.decode((folder / "words.json").read_bytes(), type=tuple[str, ...])
    numbers, ends, *index = (_array(folder / f"{name}.npy") for name in _ARRAYS)
    return Block(words, numbers, ends, Counted(*index))


def _array(path: Path) -> NDArray[Any]:
    """Map an array into memory."""
    return np.asarray(np.load(path, mmap_mode="r"))


def _save(path: Path, array: NDArray[Any]) -> None:
    with path.open("wb") as file:
        np.save(file, array)
        file.flush()
        os.fsync(file.fileno())


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
