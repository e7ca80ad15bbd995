"""Sites named by their fault: each misbehaves in one way, the same at every request."""

from __future__ import annotations

import gzip
import html
import re
import zlib
from collections.abc import Callable

from tests.web.reply import Reply

Answer = Callable[[str, dict[str, str]], Reply]
MEGABYTE = 1024 * 1024

_PLAIN = {"Content-Type": "text/plain"}
_ARABIC = "<title>سكن</title><p>زوروا <a href='/two'>موقع الجمعية</a> اليوم"
_FRENCH = "<title>été</title><p>Voyez <a href='/two'>l’école</a> d’été"


def page(*targets: str, title: str = "fault", text: str = "") -> bytes:
    """Return a page that links to these addresses."""
    links = "".join(f'<p>to <a href="{html.escape(each)}">there</a></p>' for each in targets)
    return f"<!doctype html><title>{title}</title><body>{text}{links}".encode()


def _robots(status: int, body: bytes = b"", **headers: str) -> Answer:
    def answer(path: str, _: dict[str, str]) -> Reply:
        if path == "/robots.txt":
            return Reply(body, status, {**_PLAIN, **headers})
        return Reply(page("/one", "/two", "/private/x", "/private/open", title=path))

    return answer


def _redirect_robots(path: str, headers: dict[str, str]) -> Reply:
    if path == "/robots.txt":
        return Reply(b"", 301, {"Location": "/r1"})
    if path == "/r1":
        return Reply(b"", 302, {"Location": "http://robots-deny.test/robots.txt"})
    return Reply(page("/one"))


def _only(reply: Reply, path: str = "/two") -> Answer:
    def answer(asked: str, _: dict[str, str]) -> Reply:
        return reply if asked == path else _home(asked, path)

    return answer


def _home(asked: str, *targets: str) -> Reply:
    if asked in ("/", "/one"):
        return Reply(page(*targets, "/one", title=asked))
    return Reply(b"<title>404</title>", 404)


def _chain(path: str, _: dict[str, str]) -> Reply:
    step = path.removeprefix("/chain")
    if step.isdigit():
        return Reply(b"", 302, {"Location": f"/chain{int(step) + 1}"})
    return _home(path, "/chain1")


def _loop(path: str, _: dict[str, str]) -> Reply:
    moves = {"/a": "/b", "/b": "/a", "/self": "/self"}
    return Reply(b"", 301, {"Location": moves[path]}) if path in moves else _home(path, "/a", "/self")


def _away(path: str, _: dict[str, str]) -> Reply:
    if path == "/two":
        return Reply(b"", 301, {"Location": "http://errors.test/"})
    return _home(path, "/two", "/three") if path != "/three" else Reply(b"", 302)


def _errors(path: str, _: dict[str, str]) -> Reply:
    status = path.removeprefix("/status")
    return (
        Reply(page(), int(status))
        if status.isdigit()
        else _home(path, "/status404", "/status500", "/status410")
    )


def _busy() -> Answer:
    asked: list[str] = []

    def answer(path: str, _: dict[str, str]) -> Reply:
        asked.append(path)
        if path == "/two" and asked.count("/two") % 2:
            return Reply(b"wait", 503, {"Retry-After": "1"})
        return Reply(page(title="two")) if path == "/two" else _home(path, "/two")

    return answer


def _calendar(path: str, _: dict[str, str]) -> Reply:
    found = re.fullmatch(r"/calendar/(\d+)/(\d+)/", path)
    if found is None:
        return _home(path, "/calendar/2026/11/")
    month = int(found[1]) * 12 + int(found[2]) - 1
    near = [f"/calendar/{each // 12}/{each % 12 + 1:02d}/" for each in (month - 1, month + 1)]
    return Reply(page(*near, title=path, text=f"month {month}"))


def _session(path: str, _: dict[str, str]) -> Reply:
    number = sum(map(ord, path)) * 7919 % 1_000_003
    targets = (f"{name}?PHPSESSID={number:x}{len(path)}" for name in ("/", "/one", "/two"))
    return Reply(page(*targets, title=path.partition("?")[0]))


def _growing(path: str, _: dict[str, str]) -> Reply:
    return Reply(page(f"{path.rstrip('/')}/more/", f"{path.rstrip('/')}/x{len(path)}/", title=str(len(path))))


def _same(path: str, _: dict[str, str]) -> Reply:
    return Reply(page("a/", "b/", "c/") if path == "/" or path.endswith("/") else page(title=path))


def _soft(path: str, _: dict[str, str]) -> Reply:
    if path in ("/", "/one", "/robots.txt"):
        return _home(path, "/gone1", "/gone2")
    return Reply(page(title="Page introuvable", text=path))


def _sitemaps(path: str, _: dict[str, str]) -> Reply:
    base = "http://sitemaps.test"
    xml = {"Content-Type": "application/xml"}
    if path == "/robots.txt":
        return Reply(
            f"User-agent: *\nSitemap: {base}/index.xml\nSitemap: {base}/list.txt\n".encode(), headers=_PLAIN
        )
    if path == "/index.xml":
        listed = (
            f"<sitemap><loc>{base}/{name}</loc></sitemap>" for name in ("a.xml", "b.xml.gz", "none.xml")
        )
        return Reply(f"<sitemapindex>{''.join(listed)}</sitemapindex>".encode(), headers=xml)
    if path == "/a.xml":
        return Reply(f"<urlset><url><loc>{base}/a1?x=1&amp;y=2</loc></url></urlset>".encode(), headers=xml)
    if path == "/b.xml.gz":
        listed_b = (
            f"<urlset><url><loc>{base}/b1</loc></url><url><loc>http://errors.test/</loc></url></urlset>"
        )
        return Reply(gzip.compress(listed_b.encode()), headers={"Content-Type": "application/gzip"})
    if path == "/list.txt":
        return Reply(f"{base}/t1\nno address\n{base}/t2".encode(), headers=_PLAIN)
    return Reply(page(title=path)) if path[1:] in ("", "a1?x=1&y=2", "b1", "t1", "t2") else Reply(b"", 404)


def _canonical(path: str, _: dict[str, str]) -> Reply:
    head = (
        '<link rel="canonical" href="/canon"><link rel="alternate" hreflang="ar" href="/ar">'
        '<link rel="alternate" hreflang="fr" href="http://errors.test/">'
    )
    links = {"Link": '</header>; rel="canonical", <http://errors.test/es>; rel="alternate"; hreflang="es"'}
    return Reply(b"<!doctype html><title>c</title>" + head.encode(), headers=links if path == "/" else {})


def _cookies(path: str, headers: dict[str, str]) -> Reply:
    if path == "/robots.txt":
        return Reply(b"", 404)
    if "visit=secret" not in headers.get("cookie", "") and path != "/":
        return Reply(b"who are you", 403)
    return Reply(page("/one", title=path), headers={"Set-Cookie": "visit=secret; Path=/"})


def _mangled(path: str, _: dict[str, str]) -> Reply:
    if path == "/robots.txt":
        return Reply(b"", 404)
    links = (
        "javascript:alert(1)", "mailto:a@b.test", "http://", "http://[::1", "/sp ace", "/" + "x" * 10_000,
        "/" + "y" * 3_000,
        "http://mangled.test:99999/", "//", "ht tp://x", "/é/ü?q=ñ", "data:text/html,x", "http://b\u00fccher.test/",
        "/%zz", "/a\\b", "tel:123",
    )  # fmt: skip
    return Reply(page(*links, title=path))


def bomb(size: int) -> bytes:
    """Return gzip that unpacks to so many megabytes of a page."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(b"<p><a href='/first'>x</a>")]
    parts += [packer.compress(b" " * MEGABYTE) for _ in range(size)]
    return b"".join([*parts, packer.flush()])


_GZIP = {"Content-Encoding": "gzip"}
_PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x01" * 50_000

FAULTS: dict[str, Answer] = {
    "robots-404": _robots(404),
    "robots-500": _robots(500),
    "robots-deny": _robots(200, b"User-agent: *\nDisallow: /\n"),
    "robots-some": _robots(200, b"User-agent: *\nDisallow: /private/\nAllow: /private/open\n"),
    "robots-named": _robots(200, b"User-agent: Diatrace\nDisallow: /one\n\nUser-agent: *\nDisallow: /\n"),
    "robots-delay": _robots(200, b"User-agent: *\nCrawl-delay: 1\n"),
    "robots-html": _robots(200, page("/robots")),
    "robots-long": _robots(200, b"# filler\n" * 70_000 + b"User-agent: *\nDisallow: /\n"),
    "robots-moved": _redirect_robots,
    "robots-loop": lambda path, _: (
        Reply(b"", 302, {"Location": "/robots.txt"}) if path == "/robots.txt" else Reply(page())
    ),
    "chain": _chain,
    "loop": _loop,
    "away": _away,
    "errors": _errors,
    "busy": _busy(),
    "slow": _only(Reply(page(), wait=0.4)),
    "hang": _only(Reply(page(), wait=3600)),
    "drip": _only(Reply(page("/never") + b" " * 10_000, drip=0.05)),
    "reset": _only(Reply(reset=True)),
    "short": _only(Reply(page("/one"), length=100_000)),
    "huge": _only(Reply(b"<p><a href='/one'>x</a>" + b"word " * 20_000, endless=True)),
    "chunked": _only(Reply(page("/one", text="word " * 2_000), chunked=True)),
    "broken": _only(Reply(raw=b"this is no HTTP\r\n\r\n")),
    "bomb": _only(Reply(bomb(100), headers=_GZIP)),
    "nested": _only(Reply(gzip.compress(bomb(50)), headers={"Content-Encoding": "gzip, gzip"})),
    "brotli": _only(Reply(b"\x0b\x02\x80", headers={"Content-Encoding": "br"})),
    "not-gzip": _only(Reply(page("/one"), headers=_GZIP)),
    "torn-gzip": _only(Reply(gzip.compress(page("/one") + b"word " * 9_000)[:-20], headers=_GZIP)),
    "deflate": _only(Reply(zlib.compress(page("/one")), headers={"Content-Encoding": "deflate"})),
    "cp1256": _only(
        Reply(_ARABIC.encode("cp1256"), headers={"Content-Type": "text/html; charset=windows-1256"}), "/"
    ),
    "undeclared": _only(
        Reply(
            f"<meta charset=windows-1256>{_ARABIC}".encode("cp1256"), headers={"Content-Type": "text/html"}
        ),
        "/",
    ),
    "lies-charset": _only(Reply(_FRENCH.encode("cp1252")), "/"),
    "invalid-utf8": _only(Reply((_FRENCH + " à l’été" * 20).encode() + b"\xff\xfe\xc3"), "/"),
    "lies-image": _only(Reply(page("/one"), headers={"Content-Type": "image/png"})),
    "lies-html": _only(Reply(_PNG)),
    "binary": _only(Reply(_PNG, headers={"Content-Type": "image/png"})),
    "pdf": _only(Reply(b"%PDF-1.4\n" + b"x" * 50_000, headers={"Content-Type": "application/octet-stream"})),
    "calendar": _calendar,
    "session": _session,
    "growing": _growing,
    "same": _same,
    "soft": _soft,
    "sitemaps": _sitemaps,
    "canonical": _canonical,
    "cookies": _cookies,
    "mangled": _mangled,
}


def fault_reply(name: str, path: str, headers: dict[str, str]) -> Reply:
    """Return what the site with this fault answers; those that say nothing of robots.txt have none."""
    if path == "/robots.txt" and not name.startswith(("robots", "sitemaps")):
        return Reply(b"", 404)
    return FAULTS[name](path, headers)
