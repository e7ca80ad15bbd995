"""RO-Crate: the corpus with its decisions, protocol, provenance and methods page, described for archives."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar

from diatrace.corpus import archive
from diatrace.message import LANGUAGES
from diatrace.model import Decision
from diatrace.publication import cell, prov
from diatrace.publication.contract import Release
from diatrace.publication.csv import Csv, CsvParams
from diatrace.publication.figures import Figures, figures
from diatrace.publication.gate import Opening
from diatrace.publication.jsonl import Jsonl
from diatrace.publication.methods import render
from diatrace.store import canonical

METADATA = "ro-crate-metadata.json"
_PROFILE = "https://w3id.org/ro/crate/1.1"
_DECISION = [each.name for each in fields(Decision) if each.name not in {"question", "digest", "handed_at"}]
_FILES = {
    "corpus.csv": ("Members of the corpus", "text/csv"),
    "corpus.jsonl": ("Members of the corpus, with every answer", "application/jsonl"),
    "items.csv": ("Every trace that was answered on, members or not", "text/csv"),
    "decisions.csv": ("Every decision, those taken back included", "text/csv"),
    "protocol.json": (
        "Protocol: study, question, rule, sources, proposals, stopping advice",
        "application/json",
    ),
    "prov.json": ("Provenance (W3C PROV-JSON)", "application/json"),
    **{f"methods.{each}.html": (f"Methods page ({each})", "text/html") for each in LANGUAGES},
    "README.md": ("What this is, its licence and its limits", "text/markdown"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoCrateParams(Opening):
    """How the crate is described."""

    licence: str = field(
        default="",
        metadata={
            "help": "address of a licence, as https://spdx.org/licenses/CC-BY-4.0; none is granted else"
        },
    )


class RoCrate:
    """An RO-Crate 1.1 as a zip: tables, every decision, protocol, PROV, methods page in both languages.

    Reviewers are numbered. Proposals by the algorithm, decisions by persons and the freezing are described as actions.
    """

    name: ClassVar[str] = "rocrate"
    title: ClassVar[str] = "RO-Crate (zip)"
    suffix: ClassVar[str] = ".crate.zip"
    units: ClassVar[tuple[str, ...]] = ("trace",)
    params: ClassVar[type[Opening]] = RoCrateParams

    def run(self, release: Release, out: Path, params: RoCrateParams) -> Path:
        """Write the crate."""
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as scratch:
            archive.pack(_files(release, Path(scratch), params), out, compressed=True)
        return out


def _files(release: Release, scratch: Path, params: RoCrateParams) -> dict[str, Path]:
    found = figures(release)
    files = {name: scratch / name for name in _FILES}
    Csv().run(release, files["corpus.csv"], CsvParams())
    Jsonl().run(release, files["corpus.jsonl"], Opening())
    cell.write(files["items.csv"], ["trace", "verdict", "member", "readings", "adjudicated"], _items(release))
    decisions = release.standing.decisions.values()
    cell.write(
        files["decisions.csv"], _DECISION, ([getattr(each, name) for name in _DECISION] for each in decisions)
    )
    texts = {
        "protocol.json": canonical.text(release.protocol),
        "prov.json": canonical.text(prov.document(found)),
        "README.md": _readme(found, params.licence),
        **{f"methods.{language}.html": render(found, language) for language in LANGUAGES},
    }
    for name, text in texts.items():
        files[name].write_bytes(text.encode())
    sizes = {name: path.stat().st_size for name, path in files.items()}
    files[METADATA] = scratch / METADATA
    graph = {"@context": f"{_PROFILE}/context", "@graph": [*_entities(found, sizes, params.licence)]}
    files[METADATA].write_bytes(canonical.text(graph).encode())
    return files


def _items(release: Release) -> Iterator[list[Any]]:
    for each in release.items():
        roles = [role for role, *_ in each.answers]
        yield [
            each.trace,
            each.verdict or "open",
            "yes" if each.member else "no",
            roles.count("reading"),
            "yes" if "adjudication" in roles else "no",
        ]


def _entities(found: Figures, sizes: Mapping[str, int], licence: str) -> Iterator[dict[str, Any]]:
    yield {"@id": METADATA, "@type": "CreativeWork", "about": _to("./"), "conformsTo": _to(_PROFILE)}
    yield _root(found, licence)
    yield _licence(licence)
    for name, (title, kind) in _FILES.items():
        yield {
            "@id": name,
            "@type": "File",
            "name": title,
            "encodingFormat": kind,
            "contentSize": str(sizes[name]),
        }
    yield {
        "@id": "#diatrace",
        "@type": "SoftwareApplication",
        "name": "Diatrace",
        "url": "https://diatrace.org",
        "version": found.diatrace,
    }
    for person in found.people:
        yield {"@id": f"#{person.name}", "@type": "Person", "name": person.name}
    for source in found.sources:
        yield {
            "@id": f"#source-{source['id']}",
            "@type": "CreativeWork",
            "name": f"Source {source['id']} ({source['format']}, {source['venue']} venue)",
            "identifier": f"sha256:{source['file_digest']}",
        }
    yield from _actions(found)


def _to(*names: str) -> Any:
    """Return references to entities."""
    found = [{"@id": name} for name in names]
    return found[0] if len(found) == 1 else found


def _root(found: Figures, licence: str) -> dict[str, Any]:
    corpus, study = found.corpus, found.study
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{study['title']}: {corpus['corpus']}",
        "description": f"{study['purpose']} A corpus of {corpus['members']} traces ({corpus['status']}), "
        f"to be erased by {study['retain_until']}. Question: {found.criteria}",
        "datePublished": corpus["frozen_at"],
        "version": str(corpus["version"]),
        "identifier": f"sha256:{corpus['digest']}",
        "license": _to(licence or "#licence"),
        "hasPart": _to(*_FILES),
        "mentions": _to(*(each["@id"] for each in _actions(found))),
    }


def _licence(licence: str) -> dict[str, Any]:
    if licence:
        return {"@id": licence, "@type": "CreativeWork", "name": licence, "url": licence}
    return {
        "@id": "#licence",
        "@type": "CreativeWork",
        "name": "No licence is granted",
        "description": _NO_LICENCE,
    }


_NO_LICENCE = (
    "The texts belong to those who wrote them. They are given for research under the study's lawful basis and must be "
    "erased by its retention date."
)


def _actions(found: Figures) -> Iterator[dict[str, Any]]:
    """Yield what was done as actions: proposals by the algorithm, decisions by persons, the freezing."""
    sources = _to(*(f"#source-{each['id']}" for each in found.sources))
    for each in found.batches:
        settings = ", ".join(f"{name} {value}" for name, value in sorted(each["params"].items()))
        yield {
            "@id": f"#proposing-{each['id']}",
            "@type": "CreateAction",
            "name": f"Order {each['id']} proposed by an algorithm",
            "description": f"{each['method']} {each['version']}, seed {each['seed']}, {settings}",
            "instrument": _to("#diatrace"),
            "object": sources,
            "endTime": each["made_at"],
        }
    for person in found.people:
        yield {
            "@id": f"#reviewing-{person.name}",
            "@type": "CreateAction",
            "name": f"Decisions by {person.name}",
            "description": f"readings: {person.readings}, adjudications: {person.adjudications}",
            "agent": _to(f"#{person.name}"),
            "instrument": _to("#diatrace"),
            "object": sources,
            "result": _to("decisions.csv"),
            "startTime": person.first,
            "endTime": person.last,
        }
    yield {
        "@id": "#freezing",
        "@type": "CreateAction",
        "name": f"Freezing of {found.corpus['corpus']}",
        "description": f"rule {found.corpus['rule']}, taken in: {', '.join(found.corpus['include'])}",
        "instrument": _to("#diatrace"),
        "object": _to("decisions.csv", "protocol.json"),
        "result": _to("corpus.csv", "corpus.jsonl", "items.csv"),
        "endTime": found.corpus["frozen_at"],
    }


def _readme(found: Figures, licence: str) -> str:
    corpus, study = found.corpus, found.study
    parts = "\n".join(f"- `{name}`: {title}" for name, (title, _) in _FILES.items())
    return (
        f"# {study['title']}: {corpus['corpus']}\n\n{study['purpose']}\n\n"
        f"{corpus['members']} traces, {corpus['status']}; digest `{corpus['digest']}`.\n\n{parts}\n\n"
        f"## Licence\n\n{licence or _NO_LICENCE}\n\n"
        "## Limits\n\n"
        "They are told on the methods page, with what was withheld. Authors and conversations are keyed pseudonyms, "
        "which makes a person harder to recognise and not impossible: do not try. "
        f"Lawful basis: {study['basis']}. To be erased by {study['retain_until']}, wherever a copy lies.\n\n"
        "Cells that a spreadsheet would run begin with an apostrophe. Content digests are left out: with the rest of a "
        "text they would give away what was marked in it.\n"
    )
