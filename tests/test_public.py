"""What `import diatrace` gives: the door, lazily, and tables."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import diatrace


@pytest.fixture
def study(tmp_path: Path) -> Iterator[diatrace.Study]:
    posts = tmp_path / "posts.csv"
    posts.write_text("id,body\n1,A room for a family 🏠\n2,Weather today\n", encoding="utf-8")
    made = diatrace.create(
        tmp_path / "study",
        title="Homes",
        purpose="p",
        basis="consent",
        retain_until="2099-12-31",
        languages=["en"],
    )
    made.source.add(posts, as_="table", map={"text": "body", "id": "id"})
    made.question.add("homes", criteria="Offers of a room")
    first = made.trace.list()[0].id
    made.decision.make("homes", first, "in", reviewer="amal")
    yield made
    made.close()


def test_every_name_of_the_door_opens() -> None:
    assert {name: getattr(diatrace, name) is not None for name in diatrace.__all__} == dict.fromkeys(
        diatrace.__all__, True
    )


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'stduy'"):
        diatrace.stduy  # noqa: B018


def test_the_package_alone_loads_nothing_heavy() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import diatrace, sys; print(*sorted(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not {"numpy", "duckdb", "sqlalchemy", "ibis"} & set(told)


def test_a_study_is_opened_by_its_folder(study: diatrace.Study) -> None:
    study.close()
    with diatrace.open(study.path) as opened:
        assert opened.trace.count() == 2


def test_traces_come_as_polars_pandas_and_arrow(study: diatrace.Study) -> None:
    table = study.table("trace").select("text").order_by("text")
    assert table.to_polars()["text"].to_list() == ["A room for a family 🏠", "Weather today"]
    assert list(table.to_pandas()["text"]) == table.to_pyarrow()["text"].to_pylist()


def test_decisions_are_a_table_with_the_question_s_name(study: diatrace.Study) -> None:
    row = study.table("decision").to_pyarrow().to_pylist()[0]
    assert (row["question"], row["verdict"], row["reviewer"]) == ("homes", "in", "amal")


def test_an_empty_table_keeps_its_columns(tmp_path: Path) -> None:
    with diatrace.create(
        tmp_path / "empty", title="E", purpose="p", basis="none", retain_until="2099-12-31"
    ) as empty:
        assert empty.table("decision").to_polars().is_empty()
        assert "text" in empty.table("trace").columns


def test_a_corpus_version_is_a_table_of_items_with_their_traces(study: diatrace.Study) -> None:
    study.corpus.freeze("homes")
    items = study.table("homes@1").to_polars()
    assert items.select("verdict", "member", "text").rows() == [("in", True, "A room for a family 🏠")]


def test_an_unknown_table_names_the_known_versions(study: diatrace.Study) -> None:
    with pytest.raises(diatrace.DiatraceError):
        study.table("villages@3")
