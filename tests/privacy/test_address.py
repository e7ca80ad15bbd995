from __future__ import annotations

import pytest

from diatrace.privacy.address import declared, disguised, emails, mentions, phone_links, profiles
from diatrace.privacy.plain import plain


def found(finder: object, text: str) -> list[str]:
    assert callable(finder)
    return [text[start:end] for start, end in finder(plain(text))]


@pytest.mark.parametrize(
    "address",
    ["lea.benali@example.com", "LEA@Example.ORG", "lea+liste@asso.example.fr", "lea＠example．com",
    "léa@bücher.example", "имя@почта.example", "lea@xn--bcher-kva.example",
     "o'brien@example.ie", "lea_b@mail.example.co.uk", "lea@gmail"],
)  # fmt: skip
def test_addresses(address: str) -> None:
    assert found(emails, f"écris à {address}, merci.") == [address]
    assert found(emails, f"<{address}>") == [address]
    assert found(emails, f"mailto:{address}") == [address]


@pytest.mark.parametrize(
    "address",
    ["lea [at] example [dot] org", "lea(at)example(dot)com", "lea (arobase) example.fr",
    "lea arobase example point fr", "lea at gmail dot com", "lea {at} example.org",
     "lea[@]example.org", "lea (arroba) example (punto) es", "lea(a)web.de", "lea AT yahoo DOT fr",
     "lea @ example.org", "lea @ example . org"],
)  # fmt: skip
def test_disguised_addresses(address: str) -> None:
    assert found(disguised, f"écris à {address} ou passe") == [address]


@pytest.mark.parametrize(
    "text",
    [
        "a@b",
        "rdv @ 15h",
        "meet at example.com",
        "look at dot com firms",
        "(a) first (b) second",
        "foo(at)bar",
        "@name",
    ],
)
def test_what_is_no_address_stays(text: str) -> None:
    assert found(emails, text) == found(disguised, text) == []


@pytest.mark.parametrize(
    "name",
    ["@lea", "@lea_b93", "@lea.benali", "@lea.bsky.social", "@lea@mastodon.example", "@\u2068Léa ☀️ B\u2069",
    "@ليلى_علي", "@राहुल", "@20minutes", "@1"],
)  # fmt: skip
def test_mentions(name: str) -> None:
    expected = [] if name == "@1" else [name]
    for text in (name, f"merci {name}!", f"({name})", f"RT {name}: oui", f"و{name} ."):
        assert found(mentions, text) == expected


@pytest.mark.parametrize("text", ["@everyone", "@14h au parc", "@ home", "3@5", "@", "@@"])
def test_what_is_no_mention_stays(text: str) -> None:
    assert found(mentions, text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("https://t.me/lea_b", "lea_b"), ("t.me/s/lea_b", "lea_b"), ("https://t.me/+AbCdEf12", "+AbCdEf12"),
        ("https://chat.whatsapp.com/AbC123", "AbC123"),
        ("instagram.com/lea.b93/", "lea.b93"), ("https://www.instagram.com/lea.b93?igsh=x", "lea.b93"),
        ("tiktok.com/@lea", "@lea"), ("https://m.facebook.com/lea.b", "lea.b"),
        ("https://www.facebook.com/profile.php?id=100012", "100012"), ("https://x.com/lea_b/status/123",
        "lea_b"), ("www.linkedin.com/in/lea-b", "lea-b"),
        ("https://bsky.app/profile/lea.bsky.social", "lea.bsky.social"), ("snapchat.com/add/lea.b", "lea.b"),
        ("u/lea-b", "u/lea-b"), ("/u/lea_b.", "/u/lea_b"),
        ("youtube.com/@lea.", "@lea"), ("https://mastodon.example/@lea", "@lea"),
    ],
)  # fmt: skip
def test_profiles(text: str, name: str) -> None:
    assert found(profiles, f"vois {text}") == [name]


@pytest.mark.parametrize(
    "text",
    [
        "https://instagram.com/p/CxYz",
        "https://x.com/hashtag/asile",
        "facebook.com/groups/12",
        "https://example.org/lea",
        "et/u/x",
        "reddit.com/r/asylum",
        "box.com/lea",
    ],
)
def test_pages_are_no_profiles(text: str) -> None:
    assert found(profiles, text) == []


@pytest.mark.parametrize(
    "text",
    ["insta : {}", "Insta: {}", "mon insta c'est {}", "IG → {}", "telegram: @{}", "Télégramme : {}",
    "my snap is {}", "snap 👻 {}", "insta👉{}", "mi telegram es {}",
     "mein Snap ist {}", "انستا: {}", "تيليجرام : {}", "سناب شات: {}", "تلگرام: {}", "آیدی اینستا: {}",
     "discord {}", "tik tok: {}", "Telegram ID: {}"],
)  # fmt: skip
def test_declared_names(text: str) -> None:
    for name in ("lea_b93", "lea.benali", "lea93"):
        assert found(declared, text.format(name)) == [name]
        assert found(declared, text.format(name) + ", merci") == [name]


def test_a_plain_word_is_a_name_where_a_colon_announces_it_and_nothing_follows() -> None:
    assert found(declared, "insta: karim") == ["karim"]
    assert found(declared, "telegram: karimdz pour les infos") == ["karimdz"]
    assert found(declared, "discord: lea#1234") == ["lea#1234"]


@pytest.mark.parametrize(
    "text",
    [
        "telegram was blocked in 2018",
        "Instagram : la nouvelle mise à jour",
        "Telegram: join now",
        "snap decision: no",
        "signal: green",
        "Source: Facebook.",
        "insta 2023",
    ],
)
def test_talk_about_networks_stays(text: str) -> None:
    assert found(declared, text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [("wa.me/33612345678", "33612345678"), ("https://wa.me/+33612345678?text=x", "+33612345678"),
    ("tel:+33-6-12-34-56-78", "+33-6-12-34-56-78"),
     ("api.whatsapp.com/send?phone=33612345678", "33612345678"),
     ("https://api.whatsapp.com/send/?text=a&phone=33612345678", "33612345678"),
     ("t.me/+33612345678", "+33612345678"), ("ask @33612345678", "@33612345678"), ("?tel=0612345678",
     "0612345678")],
)  # fmt: skip
def test_numbers_in_links_and_mentions(text: str, number: str) -> None:
    assert found(phone_links, text) == [number]
