"""Characters of pages whose servers say other than they send."""

from __future__ import annotations

import pytest

from diatrace.source.charset import characters, decoded


@pytest.mark.parametrize(
    ("raw", "declared", "text"),
    [
        ("déjà سكن".encode(), "windows-1252", "déjà سكن"),
        ("سكن للعائلات".encode("cp1256"), "windows-1256", "سكن للعائلات"),
        ("<meta charset=windows-1256>سكن".encode("cp1256"), "utf-8", "<meta charset=windows-1256>سكن"),
        (
            "<meta charset=utf-8>déjà vu à l'école".encode("cp1252"),
            "utf-8",
            "<meta charset=utf-8>déjà vu à l'école",
        ),
        ("déjà".encode("utf-16"), "utf-8", "déjà"),
        ("l’été".encode("cp1252"), "ISO-8859-1", "l’été"),
        ("déjà vu".encode("cp1252"), "x-unknown", "déjà vu"),
        ("page cut in é".encode()[:-1], "latin-1", "page cut in "),
        (b"", "utf-8", ""),
    ],
)
def test_bytes_before_declarations(raw: bytes, declared: str, text: str) -> None:
    assert decoded(raw, declared) == text


ARABIC = "يصل الوافدون الجدد إلى المدينة ويبحثون عن سكن وعمل، ويسألون الجمعية عن أوراق الإقامة."
PERSIAN = "تازه واردان در شهر به دنبال خانه و کار هستند و انجمن در کارهای اداری کمک می کند."
FRENCH = "Les nouveaux arrivés cherchent un logement près de la préfecture, à côté de l’école."
RUSSIAN = "Новые жители города ищут жильё и работу, ассоциация помогает с документами."
TURKISH = "Yeni gelenler şehirde ev ve iş arıyor; dernek dil dersleri için yardım ediyor."


def page(text: str) -> str:
    """A page that is markup for the most part."""
    menu = '<li><a href="/a/b/c">x</a></li>' * 60
    return f"<html><style>{'.a{color:red}' * 100}</style><ul>{menu}</ul><p>{text}</p></html>"


@pytest.mark.parametrize(
    ("text", "codec"),
    [(ARABIC, "cp1256"), (PERSIAN, "cp1256"), (FRENCH, "cp1252"), (FRENCH, "latin-1"), (RUSSIAN, "cp1251"),
     (RUSSIAN, "koi8-r"), (TURKISH, "cp1254"), (ARABIC, "iso-8859-6")],
)  # fmt: skip
def test_an_undeclared_page_is_told_by_its_text_not_its_tags(text: str, codec: str) -> None:
    raw = page(text).encode(codec, "replace")
    assert decoded(raw) == raw.decode(codec)


@pytest.mark.parametrize("text", [ARABIC, FRENCH])
@pytest.mark.parametrize("declared", ["", "utf-8"])
def test_one_damaged_character_does_not_undo_the_others(text: str, declared: str) -> None:
    whole = (text * 3).encode()
    at = next(place for place, byte in enumerate(whole) if byte > 0x7F)
    found = characters(page("%").encode().replace(b"%", whole[:at] + whole[at + 1 :]), declared)
    assert text in found.text
    assert found.codec == "utf-8"
    assert "1 damaged" in found.evidence


@pytest.mark.parametrize(
    ("raw", "declared", "codec", "evidence"),
    [
        ("été".encode(), "latin-1", "utf-8", "valid UTF-8"),
        (b"\xef\xbb\xbf" + "été".encode(), "", "utf-8", "byte-order mark"),
        ("été".encode("cp1252"), "latin-1", "cp1252", "header"),
        ("<meta charset=windows-1256>سكن".encode("cp1256"), "", "cp1256", "meta element"),
        ("été".encode("utf-16"), "latin-1", "utf-16-le", "byte-order mark"),
        (f"{RUSSIAN} {RUSSIAN}".encode("cp1251"), "", "cp1251", "statistics of the bytes"),
    ],
)
def test_a_character_set_has_its_evidence(raw: bytes, declared: str, codec: str, evidence: str) -> None:
    found = characters(raw, declared)
    assert (found.codec, found.evidence) == (codec, evidence)
