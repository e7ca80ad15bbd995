"""Characters of pages whose servers say other than they send."""

from __future__ import annotations

import pytest

from diatrace.source.charset import decoded


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
