"""JSON of any origin, decoded within bounds."""

from __future__ import annotations

from typing import Any

import msgspec

from diatrace.actor.exchange import raw
from diatrace.errors import SourceError


def decoded(source: raw.Source) -> Any:
    """Return what a file of JSON holds; raise SourceError where it is none."""
    name = raw.name_of(source)
    try:
        return msgspec.json.decode(raw.load(source).removeprefix(b"\xef\xbb\xbf"))
    except RecursionError:
        raise SourceError(f"{name}: its JSON is nested too deeply", hint="is it a network?") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{name} is not JSON: {error}", hint="is the file whole?") from None
