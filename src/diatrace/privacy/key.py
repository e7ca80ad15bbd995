"""The study's key: it lives outside the study folder, makes pseudonyms and seals raw records, and can be destroyed."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from diatrace.errors import KeyMissing

KEY_BYTES = 32


def folder() -> Path:
    """Where keys live on this machine: `DIATRACE_KEYS`, else the user's data folder."""
    given = os.environ.get("DIATRACE_KEYS")
    return Path(given) if given else Path(platformdirs.user_data_dir("diatrace")) / "keys"


def path(study: str) -> Path:
    """Return the file that holds the key of a study (by its identifier)."""
    return folder() / f"{study}.key"


@dataclass(frozen=True, slots=True)
class Key:
    """32 secret bytes and the keys derived from them, one per use, so that no use reveals another."""

    secret: bytes

    def derive(self, use: str) -> bytes:
        """Return the 32-byte key for one use (BLAKE2b keyed with the secret)."""
        return hashlib.blake2b(use.encode(), key=self.secret, digest_size=KEY_BYTES).digest()

    def check(self) -> str:
        """Return 16 hexadecimal digits by which a damaged key is known: another key would make other pseudonyms."""
        return self.derive("check")[:8].hex()


def create(study: str) -> Key:
    """Make and keep a new key for a study; the file is readable by its owner alone."""
    key = Key(secrets.token_bytes(KEY_BYTES))
    file = path(study)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    held = {"study": study, "key": base64.b64encode(key.secret).decode(), "check": key.check()}
    body = json.dumps(held)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(body)
        handle.flush()
        os.fsync(handle.fileno())
    return key


def load(study: str) -> Key:
    """Return the key of a study; raise KeyMissing where this machine does not hold it."""
    file = path(study)
    try:
        return _parsed(file.read_text(), study)
    except FileNotFoundError:
        raise KeyMissing(
            "the study's key is not on this machine",
            where=str(file),
            hint="copy the key file here from the machine that made the study; without it the study can be "
            "read and reviewed, but nothing can be imported and raw records stay sealed",
        ) from None
    except (ValueError, KeyError, TypeError):
        raise KeyMissing(
            "the study's key file is damaged, or of another study",
            where=str(file),
            hint="restore it from a copy",
        ) from None


def _parsed(text: str, study: str) -> Key:
    held = json.loads(text)
    key = Key(base64.b64decode(held["key"], validate=True))
    if len(key.secret) != KEY_BYTES or (held["study"], held.get("check", key.check())) != (
        study,
        key.check(),
    ):
        raise ValueError("not the key that was made for the study")
    return key


def destroy(study: str) -> bool:
    """Overwrite and remove the key: raw records can never be opened again; return whether there was one."""
    file = path(study)
    if not file.exists():
        return False
    with file.open("r+b") as handle:
        handle.write(secrets.token_bytes(max(file.stat().st_size, KEY_BYTES)))
        handle.flush()
        os.fsync(handle.fileno())
    file.unlink()
    return True
