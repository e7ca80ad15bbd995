"""An answer of the small web, and all the ways in which it may misbehave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server sends: `length` is said in place of the true one, `drip` seconds pass between bytes.

    `wait` seconds pass before anything is sent; `reset` breaks the connection off where the answer would begin;
    `endless` repeats the body for ever; `raw` is sent as it is.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    chunked: bool = False
    length: int | None = None
    wait: float = 0.0
    drip: float = 0.0
    reset: bool = False
    endless: bool = False
    raw: bytes = b""

    def head(self) -> bytes:
        """Return status line and headers as they are sent."""
        headers = {"Content-Type": "text/html; charset=utf-8", **self.headers}
        if self.chunked:
            headers["Transfer-Encoding"] = "chunked"
        elif not self.endless:
            headers["Content-Length"] = str(len(self.body) if self.length is None else self.length)
        lines = [f"HTTP/1.1 {self.status} Whatever", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "\r\n"]).encode("latin-1")

    def chunks(self) -> bytes:
        """Return the body as it is sent."""
        if not self.chunked:
            return self.body
        parts = [self.body[at : at + 1000] for at in range(0, len(self.body), 1000)]
        return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
