"""Small things every reader does to the text it finds."""

from __future__ import annotations

import re
from typing import Any, Final

_BLANKS: Final = re.compile(r"[\s;|]+")
_MARKS: Final = re.compile(r"[,;|]")
_QUOTED: Final = re.compile(r"""(['"])(.*?)\1""")


def listed(value: Any) -> tuple[str, ...]:
    """Return the parts of a cell that holds a list, as JSON or Python write it, or parted by commas or blanks."""
    if isinstance(value, (list, tuple)):
        parts = [each for each in value if isinstance(each, str)]
    else:
        text = str(value).strip()
        parts = (
            [found[1] for found in _QUOTED.findall(text)]
            if text[:1] == "["
            else (_MARKS if "," in text else _BLANKS).split(text)
        )
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip(" []'\"")))
