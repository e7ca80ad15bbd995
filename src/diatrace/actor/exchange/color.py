"""Colours, as the formats write them and as `#rrggbb` or, where one can see through, `#rrggbbaa`."""

from __future__ import annotations

import re
from typing import Final

_NUMBERS: Final = re.compile(r"[-+]?\d*\.?\d+")
_HEX: Final = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")


def of_channels(red: float, green: float, blue: float, alpha: float = 1.0) -> str:
    """Return a colour from channels of 0 to 255, and how dense it is from 0 to 1; raise ValueError for nonsense."""
    told = (red, green, blue, alpha * 255)
    if not all(0 <= each <= 255 for each in told):
        raise ValueError("no colour")
    channels = [round(each) for each in told]
    return "#" + "".join(f"{each:02x}" for each in channels[: 3 if channels[3] == 255 else 4])


def of_text(text: str) -> str:
    """Return a colour from `#rgb`, `rgb(1, 2, 3)` or `1,2,3`; raise ValueError where it is none."""
    text = text.strip()
    if _HEX.fullmatch(text):
        digits = text[1:].lower()
        digits = "".join(each * 2 for each in digits) if len(digits) < 6 else digits
        return f"#{digits[:6]}" if digits[6:] == "ff" else f"#{digits}"
    numbers = [float(each) for each in _NUMBERS.findall(text)]
    if len(numbers) not in (3, 4):
        raise ValueError("no colour")
    return of_channels(numbers[0], numbers[1], numbers[2], *numbers[3:])


def channels(color: str) -> tuple[int, int, int, float]:
    """Return red, green and blue (0 to 255) and how dense a colour is (0 to 1); raise ValueError where it is none."""
    digits = of_text(color)[1:].ljust(8, "f")
    red, green, blue, alpha = (int(digits[at : at + 2], 16) for at in (0, 2, 4, 6))
    return red, green, blue, round(alpha / 255, 4)
