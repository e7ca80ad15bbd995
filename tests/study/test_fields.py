"""Fields of a study: said, read from tables, agreed on, taken back; verified like everything else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import update

from diatrace.errors import Misuse, UnknownName
from diatrace.store.schema import value
from diatrace.study import Study, open_study


@pytest.fixture
def asked(linked: Study) -> Study:
    linked.field.template("e-diasporas")
    linked.field.define("pages", type="number", definition="how many")
    return linked


def test_sites_are_named_as_people_name_them(asked: Study) -> None:
    site = asked.site.named("town.example").id
    for name in (site, "town.example", "https://town.example/anything"):
        asked.field.say("type", name, "institution", who="amal")
    assert asked.field.values("type") == {site: ("institution",)}
    assert asked.field.of("town.example")["type"]["values"] == ("institution",)
    with pytest.raises(UnknownName, match="no site"):
        asked.field.say("type", "nowhere", "person", who="amal")


def test_traces_have_fields_of_their_own(asked: Study) -> None:
    asked.field.define("tone", unit="trace", choices=["warm", "dry"])
    trace = asked.trace.list()[0].id
    asked.field.say("tone", trace, "warm", who="amal")
    assert asked.field.of(trace, unit="trace") == {
        "tone": {"values": ("warm",), "disputed": False, "who": ("amal",), "on": ""}
    }
    with pytest.raises(UnknownName, match="no trace"):
        asked.field.say("tone", "town.example", "dry", who="amal")


def test_the_list_tells_what_is_used_and_what_never_was(asked: Study) -> None:
    asked.field.say("activity", "town.example", ["culture", "solidarity"], who="amal")
    asked.field.say("activity", "help.example", ["culture"], who="amal")
    found = {each["name"]: each for each in asked.field.list()}
    assert found["activity"]["told"] == 2
    assert list(found["activity"]["values"].items())[:2] == [("culture", 2), ("solidarity", 1)]
    unused = asked.field.unused()
    assert unused["primary cause"] == []
    assert "religion" in unused["activity"]
    assert "culture" not in unused["activity"]


def test_a_template_leaves_what_is_defined_as_it_is(asked: Study) -> None:
    asked.field.define("type", choices=["this", "that"])
    assert asked.field.template("e-diasporas") == []
    assert asked.field.list()[0]["choices"] == ("this", "that")


def test_a_reader_who_reads_blind_sees_only_what_they_said(asked: Study) -> None:
    asked.field.say("type", "town.example", "person", who="amal")
    assert asked.field.of("town.example", only="ben") == {}
    asked.field.say("type", "town.example", "media", who="ben", blind=True)
    assert asked.field.of("town.example", only="ben")["type"]["values"] == ("media",)
    assert asked.field.of("town.example")["type"]["disputed"]
    assert asked.field.disputed("type") == [
        {
            "item": asked.site.named("town.example").id,
            "on": "",
            "readings": {"amal": ("person",), "ben": ("media",)},
        }
    ]
    assert asked.field.values("type") == {}


def test_agreement_is_told_by_what_a_field_holds(asked: Study) -> None:
    sites = ["town.example", "help.example", "blog.wordpress.com"]
    for site, amal, ben in zip(
        sites, ("person", "media", "media"), ("person", "media", "person"), strict=True
    ):
        asked.field.say("type", site, amal, who="amal")
        asked.field.say("type", site, ben, who="ben", blind=True)
        asked.field.say("activity", site, ["culture", "memory"], who="amal")
        asked.field.say("activity", site, ["culture"] if site == sites[0] else [], who="ben", blind=True)
        asked.field.say("pages", site, "10", who="amal")
        asked.field.say("pages", site, "12" if site == sites[0] else "500", who="ben", blind=True)
    nominal = asked.field.agreement("type", blind=True)
    assert (nominal["metric"], nominal["units"]) == ("nominal", 3)
    assert nominal["percent_agreement"]["value"] == pytest.approx(2 / 3)
    assert nominal["prevalence"].keys() == {"person", "media"}
    many = asked.field.agreement("activity")
    assert many["metric"] == "MASI"
    assert set(map(tuple, map(json.loads, many["categories"]))) == {(), ("culture",), ("culture", "memory")}
    assert asked.field.agreement("pages")["metric"] == "interval"
    assert asked.field.agreement("primary cause")["units"] == 0


def test_a_table_says_many_things_and_names_the_rows_it_cannot_read(asked: Study, tmp_path: Path) -> None:
    table = tmp_path / "said.csv"
    table.write_text(
        "item;type;activity;life;on\n"
        "town.example;media;culture | memory;live;2024-05-01\n"
        "help.example;;;dead;2026\n"
        "nowhere;media;;;\n"
        "town.example;colour;;;\n",
        encoding="utf-8",
    )
    report = asked.field.read(table, who="amal")
    assert report["written"] == 4
    assert [(each["line"], each["item"]) for each in report["failed"]] == [
        (4, "nowhere"),
        (5, "town.example"),
    ]
    assert asked.field.values("activity") == {asked.site.named("town.example").id: ("culture", "memory")}
    assert asked.field.course("life", "help.example")[0]["on"] == "2026"
    assert len(asked.field.undo(who="amal")) == 4
    assert asked.field.of("town.example") == {}


@pytest.mark.parametrize(("text", "told"), [("type\nmedia\n", "column item"), ("", "column item")])
def test_a_table_without_items_is_refused(asked: Study, tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "said.csv").write_text(text)
    with pytest.raises(Misuse, match=told):
        asked.field.read(tmp_path / "said.csv", who="amal")
    with pytest.raises(Misuse, match="does not exist"):
        asked.field.read(tmp_path / "none.csv", who="amal")


def test_many_rows_are_said_at_once_or_not_at_all(asked: Study) -> None:
    rows = [{"field": "type", "item": "town.example", "values": ["media"]}]
    assert asked.field.say_many(rows, who="atlas.gexf", role="import") == 1
    with pytest.raises(UnknownName):
        asked.field.say_many([*rows, {"field": "none", "item": "town.example", "values": []}], who="amal")
    assert asked.field.history("type", "town.example")[0]["role"] == "import"
    assert len(asked.field.history("type", "town.example")) == 1


def test_a_value_changed_behind_the_program_is_found(asked: Study) -> None:
    asked.field.say("type", "town.example", "media", who="amal")
    assert asked.verify() == []
    with asked.folder.database.write() as connection:
        connection.execute(update(value).values(said='["person"]'))
    assert asked.verify() == ["value 1 was changed after it was logged: said"]


def test_what_was_said_is_there_when_the_study_is_opened_again(asked: Study) -> None:
    asked.field.say("type", "town.example", "media", who="amal")
    with open_study(asked.path) as again:
        assert again.field.of("town.example")["type"]["values"] == ("media",)


@pytest.fixture
def many(asked: Study, tmp_path: Path) -> Study:
    """Twelve sites, half of them journals and half help desks, that link among their kind."""
    for number in range(12):
        kind = ("journal", "headlines of the press and news articles today") if number % 2 else (
            "entraide", "des repas, des chambres et des bénévoles pour les nouveaux arrivants du quartier")  # fmt: skip
        page = tmp_path / f"{number}.html"
        page.write_text(
            f"<html lang='{'en' if number % 2 else 'fr'}'><head><link rel=canonical href='https://{kind[0]}{number}.example/'>"
            f"</head><body><p>{kind[1]} {kind[1]}, {number}.</p>"
            f"<a href='https://{kind[0]}{(number + 2) % 12}.example/'>see</a></body></html>"
        )
        asked.source.add(page)
    return asked


def test_values_are_proposed_with_those_who_speak_for_them_and_nothing_is_written(many: Study) -> None:
    for number in range(10):
        name = f"{'journal' if number % 2 else 'entraide'}{number}.example"
        many.field.say("type", name, "media" if number % 2 else "association", who="amal")
    before = many.field.standing().newest
    found = many.field.propose("type")
    assert found["check"] == {"tried": 10, "met": 10, "commonest": 5}
    proposed = {each["name"]: each["values"][0] for each in found["proposed"]}
    assert proposed["journal11.example"]["value"] == "media"
    assert proposed["entraide10.example"]["value"] == "association"
    assert {each["name"] for each in proposed["journal11.example"]["tied"]} == {
        "journal1.example",
        "journal9.example",
    }
    assert proposed["journal11.example"]["alike"][0]["likeness"] > 0
    assert many.field.standing().newest == before
    assert many.field.suggest("journal11.example")["type"][0]["value"] == "media"


def test_languages_are_proposed_from_the_pages_themselves(many: Study) -> None:
    found = many.field.suggest("entraide10.example")["languages"]
    assert [(each["value"], each["pages"]) for each in found] == [("fr", 1)]


@pytest.mark.parametrize("name", ["pages", "life", "primary cause"])
def test_nothing_is_proposed_where_every_item_has_its_own(asked: Study, name: str) -> None:
    with pytest.raises(Misuse, match="no values are proposed"):
        asked.field.propose(name)
