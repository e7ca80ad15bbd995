"""One small file per table, platform and page source, made of invented people: what the contract suite reads."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

TEXTS = (
    "Nous cherchons un logement à Lille 🏠",
    "أسرة من خمسة أفراد تبحث عن سكن",
    "Looking for a room, near the school 👩‍👩‍👧",
    "<script>alert('x')</script> <b>chambre</b> à louer",
    '=HYPERLINK("http://example.org")',
    "𝒜 non-BMP text, and 한국어",
)


def write_lines(path: Path, values: Iterable[Any]) -> Path:
    """Write JSON lines."""
    path.write_text("".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in values), encoding="utf-8")
    return path


def write_csv(path: Path, rows: Iterable[dict[str, Any]], **how: Any) -> Path:
    """Write a CSV with the header of the first row."""
    found = list(rows)
    with path.open("w", newline="", encoding=how.pop("encoding", "utf-8")) as file:
        writer = csv.DictWriter(file, list(found[0]), **how)
        writer.writeheader()
        writer.writerows(found)
    return path


def table(folder: Path) -> Path:
    """A CSV of answers."""
    return write_csv(
        folder / "answers.csv",
        (
            {"id": n, "date": f"2021-03-0{n}", "author": f"person{n}", "text": text}
            for n, text in enumerate(TEXTS, 1)
        ),
    )


def fourcat(folder: Path) -> Path:
    """A CSV of 4CAT with posts of X."""
    return write_csv(
        folder / "search.csv",
        (
            {
                "collected_from_url": "https://x.com/search?q=logement",
                "id": str(1500000000000000000 + n),
                "thread_id": str(1500000000000000000),
                "timestamp": f"2022-03-05 10:11:0{n}",
                "unix_timestamp": 1646475060 + n,
                "link": f"https://x.com/person{n}/status/{1500000000000000000 + n}",
                "body": text,
                "author": f"person{n}",
                "author_fullname": f"Person {n} <script>",
                "like_count": n,
                "is_retweet": "no",
                "retweeted_user": "",
                "is_reply": "yes",
                "replied_author": "person0",
                "hashtags": "logement,lille",
                "mentions": "person9",
            }
            for n, text in enumerate(TEXTS, 1)
        ),
    )


def capture(data: dict[str, Any], platform: str = "tiktok.com", number: int = 1) -> dict[str, Any]:
    """What Zeeschuimer writes around one post."""
    return {
        "id": number,
        "nav_index": "abc:1:2",
        "item_id": str(data.get("id")),
        "timestamp_collected": 1700000000000 + number,
        "last_updated": 1700000000000 + number,
        "source_platform": platform,
        "source_platform_url": f"https://www.{platform}/search",
        "source_url": f"https://www.{platform}/api",
        "user_agent": "Mozilla/5.0",
        "data": data,
    }


def tiktok(number: int, text: str) -> dict[str, Any]:
    """A post as TikTok's API gives it."""
    return {
        "id": str(7100000000000000000 + number),
        "desc": text,
        "createTime": 1646475060 + number,
        "author": {"uniqueId": f"person{number}", "nickname": f"Person {number}"},
        "stats": {"diggCount": number, "commentCount": 0, "shareCount": 2, "playCount": 100},
        "textExtra": [{"hashtagName": "logement"}, {"hashtagName": "", "userUniqueId": "person9"}],
        "video": {"duration": 12},
        "isAd": False,
    }


def zeeschuimer(folder: Path) -> Path:
    """Captures of TikTok posts."""
    return write_lines(
        folder / "zeeschuimer-export-tiktok.com.ndjson",
        (capture(tiktok(n, text), number=n) for n, text in enumerate(TEXTS, 1)),
    )


def urls(folder: Path) -> Path:
    """Addresses with notes."""
    lines = (f"https://example.org/{n}\tTitle {n}\t{text}" for n, text in enumerate(TEXTS, 1))
    path = folder / "addresses.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def html(folder: Path) -> Path:
    """A page in Arabic and French."""
    path = folder / "page.html"
    body = "".join(f"<p>{text.replace('<', '&lt;')}</p>" for text in TEXTS)
    path.write_text(
        "<!DOCTYPE html><html lang='ar'><head><meta charset='utf-8'><title>سكن 🏠</title>"
        "<link rel='canonical' href='https://example.org/sakan'><script>alert('head')</script>"
        "<meta property='article:modified_time' content='2022-03-05T10:11:12+01:00'></head>"
        f"<body><article><h1>سكن</h1>{body}<script>alert('body')</script>"
        "<a href='/more'>more</a></article></body></html>",
        encoding="utf-8",
    )
    return path


def pages(folder: Path) -> Path:
    """Pages of an information desk."""
    found = [
        {
            "id": n,
            "url": f"https://example.org/town/fr/{n}/",
            "path": f"/town/fr/{n}/",
            "title": f"Page {n}",
            "modified_gmt": "2022-03-05T10:11:12.5Z",
            "last_updated": "2022-03-05T11:11:12.5+01:00",
            "excerpt": "",
            "content": f"<p>{text}</p><script>alert(1)</script>",
            "parent": {"id": 0, "url": None, "path": None},
            "order": n,
            "available_languages": {"ar": {"id": 9, "url": "https://example.org/town/ar/9/"}},
        }
        for n, text in enumerate(TEXTS, 1)
    ]
    path = folder / "pages_town_fr.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    return path


TABLE_SAMPLES: dict[str, Callable[[Path], Path]] = {
    "table": table,
    "fourcat": fourcat,
    "zeeschuimer": zeeschuimer,
    "urls": urls,
    "html": html,
    "pages": pages,
}
