"""Tables of every kind: columns proposed, changed and obeyed; identities that neither collide nor double."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from diatrace import registry
from diatrace.errors import AnswerNeeded, Misuse, SourceError
from diatrace.model import Moment, Plan, Record, Unreadable
from diatrace.source.contract import Sample
from diatrace.source.table import Table, TableParams
from tests.source.table_samples import write_csv, write_lines

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"

POSTS = [
    {"Nummer": "1", "Texte": "Nous cherchons un logement 🏠", "Auteur": "ada", "Date": "2021-03-05 10:11:12"},
    {"Nummer": "2", "Texte": "أسرة تبحث عن سكن", "Auteur": "basma", "Date": "2021-03-06 10:11:12"},
]


def read(path: Path, **params: Any) -> tuple[Plan, list[Record | Unreadable]]:
    table = Table()
    plan = table.prepare(path, registry.fill(TableParams, params))
    kept = Plan(plan.format, json.loads(json.dumps(plan.settings)))
    return plan, list(table.read(path, kept))


def records(path: Path, **params: Any) -> list[Record]:
    found = read(path, **params)[1]
    assert all(isinstance(each, Record) for each in found), found
    return [each for each in found if isinstance(each, Record)]


def text_file(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def as_csv(folder: Path) -> Path:
    return write_csv(folder / "posts.csv", POSTS, delimiter=";")


def as_packed_csv(folder: Path) -> Path:
    path = folder / "posts.csv.gz"
    path.write_bytes(gzip.compress(as_csv(folder).read_bytes()))
    return path


def as_lines(folder: Path) -> Path:
    return write_lines(folder / "posts.ndjson", POSTS)


def as_list(folder: Path) -> Path:
    return text_file(folder / "posts.json", json.dumps(POSTS, indent=1))


def as_list_within(folder: Path) -> Path:
    return text_file(folder / "posts.json", json.dumps({"about": "x", "posts": POSTS}))


def as_workbook(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.create_sheet("empty", 0)
    sheet = book["Sheet"]
    sheet.append(list(POSTS[0]))
    for post in POSTS:
        sheet.append(
            [int(post["Nummer"]), post["Texte"], post["Auteur"], datetime.fromisoformat(post["Date"])]
        )
    book.save(folder / "posts.xlsx")
    return folder / "posts.xlsx"


def as_parquet(folder: Path) -> Path:
    pq.write_table(pa.Table.from_pylist(POSTS), folder / "posts.parquet")
    return folder / "posts.parquet"


@pytest.mark.parametrize(
    "make", [as_csv, as_packed_csv, as_lines, as_list, as_list_within, as_workbook, as_parquet]
)
def test_a_table_in_any_file(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path)
    first, second = records(path)
    assert Table().sniff(Sample.of(path)) > 0.5
    assert (first.text, first.author, second.text) == (
        "Nous cherchons un logement 🏠",
        "ada",
        "أسرة تبحث عن سكن",
    )
    assert first.edited == Moment(datetime(2021, 3, 5, 10, 11, 12), "second", "local", "column Date")
    assert (first.platform, first.native, first.kind) == ("table", "", "post")
    assert "ada" in first.raw.decode()


def test_a_plan_shows_what_becomes_of_each_column(tmp_path: Path) -> None:
    plan, _found = read(as_csv(tmp_path))
    assert plan.kept == ("Texte → text", "Date → date")
    assert plan.pseudonymised == ("Auteur → author",)
    assert plan.left_out == ("Nummer",)
    assert "encoding utf-8: valid UTF-8" in plan.notes
    assert "cells are parted by semicolons" in plan.notes


@pytest.mark.parametrize(
    "given",
    [{"text": "Auteur", "author": ""}, '{"text": "Auteur", "author": ""}', ["text=Auteur", "author="],
     "body=auteur\nuser=", {"content": "auteur", "username": ""}],
)  # fmt: skip
def test_a_mapping_is_obeyed(tmp_path: Path, given: Any) -> None:
    plan, found = read(as_csv(tmp_path), map=given)
    assert [each.text for each in found if isinstance(each, Record)] == ["ada", "basma"]
    assert plan.pseudonymised == ()
    assert "Texte" in plan.left_out


def test_several_columns_are_joined(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        [{"title": "One", "abstract": "Two", "n": 1}, {"title": "", "abstract": "Three", "n": 2}],
    )
    found = records(path, map={"text": "title,abstract"})
    assert [each.text for each in found] == ["One\n\nTwo", "Three"]
    assert [each.title for each in found] == ["", ""]


def test_dates_and_times_in_two_columns(tmp_path: Path) -> None:
    rows = [{"text": "a text of words", "day": "13/02/2020", "hour": "10:11"}]
    found = records(write_csv(tmp_path / "a.csv", rows), map={"date": "day,hour"})
    assert found[0].edited == Moment(datetime(2020, 2, 13, 10, 11), "minute", "local", "column day + hour")


def test_a_column_whose_name_has_commas(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [{"what, exactly": "hello", "n": 1}])
    assert records(path, map={"text": "what, exactly"})[0].text == "hello"


def test_attributes_are_kept_by_wish_only(tmp_path: Path) -> None:
    rows = [{"text": "a text of words", "label_included": "1", "score": "0.5"}]
    path = write_csv(tmp_path / "a.csv", rows)
    assert records(path)[0].attributes is None
    plan, found = read(path, map=["attribute.label=label_included"])
    assert isinstance(found[0], Record)
    assert found[0].attributes == {"label": "1"}
    assert "label_included → attribute label" in plan.kept


@pytest.mark.parametrize(
    ("given", "error", "told"),
    [({"colour": "Texte"}, Misuse, "a column cannot become 'colour'"),
     ({"text": "Nowhere"}, SourceError, "no column 'Nowhere'"), ({"attribute.": "Texte"}, Misuse, "cannot become"),
     ("{broken", Misuse, "not JSON"), (["text"], Misuse, "field=column")],
)  # fmt: skip
def test_a_wrong_mapping_is_refused(tmp_path: Path, given: Any, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told) as refused:
        read(as_csv(tmp_path), map=given)
    assert getattr(refused.value, "hint", "")


def test_a_table_without_a_text_is_asked_about(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv", [{"year": n, "country": "FR", "count": n * 3} for n in range(2000, 2020)]
    )
    with pytest.raises(AnswerNeeded, match="year, country, count") as asked:
        read(path)
    assert asked.value.choices == {"year": "2000", "country": "FR", "count": "6000"}
    assert records(path, map={"text": "country"})[0].text == "FR"


def test_a_text_is_told_by_its_values(tmp_path: Path) -> None:
    rows = [
        {
            "case": f"c-{n}",
            "label": "['hateful', 'not at all', 'so']",
            "q3": f"This is answer number {n}",
            "when": f"2021-03-0{n}",
        }
        for n in range(1, 9)
    ]
    found = records(write_csv(tmp_path / "a.csv", rows))
    assert found[0].text == "This is answer number 1"
    assert found[0].edited.at == datetime(2021, 3, 1)
    assert found[0].attributes is None


def test_a_title_alone_is_the_text(tmp_path: Path) -> None:
    found = records(write_csv(tmp_path / "a.csv", [{"title": "Hello", "n": 1}]))
    assert (found[0].text, found[0].title) == ("Hello", "")


def test_every_field_of_a_record(tmp_path: Path) -> None:
    row = {
        "id": "987654321012345678", "created_at": "Wed Oct 10 20:19:24 +0000 2018", "user": {"screen_name": "ada"},
        "full_text": "Hello @basma\x00", "lang": "fr", "conversation_id": "987654321012340000",
        "in_reply_to_status_id": "987654321012340001", "retweeted_user": "carla", "mentions": ["basma", "dora"],
        "urls": "https://a.org https://b.org", "permalink": " https://example.org/1 ", "collected_at": 1600000000,
        "platform": "x", "kind": "Comment", "subject": "S",
    }  # fmt: skip
    found = records(write_lines(tmp_path / "a.jsonl", [row]))[0]
    assert found == Record(
        text="Hello @basma",
        kind="comment",
        platform="x",
        native="987654321012345678",
        title="S",
        author="ada",
        thread="987654321012340000",
        reply_to="987654321012340001",
        forward_of="carla",
        url="https://example.org/1",
        edited=Moment(datetime(2018, 10, 10, 20, 19, 24), "second", "UTC", "column created_at"),
        captured=Moment(datetime(2020, 9, 13, 12, 26, 40), "second", "UTC", "column collected_at"),
        language="fr",
        mentions=("basma", "dora"),
        links=("https://a.org", "https://b.org"),
        attributes={"id": "987654321012345678"},
        raw=found.raw,
        where=1,
    )


def test_an_unknown_kind_is_a_post(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [{"text": "a text of words", "kind": "speech"}])
    assert records(path)[0].kind == "post"


def test_ragged_rows(tmp_path: Path) -> None:
    text = (
        "id,text,town\n1,a text of words,Lille\n2\n3,short row\n4,long row,Lille,,\n5,too,long,by one\n"
        "6,fine here,Lyon\n"
    )
    _plan, found = read(text_file(tmp_path / "a.csv", text), map={"id": "id"})
    assert [each.text if isinstance(each, Record) else each.reason for each in found] == [
        "a text of words",
        "the row has 1 cells, the header 3",
        "short row",
        "long row",
        "the row has 4 cells, the header 3",
        "fine here",
    ]
    assert [each.where for each in found] == [2, 3, 4, 5, 6, 7]
    assert found[4].raw == b"5,too,long,by one"


def test_a_text_that_stands_last_takes_its_commas(tmp_path: Path) -> None:
    text = "id,text\n1,plain words here\n2,one, two, three\n3,plain words too\n4,more of the same\n"
    assert records(text_file(tmp_path / "a.csv", text))[1].text == "one, two, three"


def test_the_header_again_is_no_record(tmp_path: Path) -> None:
    text = "id,text\n1,plain words here\nid,text\n2,plain words too\n"
    found = read(text_file(tmp_path / "a.csv", text))[1]
    assert [each.reason for each in found if isinstance(each, Unreadable)] == ["the header again"]


def test_lines_that_are_no_objects(tmp_path: Path) -> None:
    path = text_file(
        tmp_path / "a.jsonl", '{"text": "a text of words"}\n[1]\n{"text": \n{"text": "cut \\ud83d"}\n'
    )
    found = read(path)[1]
    assert [each.text if isinstance(each, Record) else each.where for each in found] == [
        "a text of words",
        2,
        3,
        "cut \ufffd",
    ]


def test_formulas_are_their_values_or_text(tmp_path: Path) -> None:
    rows = [{"text": "=HYPERLINK(1)", "author": "@SUM(1)"}, {"text": "+1 of words", "author": "-2"}]
    assert [each.text for each in records(write_csv(tmp_path / "a.csv", rows))] == [
        "=HYPERLINK(1)",
        "+1 of words",
    ]


def test_twice_the_same_column(tmp_path: Path) -> None:
    plan, found = read(
        text_file(tmp_path / "a.csv", "text,text,id\na text of words,other,1\nb text of words,more,2\n")
    )
    assert isinstance(found[0], Record)
    assert found[0].text == "a text of words"
    assert plan.left_out == ("text (2)",)


def test_html_stays_the_text_it_is(tmp_path: Path) -> None:
    evil = "<script>alert('x')</script><img src=x onerror=alert(1)>"
    row = {"text": evil, "title": evil, "author": evil, "url": evil, "thread": evil}
    found = records(write_csv(tmp_path / "a.csv", [row]))[0]
    assert {found.text, found.title, found.author, found.url, found.thread} == {evil}


def test_a_file_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is empty"):
        read(text_file(tmp_path / "a.csv", ""))
    with pytest.raises(SourceError, match="no JSON objects"):
        read(text_file(tmp_path / "a.json", "[]"))


@pytest.mark.data
@pytest.mark.skipif(not DATA.exists(), reason="the research data set is not here")
@pytest.mark.parametrize(
    ("name", "count", "fields"),
    [("posts/mlma_fr.csv", 4014, {"text": ["tweet"]}),
     ("posts/mhc_arabic.csv", 3570, {"text": ["test_case"], "id": ["mhc_case_id"]}),
     ("screening/Cohen_ADHD.csv.gz", 851, {"text": ["abstract"], "title": ["title"]}),
     ("emotions/xed_fr.tsv", 7307, {"text": ["column 1"]})],
)  # fmt: skip
def test_real_tables(name: str, count: int, fields: dict[str, list[str]]) -> None:
    plan, found = read(DATA / name)
    assert plan.settings["fields"] == fields
    assert sum(isinstance(each, Record) for each in found) == len(found) == count


@pytest.mark.data
@pytest.mark.skipif(not DATA.exists(), reason="the research data set is not here")
@pytest.mark.parametrize(
    "name",
    ["transfers/fake_1000.csv", "transfers/transactions_origin.parquet", "flows/flows_slim.csv.gz",
     "transfers/worldbank_remittance_prices_corridors_2011_2020.csv"],
)  # fmt: skip
def test_real_tables_without_texts_are_asked_about(name: str) -> None:
    with pytest.raises(AnswerNeeded):
        read(DATA / name)
