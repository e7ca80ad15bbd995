from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.errors import Misuse
from diatrace.privacy.pseudonym import Pseudonymiser, normalised

KEY = bytes(range(32))
ANYTHING = st.text(st.characters(exclude_categories=()))


def test_known_answers() -> None:
    people = Pseudonymiser(KEY)
    assert people.actor("whatsapp", "Samira") == "a-o2r4std6y4pf"
    assert people.thread("whatsapp", "Samira") == "t-wflhapd62shr"
    assert people.digest(b"Samira") == "035630d10c86d70cd62c19543089b3cf"


@given(ANYTHING, ANYTHING)
def test_a_pseudonym_is_short_and_readable(platform: str, name: str) -> None:
    people = Pseudonymiser(KEY)
    for given_name, form in (
        (people.actor(platform, name), r"(a-[a-z2-7]{12})?"),
        (people.thread(platform, name), r"(t-[a-z2-7]{12})?"),
    ):
        assert re.fullmatch(form, given_name)
    assert bool(people.actor(platform, name)) == bool(normalised(name))


@given(ANYTHING)
def test_the_same_on_another_day_and_another_machine(name: str) -> None:
    assert Pseudonymiser(KEY).actor("x", name) == Pseudonymiser(KEY, remembered=1).actor("x", name)


@pytest.mark.parametrize(
    "same",
    [
        [
            "Samira",
            "samira",
            "@Samira",
            "~ Samira",
            "~\u00a0Samira",
            "\u200eSamira\u200f",
            " Samira ",
            "\u2068SAMIRA\u2069",
            "Ｓａｍｉｒａ",
            "u/samira",
            "Sami\u200bra",
        ],
        [
            "+33 6 12 34 56 78",
            "+33612345678",
            "0033612345678",
            "\u202a+33 6 12‑34‑56‑78\u202c",
            "+٣٣٦١٢٣٤٥٦٧٨",
            "+33 (6) 12.34.56.78",
            "~ +33612345678",
            "@33612345678",
        ],
        ["Élodie", "E\u0301lodie", "ÉLODIE"],
        ["Straße", "STRASSE"],
    ],
)
def test_writings_of_one_name_are_one(same: list[str]) -> None:
    people = Pseudonymiser(KEY)
    assert len({people.actor("whatsapp", name) for name in same}) == 1


def test_others_are_others() -> None:
    people, strangers = Pseudonymiser(KEY), Pseudonymiser(KEY[::-1])
    different = {
        people.actor("whatsapp", "Samira"), people.actor("telegram", "Samira"), people.thread("whatsapp",
        "Samira")[2:], strangers.actor("whatsapp", "Samira"),
        people.actor("whatsapp", "Samir"), people.actor("whatsapp", "0612345678"), people.actor("whatsapp",
        "+33612345678"), people.actor("", "Samira"),
        people.actor("what", "sappSamira"), people.actor("", "whatsapp\x1fSamira"),
    }  # fmt: skip
    assert len(different) >= 9
    assert people.actor("whatsapp", "Samira")[2:] != people.thread("whatsapp", "Samira")[2:]


@pytest.mark.parametrize("name", ["", " ", "@", "~ ", "\u200e\u200f", "\u2068\u2069"])
def test_no_name_no_pseudonym(name: str) -> None:
    assert Pseudonymiser(KEY).actor("x", name) == Pseudonymiser(KEY).thread("x", name) == ""


@given(ANYTHING)
def test_normalising_twice_changes_nothing(name: str) -> None:
    assert normalised(normalised(name)) == normalised(name)


def test_memory_is_bounded_and_forgetting_changes_nothing() -> None:
    people = Pseudonymiser(KEY, remembered=10)
    first = [people.actor("x", f"name {number}") for number in range(100)]
    assert people._remember.cache_info().currsize == 10
    assert [people.actor("x", f"name {number}") for number in range(100)] == first
    assert len(set(first)) == 100


def test_digests_are_keyed_and_tell_records_apart() -> None:
    people = Pseudonymiser(KEY)
    assert people.digest(b"a") == people.digest(b"a") != people.digest(b"b")
    assert people.digest(b"a") != Pseudonymiser(KEY[::-1]).digest(b"a")
    assert re.fullmatch(r"[0-9a-f]{32}", people.digest(b""))


@pytest.mark.parametrize("key", [b"", b"short", bytes(65)])
def test_a_weak_key_is_refused(key: bytes) -> None:
    with pytest.raises(Misuse, match="16 to 64"):
        Pseudonymiser(key)
