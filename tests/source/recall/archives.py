"""Small web archives on the loopback interface, in the styles of the Wayback Machine, of pywb, of time maps alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

from diatrace.source.archive.cdx import key_of
from diatrace.source.recall import Archive
from tests.source.archive_samples import page, sha1
from tests.web import Reply, Served

HOST = "archive.test"
BASE = f"http://{HOST}"
_RAW = re.compile(r"/(?:web|coll)/(\d{14})(id_|mp_)?/(.*)")
_MAP = re.compile(r"/coll/timemap/link/(.*?)(?:@(\d+))?")
_GATE = re.compile(r"/coll/(http.*)")

WAYBACK = Archive("wayback", index=f"{BASE}/cdx/search/cdx", style="wayback", replay=f"{BASE}/web/")
PYWB = Archive("pywb", index=f"{BASE}/coll/cdx", replay=f"{BASE}/coll/")
MAPS = Archive("maps", timemap=f"{BASE}/coll/timemap/link/")
GATE = Archive("gate", timemap=f"{BASE}/coll/timemap/none/", replay=f"{BASE}/coll/")


@dataclass(frozen=True)
class Held:
    """A capture that the archive holds."""

    url: str
    stamp: str
    body: bytes
    status: str = "200"
    mime: str = "text/html"

    @property
    def at(self) -> datetime:
        return datetime.strptime(self.stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)

    @property
    def digest(self) -> str:
        return sha1(self.body).removeprefix("sha1:")


def held(url: str, stamp: str, text: str = "", **how: str) -> Held:
    """A page of a text; without one it says where and when it is from."""
    return Held(url, stamp, page(text or f"{url} {stamp}", title=url), **how)


def _as_usual(path: str, headers: dict[str, str]) -> Reply | None:
    return None


@dataclass
class Fake:
    """An archive: `odd` may answer in its place."""

    captures: Sequence[Held]
    odd: Callable[[str, dict[str, str]], Reply | None] = _as_usual
    asked: list[str] = field(default_factory=list)
    many: int = 1_000_000
    """Captures that one time map lists."""

    def served(self) -> Served:
        """Serve it."""
        return Served(self.answer)

    def answer(self, host: str, path: str, headers: dict[str, str]) -> Reply:
        """Answer as an archive does."""
        self.asked.append(path)
        reply = self.odd(path, headers)
        if reply is not None or not host.startswith((HOST, "127.0.0.1:")):
            return reply or Reply(b"", 404)
        parts = urlsplit(path)
        if parts.path in ("/coll/cdx", "/cdx/search/cdx"):
            return self._index(
                {name: values[0] for name, values in parse_qs(parts.query).items()}, parts.path
            )
        if found := _MAP.fullmatch(path):
            return self._map(found[1], int(found[2] or 0))
        if found := _RAW.fullmatch(path):
            return self._raw(*found.groups())
        if found := _GATE.fullmatch(path):
            return self._gate(found[1], headers)
        return Reply(b"no such place", 404)

    def _index(self, asked: dict[str, str], path: str) -> Reply:
        key = key_of(asked["url"])
        prefix = asked["matchType"] == "prefix"
        rows = sorted(
            (
                each
                for each in self.captures
                if (key_of(each.url).startswith(key) if prefix else key_of(each.url) == key)
                and asked["from"] <= each.stamp <= asked["to"]
            ),
            key=lambda each: (key_of(each.url), each.stamp),
        )
        start, most = int(asked.get("resumeKey", "0")), int(asked["limit"])
        rows, left = rows[start : start + most], rows[start + most :]
        if path != "/coll/cdx":
            lines = [f"{each.stamp} {each.url} {each.mime} {each.status} {each.digest}\n" for each in rows]
            lines += [f"\n{start + most}\n"] if left else []
        else:
            lines = [
                json.dumps(
                    {
                        "urlkey": key_of(each.url),
                        "timestamp": each.stamp,
                        "url": each.url,
                        "mime": each.mime,
                        "status": each.status,
                        "digest": each.digest,
                    }
                )
                + "\n"
                for each in rows
            ]
        return Reply("".join(lines).encode(), headers={"Content-Type": "text/plain"})

    def _map(self, url: str, start: int) -> Reply:
        rows = [each for each in self.captures if each.url == url]
        if not rows:
            return Reply(b"", 404)
        links = [
            f'<{url}>; rel="original"',
            f'<{BASE}/coll/timemap/link/{url}>; rel="self"; type="application/link-format"',
            *(
                f'<{BASE}/coll/{each.stamp}mp_/{url}>; rel="first memento"; '
                f'datetime="{format_datetime(each.at, usegmt=True)}"'
                for each in rows[start : start + self.many]
            ),
        ]
        if rows[start + self.many :]:
            links.append(f'<{BASE}/coll/timemap/link/{url}@{start + self.many}>; rel="timemap"; type="x"')
        return Reply(",\n".join(links).encode(), headers={"Content-Type": "application/link-format"})

    def _nearest(self, url: str, at: datetime) -> Held | None:
        rows = [each for each in self.captures if key_of(each.url) == key_of(url)]
        return min(rows, key=lambda each: abs(each.at - at), default=None)

    def _raw(self, stamp: str, form: str | None, url: str) -> Reply:
        wanted = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        found = self._nearest(url, wanted)
        if found is None:
            return Reply(b"not here", 404)
        if found.stamp != stamp:
            return Reply(b"", 302, {"Location": f"/web/{found.stamp}id_/{found.url}"})
        body = found.body if form == "id_" else b"<!-- banner -->" + found.body
        told = {
            "Memento-Datetime": format_datetime(found.at, usegmt=True),
            "X-Archive-Orig-Server": "Apache",
            "X-Archive-Orig-Set-Cookie": "id=secret",
            "X-Archive-Orig-Content-Length": "7",
            "X-Archive-Orig-Last-Modified": "Wed, 09 Jan 2008 23:18:29 GMT",
            "Set-Cookie": "archive=secret",
            "Server": "archive",
            "Content-Type": found.mime,
        }
        return Reply(body, headers=told)

    def _gate(self, url: str, headers: dict[str, str]) -> Reply:
        told = headers.get("accept-datetime", "")
        wanted = datetime.strptime(told, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
        found = self._nearest(url, wanted)
        if found is None:
            return Reply(b"", 404)
        return Reply(b"", 302, {"Location": f"/coll/{found.stamp}id_/{found.url}", "Vary": "accept-datetime"})
