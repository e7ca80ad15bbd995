from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from diatrace.trace.language import UNSURE, Identifier

ROOMS = {
    "fr": "Bonjour, je cherche une chambre pour ma famille à partir du mois prochain",
    "en": "Hello, I am looking for a room for my family from next month on",
    "ar": "مرحبا، أبحث عن غرفة لعائلتي ابتداء من الشهر القادم",
    "de": "Hallo, ich suche ab nächstem Monat ein Zimmer für meine Familie",
    "es": "Hola, busco una habitación para mi familia a partir del mes que viene",
    "fa": "سلام، از ماه آینده برای خانواده‌ام دنبال یک اتاق می‌گردم",
    "uk": "Вітаю, шукаю кімнату для моєї родини з наступного місяця",
    "tr": "Merhaba, gelecek aydan itibaren ailem için bir oda arıyorum",
}


@pytest.fixture(scope="module")
def identifier() -> Identifier:
    return Identifier(["fr", "en", "ar"])


@pytest.mark.parametrize("language", ROOMS)
def test_a_language_of_the_study_is_told_and_another_is_not_forced(
    identifier: Identifier, language: str
) -> None:
    ((told, evidence),) = identifier.identify([ROOMS[language]])
    if language in {"fr", "en", "ar"}:
        assert (told, evidence.split()[0]) == (language, "identified")
    else:
        assert told == UNSURE
        assert evidence.startswith(f"unsure: outside the study's languages, looks like {language}")
    assert Identifier(list(ROOMS)).identify([ROOMS[language]])[0][0] == language
    assert Identifier().identify([ROOMS[language]])[0][0] in {language, UNSURE}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no words"), ("😂😂", "no words"), ("https://t.me/x @lea #12", "no words"), ("12 34 !!", "no words"),
        ("\0", "no words"), ("\ud800", "no words"), ("😂" * 500, "no words"),
        ("ok", "too short"), ("oui!", "too short"), ("لا", "too short"), ("@lea ok https://t.me/bonjour",
        "too short"), ("non son", "unsure: "),
    ],
)  # fmt: skip
def test_what_tells_too_little_is_unsure_with_its_reason(
    identifier: Identifier, text: str, reason: str
) -> None:
    ((told, evidence),) = identifier.identify([text])
    assert told == UNSURE
    assert evidence.startswith(reason)


def test_addresses_handles_and_figures_do_not_count(identifier: Identifier) -> None:
    noisy = (
        f"@welcome #4 https://the.house.example/where/are/you 2015 {ROOMS['fr']} www.this.is.english.example"
    )
    assert identifier.identify([noisy])[0][0] == "fr"


def test_the_evidence_is_a_share_or_the_two_candidates(identifier: Identifier) -> None:
    ((_, sure), (_, unsure)) = identifier.identify([ROOMS["fr"], f"{ROOMS['fr'][:42]} {ROOMS['en'][:44]}"])
    assert sure == "identified 1.00"
    assert unsure.startswith("unsure: ")
    first, second = (part.split() for part in unsure.removeprefix("unsure: ").split(", "))
    assert {first[0], second[0]} == {"fr", "en"}
    assert 0.8 > float(first[1]) >= float(second[1])


def test_a_page_is_read_behind_its_opening(identifier: Identifier) -> None:
    assert (
        identifier.identify(["Home Menu Login Search About us Contact Imprint " + ROOMS["fr"] * 30])[0][0]
        == "fr"
    )


def test_dialects_answer_for_their_language() -> None:
    text = "كيفاش نقدر نلقى شي بيت للكراء فهاد المدينة عفاك"
    assert Identifier(["fr", "ar"]).identify([text])[0][0] == "ar"
    assert "ary" in Identifier(["ary", "ar"]).identify([text])[0][1]


def test_codes_of_the_study_are_kept() -> None:
    assert Identifier(["prs", "fr"]).identify([ROOMS["fa"]])[0][0] == "prs"


def test_a_language_the_model_does_not_know_is_told() -> None:
    identifier = Identifier(["fr", "ti"])
    assert identifier.unknown == ("ti",)
    assert identifier.identify([ROOMS["fr"], "ሰላም ከመይ ኣለኹም ኩሉኹም"])[0][0] == "fr"
    assert Identifier(["ti"]).identify([ROOMS["fr"]])[0][0] == UNSURE


@pytest.mark.parametrize("languages", [["fr"], ["ar"], ["fr", "en", "ar"], ["de", "nl", "sv"], []])
def test_batches_keep_their_order(languages: list[str]) -> None:
    identifier = Identifier(languages)
    texts = [*ROOMS.values(), "", "😂", "ok"] * 3
    assert identifier.identify(texts) == [identifier.identify([text])[0] for text in texts]
    assert identifier.identify([]) == []


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=300), max_size=8))
def test_every_text_has_an_answer_with_evidence(identifier: Identifier, texts: list[str]) -> None:
    answers = identifier.identify(texts)
    assert len(answers) == len(texts)
    assert all(told in {"fr", "en", "ar", UNSURE} and evidence for told, evidence in answers)


def test_endless_texts_are_read_in_part(identifier: Identifier) -> None:
    assert [
        told for told, _ in identifier.identify([ROOMS["en"] * 20_000, "😂" * 1_000_000, "@" * 1_000_000])
    ] == ["en", UNSURE, UNSURE]


@pytest.mark.parametrize(
    "languages", [["fr", "en"], ["de", "es", "fa", "tr", "uk"], ["it", "pt", "ca", "ro"]]
)
def test_shares_are_those_of_the_library_restricted_alike(languages: list[str]) -> None:
    reference = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    reference.set_languages(languages)
    texts = [*ROOMS.values(), *(text[:20] for text in ROOMS.values())]
    chances = Identifier(languages).chances(texts)[:, : len(languages)]
    shares = chances / chances.sum(axis=1, keepdims=True)
    for row, text in zip(shares, texts, strict=True):
        language, share = reference.classify(text)
        assert languages[int(row.argmax())] == language
        assert float(row.max()) == pytest.approx(share, abs=2e-3)
