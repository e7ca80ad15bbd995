"""The words of the page and of publications, one catalogue a language (`page.fr.json`, `methods.fr.json`)."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from diatrace.errors import UnknownName

LANGUAGES = ("en", "fr")


@cache
def catalogue(name: str, language: str) -> dict[str, str]:
    """Return a catalogue; raise UnknownName where the language has none."""
    if language not in LANGUAGES:
        raise UnknownName(f"there are no words in {language!r}", hint=f"known: {', '.join(LANGUAGES)}")
    found: dict[str, str] = json.loads(
        files(__package__).joinpath(f"{name}.{language}.json").read_text(encoding="utf-8")
    )
    return found


def phrase(name: str, language: str, key: str, **values: Any) -> str:
    """Return a phrase with its values filled in."""
    return catalogue(name, language)[key].format(**values)
