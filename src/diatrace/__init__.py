"""Diatrace: an algorithm proposes, a person decides, the record keeps both.

::

    import diatrace

    with diatrace.open("my-study") as study:
        study.table("trace").group_by("language").count().to_polars()

The names below load on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from diatrace.errors import DiatraceError
    from diatrace.study import Study, create, rebuild
    from diatrace.study import open_study as open  # noqa: A004 (a study opens as a file does)

__version__ = "0.1.0"
__all__ = ["DiatraceError", "Study", "__version__", "create", "open", "rebuild"]

_DOOR = {
    "DiatraceError": ("diatrace.errors", "DiatraceError"),
    "Study": ("diatrace.study", "Study"),
    "create": ("diatrace.study", "create"),
    "open": ("diatrace.study", "open_study"),
    "rebuild": ("diatrace.study", "rebuild"),
}


def __getattr__(name: str) -> Any:
    if name not in _DOOR:
        raise AttributeError(f"module 'diatrace' has no attribute {name!r}")
    module, attribute = _DOOR[name]
    return getattr(importlib.import_module(module), attribute)
