"""Web archives made record by record: what the contract suite reads, and what the tests of the parts take apart."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tests.source.table_samples import TEXTS

DATE = "2024-03-05T10:11:12Z"


def sha1(data: bytes) -> str:
    """A digest as archives write it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def warc(kind: str, block: bytes, fields: Mapping[str, str] | None = None, *, version: str = "1.1") -> bytes:
    """One WARC record; a field that is empty is left out."""
    told = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{hashlib.md5(block, usedforsecurity=False).hexdigest()}>",
        "WARC-Date": DATE,
        "Content-Length": str(len(block)),
        **(fields or {}),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)
    return f"WARC/{version}\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def http(body: bytes, *, status: str = "200 OK", kind: str = "text/html", **more: str) -> bytes:
    """An HTTP answer; names of fields are written with _ for -."""
    told = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in more.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def response(url: str, body: bytes, fields: Mapping[str, str] | None = None, **how: str) -> bytes:
    """A captured page, its digests right."""
    block = http(body, **how)
    told = {
        "WARC-Target-URI": url,
        "Content-Type": "application/http; msgtype=response",
        "WARC-Payload-Digest": sha1(body),
        "WARC-Block-Digest": sha1(block),
    }
    return warc("response", block, {**told, **(fields or {})})


def revisit(url: str, body: bytes, fields: Mapping[str, str] | None = None) -> bytes:
    """A page met again with the same content."""
    told = {
        "WARC-Target-URI": url,
        "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        "WARC-Payload-Digest": sha1(body),
        "WARC-Date": "2025-03-05T10:11:12Z",
    }
    return warc("revisit", http(b""), {**told, **(fields or {})})


def noted(url: str, links: Iterable[Iterable[str]], *, depth: int = 1, cut: bool = False) -> bytes:
    """What a crawl notes of a page."""
    told = {"links": [list(each) for each in links], "depth": depth, "from": "", "cut": cut}
    block = b"json-metadata: " + json.dumps(told).encode() + b"\r\n"
    return warc("metadata", block, {"WARC-Target-URI": url, "Content-Type": "application/warc-fields"})


def page(text: str, *, title: str = "Page", head: str = "") -> bytes:
    """A small page in UTF-8."""
    shown = text.replace("<", "&lt;")
    return (
        f"<!DOCTYPE html><html lang='fr'><head><title>{title}</title>{head}</head>"
        f"<body><p>{shown}</p><a href='/more'>more</a></body></html>"
    ).encode()


INFO = warc("warcinfo", b"software: none\r\n", {"Content-Type": "application/warc-fields"})


def members(records: Iterable[bytes]) -> bytes:
    """Records packed one a gzip member."""
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def arc(url: str, body: bytes, *, date: str = "20240305101112", kind: str = "text/html") -> bytes:
    """One ARC record."""
    return f"{url} 192.0.2.1 {date} {kind} {len(body)}\n".encode() + body + b"\n"


ARC_INFO = arc("filedesc://sample.arc", b"1 0 Archive\nURL IP-address Archive-date Content-type Archive-length\n",
               kind="text/plain")  # fmt: skip


def wacz(path: Path, records: bytes, *, pages: str = "", spoil: bool = False, stored: bool = True) -> Path:
    """A WACZ of one WARC; `spoil` makes its digest wrong."""
    files = {
        "archive/data.warc.gz": records,
        "pages/pages.jsonl": b'{"format": "json-pages-1.0", "id": "pages"}\n' + pages.encode(),
    }
    listed = [
        {"path": name, "hash": f"sha256:{hashlib.sha256(data).hexdigest()}", "bytes": len(data)}
        for name, data in files.items()
    ]
    if spoil:
        listed[0]["hash"] = "sha256:" + "0" * 64
    manifest = json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": listed}).encode()
    digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(manifest).hexdigest()}"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.writestr("datapackage.json", manifest)
        archive.writestr("datapackage-digest.json", json.dumps(digest))
    return path


def _records() -> list[bytes]:
    return [INFO, *(response(f"https://example.org/{n}", page(text)) for n, text in enumerate(TEXTS, 1))]


def _warc(folder: Path) -> Path:
    path = folder / "sample.warc.gz"
    path.write_bytes(members(_records()))
    return path


def _arc(folder: Path) -> Path:
    path = folder / "sample.arc"
    found = (arc(f"https://example.org/{n}", http(page(text))) for n, text in enumerate(TEXTS, 1))
    path.write_bytes(ARC_INFO + b"".join(found))
    return path


def _wacz(folder: Path) -> Path:
    return wacz(folder / "sample.wacz", members(_records()))


ARCHIVE_SAMPLES: dict[str, Callable[[Path], Path]] = {"warc": _warc, "arc": _arc, "wacz": _wacz}
