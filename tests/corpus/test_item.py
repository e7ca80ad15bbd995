from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from diatrace.corpus.item import Choice, Item, candidates_digest, corpus_digest, items, line, parse
from diatrace.decision.standing import Standing
from diatrace.store.folder import Folder
from tests import invented

_VERDICTS = st.sampled_from(["in", "out", "neighbour", "unsure", None])
_ANSWERS = st.lists(
    st.tuples(st.sampled_from(["reading", "adjudication"]), st.text(), st.text(), st.text()), max_size=3
)
_ITEMS = st.builds(
    Item,
    st.text("0123456789abcdef", min_size=16, max_size=16),
    st.text(),
    _VERDICTS,
    st.booleans(),
    _ANSWERS.map(tuple),
)


@given(st.lists(_ITEMS, max_size=5))
def test_items_come_back_from_their_lines(found: list[Item]) -> None:
    assert parse("\n".join(map(line, found))) == found


@given(_ITEMS)
def test_an_item_is_one_line(item: Item) -> None:
    assert "\n" not in line(item)


def test_the_corpus_digest_is_pinned() -> None:
    """It must be the same for ever, on every machine: it is printed on methods pages."""
    item = Item("00112233445566aa", "ff" * 16, "in", True, (("reading", "Salma", "in", "قريب"),))
    said = (
        '["housing","A home?","adjudicated",["in"]]\n'
        '{"answers":[["reading","Salma","in","قريب"]],"digest":"ffffffffffffffffffffffffffffffff",'
        '"member":true,"trace":"00112233445566aa","verdict":"in"}'
    )
    assert corpus_digest("housing", "A home?", Choice(), [line(item)]) == sha256(said.encode()).hexdigest()


def test_the_corpus_digest_covers_question_rule_and_items() -> None:
    base = corpus_digest("q", "c", Choice(), ["a", "b"])
    others = [
        corpus_digest("p", "c", Choice(), ["a", "b"]),
        corpus_digest("q", "d", Choice(), ["a", "b"]),
        corpus_digest("q", "c", Choice("one"), ["a", "b"]),
        corpus_digest("q", "c", Choice(include=("in", "neighbour")), ["a", "b"]),
        corpus_digest("q", "c", Choice(), ["a"]),
        corpus_digest("q", "c", Choice(), ["a\nb"]),
    ]
    assert base not in others[:-1]
    assert corpus_digest("q", "c", Choice(include=("neighbour", "in")), []) == corpus_digest(
        "q", "c", Choice(include=("in", "neighbour")), []
    )


def test_candidates_have_one_digest_in_any_order() -> None:
    assert candidates_digest([("a", "1"), ("b", "2")]) == candidates_digest([("b", "2"), ("a", "1")])
    assert candidates_digest([("a", "1")]) != candidates_digest([("a", "2")])


def test_items_carry_every_answer_and_the_verdict_of_the_rule(folder: Folder) -> None:
    asked = invented.study(folder)
    standing = Standing(asked.id)
    with folder.database.read() as connection:
        standing.refresh(connection)
    found = {each.trace: each for each in items(standing, Choice())}
    assert list(found) == sorted(found)
    differed = found[invented.PAGES[1]["id"]]
    assert differed.verdict == "in"
    assert [(role, name, verdict) for role, name, verdict, _ in differed.answers] == [
        ("reading", "Idris Invented", "neighbour"),
        ("reading", "Salma Invented", "in"),
        ("adjudication", "Salma Invented", "in"),
    ]
    assert not found[invented.PAGES[3]["id"]].member
    assert {each.trace: each.verdict for each in items(standing, Choice("agreeing"))}[
        invented.PAGES[3]["id"]
    ] is None
