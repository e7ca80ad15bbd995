"""Invented posts in French, English and Arabic, as many as are asked for: what imports and the desk are measured on."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

_WORDS = {
    "fr": "nous cherchons une chambre pour la famille près de Lille avec un loyer pas trop cher dans le quartier où "
    "est l’école merci à tous de votre aide le propriétaire demande deux mois et des papiers que les enfants n’ont pas",
    "en": "we are looking for a room near the station and the landlord wants two months in advance is that legal "
    "thank you all for the help my host family has space until summer it is close by but the contract is not signed",
    "ar": "نبحث عن سكن لعائلة قرب المدرسة هل يعرف أحد بيتا للإيجار صاحب البيت يطلب شهرين مقدما ولا يعطينا عقدا في "
    "المدينة من فضلكم شكرا لكم على المساعدة إلى الجميع مع السلامة يا أصدقاء اليوم في المكتب",
}
_RARE = {"fr": "logement", "en": "housing", "ar": "لاجئين"}
_SIGNS = "🏠 🎉 😔 👍🏽 ⚽️ 👨‍👩‍👧"


def posts(count: int, *, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Yield posts of some ninety characters; every second mentions somebody, every seventh has a link."""
    rng = random.Random(seed)
    words = {language: text.split() for language, text in _WORDS.items()}
    signs = _SIGNS.split()
    for number in range(count):
        language = rng.choice(("fr", "en", "ar"))
        said = rng.choices(words[language], k=rng.randrange(6, 27))
        said += [_RARE[language]] * (rng.random() < 0.02)
        said += [str(rng.randrange(3000))] * (rng.random() < 0.15)
        said += [rng.choice(signs)] * (rng.random() < 0.1)
        mentioned = [f"person_{rng.randrange(count // 5 + 1)}" for _ in range(rng.random() < 0.5)]
        said += [f"@{name}" for name in mentioned]
        links = [f"https://example.org/{rng.randrange(500)}/page"] * (rng.random() < 0.15)
        said += links + [f"06 12 34 {rng.randrange(10, 100)} 78"] * (rng.random() < 0.02)
        yield {
            "number": number,
            "text": " ".join(said),
            "language": language,
            "author": f"person_{rng.randrange(count // 5 + 1)}",
            "thread": number - number % 7,
            "mentioned": mentioned,
            "links": links,
            "likes": rng.randrange(50),
        }


def plain(post: dict[str, Any]) -> dict[str, Any]:
    """Return a post of a text in English without mention, link or number, its author and its date."""
    english = _WORDS["en"].split()
    start, step = post["number"] % 997, 1 + post["number"] % 7
    said = (english[(start + step * place) % len(english)] for place in range(post["likes"] // 2 + 6))
    return {
        "id": str(post["number"]),
        "author": post["author"],
        "created_at": f"2026-05-{1 + post['number'] % 28:02}T10:11:{post['number'] % 60:02}Z",
        "text": " ".join(said),
    }


def flat(post: dict[str, Any]) -> dict[str, Any]:
    """Return a post as an interface gives it: one level of fields."""
    return {
        "id": f"p{post['number']}",
        "created_at": f"2026-05-{1 + post['number'] % 28:02}T10:11:{post['number'] % 60:02}Z",
        "username": post["author"],
        "text": post["text"],
        "thread_id": f"t{post['thread']}",
        "permalink": f"https://example.org/post/{post['number']}",
        "likes": post["likes"],
    }


def captured(post: dict[str, Any]) -> dict[str, Any]:
    """Return a post as the Zeeschuimer extension captures it on X."""
    native = str(1500000000000000000 + post["number"])
    user = {"screen_name": post["author"], "name": "A Name", "description": "…", "followers_count": 12}
    return {
        "id": post["number"],
        "nav_index": "abc:1:2",
        "item_id": native,
        "timestamp_collected": 1700000000000 + post["number"],
        "source_platform": "twitter.com",
        "source_platform_url": "https://twitter.com/search",
        "source_url": "https://x.com/i/api/graphql",
        "user_agent": "Mozilla/5.0",
        "data": {
            "__typename": "Tweet",
            "rest_id": native,
            "core": {"user_results": {"result": {"legacy": user, "rest_id": str(post["number"] % 999)}}},
            "views": {"count": str(post["likes"] * 30), "state": "EnabledWithCount"},
            "legacy": {
                "created_at": f"Sat Mar {1 + post['number'] % 28:02} 10:11:{post['number'] % 60:02} +0000 2022",
                "conversation_id_str": str(1500000000000000000 + post["thread"]),
                "full_text": post["text"],
                "lang": post["language"],
                "favorite_count": post["likes"],
                "retweet_count": 2,
                "reply_count": 0,
                "quote_count": 4,
                "entities": {
                    "hashtags": [{"text": "logement"}],
                    "urls": [{"expanded_url": link} for link in post["links"]],
                    "user_mentions": [{"screen_name": name} for name in post["mentioned"]],
                },
            },
        },
    }


def write(path: Path, shape: Callable[[dict[str, Any]], dict[str, Any]], count: int) -> Path:
    """Write posts in a shape, one JSON object a line."""
    with path.open("w", encoding="utf-8") as file:
        for post in posts(count):
            file.write(json.dumps(shape(post), ensure_ascii=False) + "\n")
    return path
