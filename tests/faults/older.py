"""Pack a small study of the present schema, for the versions to come: `python -m tests.faults.older`."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from diatrace.store import schema
from diatrace.study import create
from tests.faults.conftest import posts


def pack(out: Path) -> None:
    """Write a study that has been through everything, its key, and what is in it."""
    with TemporaryDirectory() as scratch:
        place = Path(scratch)
        os.environ["DIATRACE_KEYS"] = str(place / "keys")
        (place / "posts.ndjson").write_text(posts(8, 45), encoding="utf-8")
        statement = {"title": "Homes", "purpose": "P", "basis": "consent", "retain_until": "2099-12-31"}
        with create(place / "study", **statement, languages=["en", "fr"]) as study:
            study.source.add(place / "posts.ndjson")
            study.question.add("housing", criteria="help to find a room")
            study.proposal.run("housing")
            traces = study.trace.list()
            for number, each in enumerate(traces[:6]):
                study.decision.make(
                    "housing", each.id, "in" if number % 2 else "out", reviewer="Salma Invented"
                )
            study.decision.make("housing", traces[0].id, "in", reviewer="Idris Invented", blind=True)
            study.decision.adjudicate("housing", traces[0].id, "in", reviewer="Salma Invented")
            study.decision.undo("housing", reviewer="Idris Invented")
            study.site.add(["https://example.org", "https://blog.example.net"])
            study.site.merge("blog.example.net", "example.org")
            study.field.say("life", "example.org", "live", on="2026-11-23", who="Salma Invented")
            study.corpus.freeze("housing")
            expected = {
                "corpora": [each.digest for each in study.corpus.list()],
                "texts": [each.text for each in traces],
                "raw": {"trace": traces[3].id, "record": study.trace.raw(traces[3].id).decode()},
                "verdicts": [each["verdict"] for each in study.decision.list("housing")],
            }
        (place / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for file in sorted(place.rglob("*")):
                if file.is_file() and "index" not in file.parts and file.name != "posts.ndjson":
                    packed.write(file, file.relative_to(place))


if __name__ == "__main__":
    pack(Path(__file__).with_name(f"study-{schema.HEAD}.zip"))
