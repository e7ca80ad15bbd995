"""The review desk: every queue, leases, several reviewers at once, blind readings, draws by lot, undo, groups."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import binomtest, chisquare
from sqlalchemy import select

from diatrace.decision import desk as module
from diatrace.decision import question
from diatrace.decision.desk import LEASE_SECONDS, QUEUES, Card, Desk
from diatrace.decision.record import Answer
from diatrace.errors import DecisionError, Misuse
from diatrace.model import Verdict
from diatrace.proposal.pool import Pool
from diatrace.proposal.ranking import Ranking
from diatrace.store import event, schema
from diatrace.store.folder import Folder, create, state
from diatrace.trace.read import Traces
from tests import invented

TOPICS = (
    "a room to let",
    "the football match",
    "a recipe of eggs",
    "a bicycle for sale",
    "the language course",
)
COPY = "Free room near the old harbour, furnished and heated, with a desk and a good lock on the door"


def hold(folder: Folder, texts: Sequence[str], *, source: int = 1) -> list[str]:
    """Hold traces with these texts; return their identifiers."""
    rows = [invented.row(text, source=source, position=place) for place, text in enumerate(texts)]
    invented.hold(folder, rows)
    return [each["id"] for each in rows]


def texts(count: int, about: str = "") -> list[str]:
    return [f"{TOPICS[number % len(TOPICS)]} {about} number{number}" for number in range(count)]


def open_desk(folder: Folder, name: str = "housing") -> Desk:
    """Return a desk as another process would have it: nothing is shared with other desks but the study's folder."""
    asked, pool = question.named(folder, name), Pool(folder)
    made = Desk(folder, asked, Traces(folder), pool, Ranking(pool, asked.criteria))
    made.refresh()
    return made


def ask(folder: Folder, name: str = "housing", **settings: Any) -> Desk:
    question.add(folder, name, "Is it a room to let?", settings={"random_share": 0.0, **settings})
    return open_desk(folder, name)


@pytest.fixture
def study(folder: Folder) -> Folder:
    """Twelve traces of two sources, nothing asked yet."""
    invented.add_source(folder)
    invented.add_source(folder, name="b.csv")
    hold(folder, texts(8, "first"))
    hold(folder, texts(4, "second"), source=2)
    return folder


@pytest.fixture
def desk(study: Folder) -> Desk:
    return ask(study)


def read(desk: Desk, card: Card, reviewer: str, verdict: Verdict = "out", **more: Any) -> list[int]:
    role = "adjudication" if card.queue == "disagreement" else "reading"
    return desk.answer(reviewer, Answer(card.trace.id, verdict, role=role, card=card.id, **more))


def decide_all(
    desk: Desk, reviewer: str, verdict_of: Callable[[str], Verdict], queue: str = "source"
) -> None:
    while cards := desk.hand(reviewer, queue, count=5):
        for card in cards:
            read(desk, card, reviewer, verdict_of(card.trace.text))


def about_rooms(text: str) -> Verdict:
    return "in" if "room" in text else "out"


def test_before_anything_is_learned_cards_come_in_order_of_arrival(desk: Desk) -> None:
    cards = desk.hand("amal", count=12)
    assert [each.trace.text for each in cards] == [*texts(8, "first"), *texts(4, "second")]
    assert {each.drawn for each in cards} == {"proposal"}
    assert desk.hand("ben", count=1) == []


def test_what_was_learned_puts_the_likeliest_first(desk: Desk) -> None:
    desk.learn()
    (first,) = desk.hand("amal")
    assert "room" in first.trace.text  # the words of the criteria
    read(desk, first, "amal", "out")
    (second,) = desk.hand("amal")
    assert "room" in second.trace.text
    read(desk, second, "amal", "in")
    desk.learn()
    assert desk.labels() == {int(desk.pool.rows([first.trace.id])[0]): "out",
                             int(desk.pool.rows([second.trace.id])[0]): "in"}  # fmt: skip
    made = desk.standing.decisions.values()
    assert [each.rank for each in made] == [1, 2]
    assert all(each.score is not None for each in made)


def test_a_card_that_is_held_comes_first_after_a_reload(desk: Desk) -> None:
    held = desk.hand("amal", count=2)
    again = open_desk(desk.folder).hand("amal", count=3)
    assert again[:2] == held
    assert len({each.id for each in again}) == 3


def test_cards_of_one_reviewer_are_not_handed_to_another(desk: Desk) -> None:
    amal = {each.trace.id for each in desk.hand("amal", count=5)}
    ben = {each.trace.id for each in desk.hand("ben", "random", count=5)}
    chadi = {each.trace.id for each in desk.hand("chadi", "source", count=5)}
    assert not amal & ben
    assert not (amal | ben) & chadi
    assert len(amal | ben | chadi) == 12


def test_the_source_queue_keeps_to_its_source(desk: Desk) -> None:
    cards = desk.hand("amal", "source", count=20, source=2)
    assert [each.trace.text for each in cards] == texts(4, "second")
    assert {each.drawn for each in cards} == {"source"}
    assert [each.trace.source for each in desk.hand("amal", "source", count=1, source=1)] == [1]
    assert desk.hand("amal", "source", count=5, source=99) == []
    assert desk.hand("ben", "source", count=5, source=2**62) == []


def test_the_search_queue_hands_out_what_was_found_and_is_unread(desk: Desk) -> None:
    wanted = [desk.pool.identifier(row) for row in (7, 2, 5)]
    cards = desk.hand("amal", "search", count=2, among=wanted)
    assert [each.trace.id for each in cards] == wanted[:2]
    read(desk, cards[0], "amal")
    others = desk.hand("amal", "search", count=5, among=wanted)
    assert [each.trace.id for each in others] == wanted[1:]
    assert desk.hand("amal", "search", count=5, among=()) == []
    assert {each.drawn for each in others} == {"search"}


@pytest.mark.parametrize("queue", ["", "best", "Proposal"])
def test_a_queue_that_is_none_names_the_known_ones(desk: Desk, queue: str) -> None:
    with pytest.raises(Misuse) as caught:
        desk.hand("amal", queue)
    assert all(each in caught.value.hint for each in QUEUES)


def test_nobody_is_handed_a_card_without_a_name(desk: Desk) -> None:
    for name in ("", "  \t"):
        with pytest.raises(Misuse, match="needs a name"):
            desk.hand(name)
    card = desk.hand(" amal ")[0]
    assert desk.hand("amal") == [card]
    read(desk, card, " amal ")


def test_a_lease_runs_out_and_the_card_is_free_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    held = desk.hand("amal", "source", count=12)
    assert desk.hand("ben", "source", count=12) == []
    now = module.time.time()  # type: ignore[attr-defined]
    monkeypatch.setattr("diatrace.decision.desk.time.time", lambda: now + LEASE_SECONDS - 5)
    assert desk.hand("ben", "source", count=12) == []
    monkeypatch.setattr("diatrace.decision.desk.time.time", lambda: now + LEASE_SECONDS + 5)
    assert {each.trace.id for each in desk.hand("ben", "source", count=12)} == {
        each.trace.id for each in held
    }
    read(desk, held[0], "amal", "in")  # who comes back late is heard all the same
    assert desk.standing.readings(held[0].trace.id)["amal"].drawn == "source"


def test_a_card_given_back_is_free_for_others_but_only_by_who_holds_it(desk: Desk) -> None:
    (held,) = desk.hand("amal", "source")
    desk.give_back("ben", [held.id])
    assert desk.hand("amal", "source") == [held]
    desk.give_back("amal", [held.id, 10**9])
    assert desk.hand("ben", "source")[0].trace == held.trace


def test_an_answer_on_the_card_of_another_is_refused(desk: Desk) -> None:
    (card,) = desk.hand("amal")
    other = ask(desk.folder, "other")
    for who, where, trace in (
        ("ben", desk, card.trace.id),
        ("amal", other, card.trace.id),
        ("amal", desk, desk.pool.identifier(5)),
    ):
        with pytest.raises(DecisionError, match="not one that was handed out"):
            where.answer(who, Answer(trace, "in", card=card.id))
    assert list(desk.standing.traces()) == []
    read(desk, card, "amal")


def test_an_answer_needs_no_card(desk: Desk) -> None:
    trace = desk.pool.identifier(3)
    desk.answer("amal", Answer(trace, "neighbour", drawn="search"))
    (made,) = desk.standing.decisions.values()
    assert (made.trace, made.verdict, made.drawn, made.probability) == (trace, "neighbour", "search", None)
    assert desk.size() == (12, 11)


def test_two_desks_at_once_lose_nothing_and_hand_out_no_card_twice(desk: Desk) -> None:
    """Two processes, each with two reviewers, until all is read."""
    desks = (desk, open_desk(desk.folder))
    together = threading.Barrier(4)

    def review(number: int) -> list[str]:
        mine, name, seen = desks[number % 2], f"reader {number}", []
        together.wait()
        while cards := mine.hand(name, "random" if number < 2 else "proposal"):
            for card in cards:
                read(mine, card, name, "in", seconds=1.0, token=f"{number}-{card.id}")
                seen.append(card.trace.id)
        return seen

    with ThreadPoolExecutor(4) as pool:
        seen = [trace for traces in pool.map(review, range(4)) for trace in traces]
    assert sorted(seen) == sorted(desk.pool.identifier(row) for row in range(12))
    for each in (*desks, open_desk(desk.folder)):
        each.refresh()
        assert sorted(decision.trace for decision in each.standing.decisions.values()) == sorted(seen)
        assert each.size() == (12, 0)
    logged = [each for each in event.listed(desk.folder.database, limit=1000) if each["kind"] == "decision"]
    assert len(logged) == 12
    with desk.folder.database.read() as connection:
        assert list(event.verify(connection)) == []


def test_the_same_answer_from_two_sides_counts_once(desk: Desk) -> None:
    (card,) = desk.hand("amal")
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: read(desk, card, "amal", token="once"), range(8)))
    assert len({tuple(each) for each in made}) == 1
    assert len(desk.standing.decisions) == 1


def test_a_draw_by_lot_is_uniform_of_the_chance_it_says_and_as_frequent_as_asked(study: Folder) -> None:
    """Four hundred cards, each given back at once; deterministic, as the generator is seeded by question and card."""
    desk = ask(study, random_share=0.4)
    desk.learn()
    drawn: Counter[str] = Counter()
    hands = 400
    for _ in range(hands):
        (card,) = desk.hand("amal")
        desk.give_back("amal", [card.id])
        if card.drawn == "random":
            drawn[card.trace.id] += 1
    assert binomtest(drawn.total(), hands, 0.4).pvalue > 0.01
    counts = [drawn[desk.pool.identifier(row)] for row in range(12)]
    assert chisquare(counts).pvalue > 0.01
    with study.database.read() as connection:
        table = schema.card
        rows = connection.execute(select(table.c.drawn, table.c.probability, table.c.rank)).all()
    assert {each.probability for each in rows if each.drawn == "random"} == {1 / 12}
    assert {each.probability for each in rows if each.drawn == "proposal"} == {None}
    assert {each.rank for each in rows if each.drawn == "proposal"} == {1}


def test_the_chance_of_a_draw_goes_with_what_is_left_and_into_the_record(desk: Desk) -> None:
    desk.hand("ben", "source", count=2)  # in somebody's hands
    for left in range(10, 0, -1):
        (card,) = desk.hand("amal", "random")
        read(desk, card, "amal")
        made = desk.standing.readings(card.trace.id)["amal"]
        assert (made.drawn, made.probability) == ("random", 1 / left)
    assert desk.hand("amal", "random") == []


def test_draws_are_repeated_in_a_study_that_stands_alike(tmp_path: Path) -> None:
    """The same cards in the same order, drawn on another machine."""
    orders = []
    for name in ("here", "there"):
        made = create(tmp_path / name, state("Homes", "p", "b", "2099-12-31"))
        invented.add_source(made)
        hold(made, texts(20))
        desk = ask(made, random_share=0.5)
        orders.append([(each.trace.id, each.drawn) for each in desk.hand("amal", count=20)])
        made.close()
    assert orders[0] == orders[1]
    assert {drawn for _, drawn in orders[0]} == {"random", "proposal"}


def test_a_second_reading_is_blind_and_never_by_the_first_reader(desk: Desk) -> None:
    desk.learn()
    decide_all(desk, "amal", about_rooms, "proposal")
    assert desk.hand("amal", "second") == []
    cards = desk.hand("ben", "second", count=12)
    assert len({each.trace.id for each in cards}) == 12
    for card in cards:
        assert card.blind
        assert card.group == ()
        assert card.drawn == "second"
        with pytest.raises(DecisionError, match="blind"):
            desk.reveal("ben", card.id)
    read(desk, cards[0], "ben", "in")
    made = desk.standing.readings(cards[0].trace.id)["ben"]
    assert made.blind
    assert not made.saw_score
    assert made.probability is not None
    assert not desk.standing.readings(cards[0].trace.id)["amal"].blind
    kinds = Counter(each["kind"] for each in event.listed(desk.folder.database, limit=1000))
    assert kinds["score.reveal"] == 0


def test_second_readings_are_drawn_evenly_from_every_stratum_of_the_score(study: Folder) -> None:
    desk = ask(study)
    desk.learn()
    decide_all(desk, "amal", about_rooms, "proposal")
    by_score = sorted(desk.standing.decisions.values(), key=lambda each: each.score or 0.0)
    stratum = {each.trace: place // 4 for place, each in enumerate(by_score)}
    drawn: Counter[str] = Counter()
    for _ in range(240):
        (card,) = desk.hand("ben", "second")
        desk.give_back("ben", [card.id])
        drawn[card.trace.id] += 1
    strata = Counter(stratum[trace] for trace in drawn.elements())
    assert chisquare(list(strata.values())).pvalue > 0.01
    assert chisquare([drawn[each.trace] for each in by_score]).pvalue > 0.01
    with study.database.read() as connection:
        table = schema.card
        chances = (
            connection.execute(select(table.c.probability).where(table.c.queue == "second")).scalars().all()
        )
    assert set(chances) == {1 / 12}


def test_two_may_read_the_same_trace_a_second_time(desk: Desk) -> None:
    decide_all(desk, "amal", about_rooms)
    ben = {each.trace.id for each in desk.hand("ben", "second", count=12)}
    chadi = {each.trace.id for each in desk.hand("chadi", "second", count=12)}
    assert ben == chadi


def test_a_disagreement_is_settled_once_and_comes_back_when_read_anew(desk: Desk) -> None:
    decide_all(desk, "amal", about_rooms)
    assert desk.hand("ben", "disagreement") == []
    (second,) = desk.hand("ben", "second")
    differing: Verdict = "out" if about_rooms(second.trace.text) == "in" else "in"
    read(desk, second, "ben", differing)
    (card,) = desk.hand("chadi", "disagreement")
    assert card.trace == second.trace
    assert desk.hand("dina", "disagreement") == []  # it is in chadi's hands
    read(desk, card, "chadi", "neighbour")
    assert desk.hand("chadi", "disagreement") == []
    row = int(desk.pool.rows([card.trace.id])[0])
    assert desk.labels()[row] == "neighbour"
    desk.answer("amal", Answer(card.trace.id, "unsure"))
    assert len(desk.hand("chadi", "disagreement")) == 1


def test_where_all_agree_there_is_nothing_to_settle(desk: Desk) -> None:
    (card,) = desk.hand("amal")
    read(desk, card, "amal", "in")
    for trace in (card.trace.id, desk.pool.identifier(9), "f" * 16, "nonsense"):
        with pytest.raises(DecisionError, match="no disagreement"):
            desk.answer("ben", Answer(trace, "in", role="adjudication"))


@pytest.fixture
def copies(study: Folder) -> tuple[Desk, list[str]]:
    """A desk whose pool holds three copies of one text, and their identifiers."""
    made = hold(study, [COPY, f"{COPY}!", COPY.replace("Free", "Free:")])
    desk = ask(study)
    desk.learn()
    return desk, made


def test_near_duplicates_are_shown_and_decided_with_their_card(copies: tuple[Desk, list[str]]) -> None:
    desk, made = copies
    (card,) = desk.hand("amal", "search", among=made[1:2])
    assert set(card.group) == {made[0], made[2]}
    numbers = read(desk, card, "amal", "in", seconds=8.0, covers=(*card.group, *card.group, made[1]))
    assert len(numbers) == 3
    assert {each: desk.standing.readings(each)["amal"].group for each in made} == {
        made[0]: made[1], made[1]: "", made[2]: made[1],
    }  # fmt: skip
    assert sum(each.seconds or 0 for each in desk.standing.decisions.values()) == 8.0
    assert len(desk.standing.sequence()) == 1  # one item was read


def test_an_answer_covers_near_duplicates_only(copies: tuple[Desk, list[str]]) -> None:
    desk, made = copies
    stranger = desk.pool.identifier(0)
    (card,) = desk.hand("amal", "search", among=made[:1])
    assert len(read(desk, card, "amal", "in", covers=(stranger, "f" * 16, made[2]))) == 2
    assert desk.standing.readings(stranger) == {}
    assert desk.group(made[0]) == (made[1],)


def test_of_near_duplicates_one_is_drawn(copies: tuple[Desk, list[str]]) -> None:
    desk, _ = copies
    assert desk.size() == (15, 15)
    (card,) = desk.hand("amal", "random")
    with desk.folder.database.read() as connection:
        chance = connection.execute(
            select(schema.card.c.probability).where(schema.card.c.id == card.id)
        ).scalar()
    assert chance == 1 / 13  # fifteen traces, thirteen texts


def test_a_settlement_covers_nothing_that_nobody_read(copies: tuple[Desk, list[str]]) -> None:
    desk, made = copies
    for name, verdict in (("amal", "in"), ("ben", "out")):
        desk.answer(name, Answer(made[0], verdict))  # type: ignore[arg-type]
    (card,) = desk.hand("chadi", "disagreement")
    assert card.group == ()
    assert len(read(desk, card, "chadi", "in", covers=(made[1], made[2]))) == 1
    assert desk.size() == (15, 14)


def test_undo_takes_back_the_answer_with_its_copies_and_hands_the_card_out_again(
    copies: tuple[Desk, list[str]],
) -> None:
    desk, made = copies
    (card,) = desk.hand("amal", "search", among=made[:1])
    read(desk, card, "amal", "in", covers=card.group)
    assert desk.size() == (15, 12)
    undone = desk.undo("amal")
    assert undone is not None
    last, again = undone
    assert (last.trace, last.verdict) == (made[0], "in")
    assert again is not None
    assert again.trace == card.trace
    assert set(again.group) == set(card.group)
    assert desk.size() == (15, 15)
    assert desk.undo("amal") is None
    assert desk.undo("ben") is None
    assert len(desk.standing.decisions) == 6  # nothing was removed


@pytest.mark.parametrize("queue", ["proposal", "random", "second"])
def test_a_card_taken_back_keeps_how_it_was_chosen(desk: Desk, queue: str) -> None:
    desk.learn()
    if queue == "second":
        decide_all(desk, "ben", about_rooms)
    (card,) = desk.hand("amal", queue)
    if queue == "proposal":
        desk.reveal("amal", card.id)
    read(desk, card, "amal", "in")
    first = desk.standing.readings(card.trace.id)["amal"]
    _, again = desk.undo("amal") or (None, None)
    assert again is not None
    assert (again.queue, again.drawn, again.blind) == (card.queue, card.drawn, card.blind)
    assert desk.hand("amal", queue) == [again]
    read(desk, again, "amal", "out")
    second = desk.standing.readings(card.trace.id)["amal"]
    kept = ("drawn", "probability", "rank", "score", "learned", "handed_at", "saw_score", "blind")
    assert [getattr(first, name) for name in kept] == [getattr(second, name) for name in kept]
    assert second.verdict == "out"


def test_undo_goes_back_one_answer_at_a_time_and_only_ones_own(desk: Desk) -> None:
    for card in desk.hand("amal", "source", count=3):
        read(desk, card, "amal", "in")
    (ben,) = desk.hand("ben", "source")
    read(desk, ben, "ben", "in")
    taken = []
    while undone := desk.undo("amal"):
        taken.append(undone[0].trace)
    assert taken == [desk.pool.identifier(row) for row in (2, 1, 0)]
    assert list(desk.standing.traces()) == [ben.trace.id]


def test_seeing_a_score_is_recorded_before_it_is_shown(desk: Desk) -> None:
    desk.learn()
    (card,) = desk.hand("amal")
    with pytest.raises(DecisionError, match="not handed to this reviewer"):
        desk.reveal("ben", card.id)
    shown = desk.reveal("amal", card.id)
    assert shown["rank"] == 1
    assert any("room" in each["term"] for each in shown["terms"])
    assert event.listed(desk.folder.database, limit=1)[0]["kind"] == "score.reveal"
    read(desk, card, "amal", "in")
    assert desk.standing.readings(card.trace.id)["amal"].saw_score
    assert not any(hasattr(card, name) for name in ("score", "rank", "probability"))


def test_why_a_trace_nobody_ranked_is_proposed_is_not_known(desk: Desk) -> None:
    assert desk.why("f" * 16) == {"terms": [], "similar": []}
    assert desk.why(desk.pool.identifier(0)) == {"terms": [], "similar": []}


def test_traces_that_come_later_are_handed_out_too(desk: Desk) -> None:
    desk.learn()
    decide_all(desk, "amal", about_rooms)
    (late,) = hold(desk.folder, ["A late room to let"])
    assert [each.trace.id for each in desk.hand("amal", count=5)] == [late]
