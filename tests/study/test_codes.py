"""The codebook of a study and what is coded with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from diatrace.errors import DecisionError, Misuse, UnknownName
from diatrace.store.schema import coding
from diatrace.study import Study, create

POSTS = ("😀 أبحث عن غرفة. Merci !", "We offer a sofa. Come in.", "Nothing of the kind. At all.")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = create(tmp_path / "study", title="T", purpose="p", basis="none", retain_until="2099-12-31")
    file = tmp_path / "posts.csv"
    file.write_text(
        "id,text\n" + "".join(f'{n},"{text}"\n' for n, text in enumerate(POSTS)), encoding="utf-8"
    )
    made.source.add(file)
    made.code.add("home")
    made.code.add("search", under="home", definition="somebody looks for a home", color="#2a9d8f")
    made.code.add("offer", under="home")
    return made


def trace(study: Study, number: int) -> str:
    return next(each.id for each in study.trace.list() if each.text == POSTS[number])


def test_stretches_count_code_points_whatever_the_script(study: Study) -> None:
    item = trace(study, 0)
    start = POSTS[0].index("غرفة")
    study.code.put("search", item, (start, start + 4), who="amal", note="clear")
    (found,) = study.code.on(item)
    assert (found["quote"], found["path"], found["current"]) == ("غرفة", "home / search", True)
    assert study.code.put("search", item, (start, start + 4), who="amal") is None
    with pytest.raises(Misuse, match="none to 99"):
        study.code.put("search", item, (0, 99), who="amal")
    with pytest.raises(UnknownName, match="no trace"):
        study.code.put("search", "ffff", who="amal")


def test_whole_items_and_sites_are_coded_with_the_same_codebook(study: Study) -> None:
    study.site.add(["https://town.example"])
    study.code.put("offer", "town.example", unit="site", who="amal")
    study.code.put("offer", trace(study, 1), who="amal")
    assert [each["unit"] for each in study.code.segments()] == ["site", "trace"]
    assert {each["path"]: (each["codings"], each["items"]) for each in study.code.list()} == {
        "home": (0, 0),
        "home / search": (0, 0),
        "home / offer": (2, 2),
    }


def test_a_matrix_counts_or_marks(study: Study) -> None:
    item = trace(study, 1)
    study.code.put("offer", item, (0, 5), who="amal")
    study.code.put("offer", item, (9, 15), who="amal")
    assert study.code.matrix()["rows"] == [[item, 0, 0, 2]]
    assert study.code.matrix(count=False)["rows"] == [[item, 0, 0, 1]]
    assert study.code.matrix()["columns"] == ["item", "home", "home / search", "home / offer"]


def test_merging_and_retiring_a_code_moves_what_was_coded(study: Study) -> None:
    item = trace(study, 1)
    study.code.put("offer", item, (0, 5), who="amal")
    study.code.merge("offer", "home", who="amal")
    assert [each["path"] for each in study.code.on(item)] == ["home"]
    study.code.retire("home")
    assert study.code.on(item) == study.code.segments() == []
    study.code.undo()
    assert [each["path"] for each in study.code.on(item)] == ["home"]
    assert [each["kind"] for each in study.code.history()][-3:] == ["merge", "retire", "undo"]
    study.code.change("search", definition="looks for one")
    study.code.move("search")
    assert study.code.list()[-1]["path"] == "search"
    assert [each["kind"] for each in study.code.history("search")] == ["add", "change", "change"]


def test_two_coders_agree_or_not_and_somebody_settles_it(study: Study) -> None:
    one, two, three = (trace(study, n) for n in range(3))
    for who, stretch in (("amal", (0, 16)), ("ben", (0, 16))):
        study.code.put("offer", two, stretch, who=who, blind=who == "ben")
        study.code.read(three, who=who, blind=who == "ben")
    study.code.put("search", one, who="amal")
    study.code.read(one, who="ben", blind=True)
    study.code.read(one, who="chloe")
    found = study.code.agreement(unit="sentence", blind=True)
    assert (found["texts"], found["raters"]) == (3, ["amal", "ben"])
    assert found["codes"]["home / offer"]["krippendorff_alpha"]["value"] == 1
    assert found["codes"]["home / search"]["percent_agreement"]["value"] == pytest.approx(4 / 6)
    assert study.code.agreement(unit="document", codes=["offer"])["codes"].keys() == {"home / offer"}
    assert len(study.code.agreement()["raters"]) == 3
    assert study.code.on(one, only="ben") == []
    study.code.adjudicate("search", one, who="chloe", holds=False)
    assert [each["item"] for each in study.code.segments()] == [two, two]
    assert len(study.code.segments(settled=False)) == 4


def test_one_takes_back_what_one_coded_last(study: Study) -> None:
    item = trace(study, 1)
    study.code.put("offer", item, (0, 5), who="amal")
    study.code.put("search", item, (0, 5), who="amal")
    assert [each["start"] for each in study.code.undo_put(who="amal")] == [0]
    assert [each["path"] for each in study.code.on(item)] == ["home / offer"]
    number = study.code.on(item)[0]["id"]
    with pytest.raises(DecisionError, match="by amal"):
        study.code.take([number], who="ben")
    with pytest.raises(Misuse, match="nothing that stands"):
        study.code.undo_put(who="ben")


def test_a_text_that_was_revised_says_so_of_its_old_codings(study: Study, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    said = "<html><head><link rel=canonical href='https://a.example/'></head><body><p>{}</p></body></html>"
    page.write_text(said.format("We offer a sofa."))
    study.source.add(page)
    item = next(each.id for each in study.trace.list() if each.kind == "page")
    study.code.put("offer", item, (0, 8), who="amal")
    assert study.code.on(item)[0]["quote"] == "We offer"
    page.write_text(said.format("Nobody offers a sofa any longer."))
    assert study.source.add(page)["revised"] == 1
    (found,) = study.code.on(item)
    assert (found["quote"], found["current"]) == ("", False)


def test_memos_stand_on_anything(study: Study) -> None:
    first = study.code.memo("Ask about the key.", who="amal")
    study.code.memo("He hesitates.", trace(study, 0), unit="trace", who="amal")
    study.code.memo("Ask about the keys.", who="ben", replaces=first["id"])
    assert [each["text"] for each in study.code.memos()] == ["He hesitates.", "Ask about the keys."]
    assert [each["who"] for each in study.code.memos(unit="study")] == ["ben"]


def test_what_is_changed_behind_the_program_is_found(study: Study) -> None:
    study.code.put("offer", trace(study, 1), who="amal")
    study.code.memo("x", who="amal")
    assert study.verify() == []
    with study.folder.database.write() as connection:
        connection.execute(update(coding).values(who="ben"))
    assert study.verify() == ["coding 1 was changed after it was logged: who"]
