"""The façade: one study, one part a stage of the spine; every command has its method here. Parts load on use."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from diatrace import run
from diatrace.privacy import key
from diatrace.store import event, folder
from diatrace.store.folder import Folder, Statement

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from diatrace.study.analyses import Analyses
    from diatrace.study.codes import StudyCodes
    from diatrace.study.corpora import Corpora
    from diatrace.study.crawls import Crawls
    from diatrace.study.decisions import Decisions
    from diatrace.study.exchange import Exchange
    from diatrace.study.fields import StudyFields
    from diatrace.study.lives import Lives
    from diatrace.study.proposals import Proposals
    from diatrace.study.publications import Publications
    from diatrace.study.questions import Questions
    from diatrace.study.sites import StudySites
    from diatrace.study.sources import Sources
    from diatrace.study.traces import StudyTraces


class Study:
    """An open study; its parts follow the spine: source, trace, site, question … corpus, publication.

    Use it as a context manager, or `close` it.
    """

    def __init__(self, opened: Folder) -> None:
        self.folder = opened

    @property
    def path(self) -> Path:
        """The study's folder."""
        return self.folder.path

    @property
    def statement(self) -> Statement:
        """What the study states of itself: title, purpose, basis, retention date, languages."""
        return self.folder.statement

    @cached_property
    def source(self) -> Sources:
        """Where traces come from: add, preview, list, describe."""
        from diatrace.study.sources import Sources

        return Sources(self.folder)

    @cached_property
    def trace(self) -> StudyTraces:
        """The traces: list, search, show."""
        from diatrace.study.traces import StudyTraces

        return StudyTraces(self.folder)

    @cached_property
    def site(self) -> StudySites:
        """Who leaves traces on the web: declare, list, show, merge, split, rename, undo."""
        from diatrace.study.sites import StudySites

        return StudySites(self.folder)

    @cached_property
    def field(self) -> StudyFields:
        """What is recorded of sites and traces beside verdicts: define, say, values, history, agreement."""
        from diatrace.study.fields import StudyFields

        return StudyFields(self.folder, self.site, self.trace)

    @cached_property
    def code(self) -> StudyCodes:
        """What is read out of texts: the codebook, codings, agreement of coders, memos."""
        from diatrace.study.codes import StudyCodes

        return StudyCodes(self.folder, self.site, self.trace)

    @cached_property
    def exchange(self) -> Exchange:
        """Networks of sites from other tools: preview, add."""
        from diatrace.study.exchange import Exchange

        return Exchange(self.folder, self.site, self.source, self.field, self.decision)

    @cached_property
    def crawl(self) -> Crawls:
        """Sites visited: run, resume, list, outcomes, files."""
        from diatrace.study.crawls import Crawls

        return Crawls(self.folder, self.site, self.source, self.decision)

    @cached_property
    def life(self) -> Lives:
        """What becomes of sites: recheck, proposals, say, survival."""
        from diatrace.study.lives import Lives

        return Lives(self.folder, self.site, self.trace, self.crawl, self.field)

    @cached_property
    def question(self) -> Questions:
        """Questions put to the traces: add, list, get."""
        from diatrace.study.questions import Questions

        return Questions(self.folder)

    @cached_property
    def proposal(self) -> Proposals:
        """What the algorithm suggests: run, list, explain."""
        from diatrace.study.proposals import Proposals

        return Proposals(self.folder, self.decision)

    @cached_property
    def decision(self) -> Decisions:
        """What people decide: hand out, answer, read from a file, undo, adjudicate, status, agreement."""
        from diatrace.study.decisions import Decisions

        return Decisions(
            self.folder,
            lambda: self.site.standing(),  # noqa: PLW0108 (sites load where asked for)
            lambda name: self.site.named(name).id,
        )

    @cached_property
    def corpus(self) -> Corpora:
        """Frozen versions: freeze, list, diff, verify."""
        from diatrace.study.corpora import Corpora

        return Corpora(self.folder, self.decision)

    @cached_property
    def analysis(self) -> Analyses:
        """Computations over what was gathered and decided: list, describe, run, draw."""
        from diatrace.study.analyses import Analyses

        return Analyses(
            self.statement.title, self.site, self.decision, lambda name, at: self.field.values(name, at=at)
        )

    @cached_property
    def publication(self) -> Publications:
        """What leaves: formats, write."""
        from diatrace.study.publications import Publications

        return Publications(self.folder, self.corpus)

    def table(self, name: str) -> ir.Table:
        """Return an Ibis table: `trace`, `tie`, `decision`, or the items of a corpus version, such as `homes@1`.

        `.to_polars()`, `.to_pandas()` and `.to_pyarrow()` bring it in; everything before runs in DuckDB.
        """
        from diatrace.study import tables

        return tables.table(self, name)

    def runs(self) -> list[dict[str, Any]]:
        """Return the long works of the study, newest first."""
        return run.listed(self.folder.database)

    def stop(self, number: int) -> None:
        """Ask a run to stop at its next step."""
        run.stop(self.folder.database, number)

    def events(self, *, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
        """Return the event log, newest first."""
        return event.listed(self.folder.database, limit=limit, offset=offset)

    def restate(self, **changes: Any) -> Statement:
        """Change what the study states of itself; the change goes into the event log."""
        self.folder = self.folder.restate(**changes)
        return self.statement

    def verify(self) -> list[str]:
        """Check the whole study against its record; return one sentence per fault, nothing when it is sound."""
        from diatrace.study.check import verify

        return verify(self.folder)

    def destroy_key(self) -> bool:
        """Destroy the study's key: raw records stay sealed for ever, pseudonyms can no longer be made or checked."""
        destroyed = key.destroy(self.statement.id)
        with self.folder.database.write() as connection:
            event.append(connection, "owner", "key.destroy", {"was_there": destroyed})
        return destroyed

    def close(self) -> None:
        """Release the study."""
        self.folder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Study {self.statement.title!r} in {self.path}>"


def rebuild(path: str | Path, into: str | Path, *, who: str = "owner") -> dict[str, Any]:
    """Make a new study from a protocol bundle, or raise CorpusError; what comes out has the digest that was frozen."""
    from diatrace.corpus import bundle

    return bundle.rebuild(Path(path), Path(into), who=who)


def create(
    path: str | Path,
    *,
    title: str,
    purpose: str,
    basis: str,
    retain_until: str,
    languages: Iterable[str] = (),
) -> Study:
    """Make a study; raise StudyIncomplete without purpose, basis and retention date."""
    statement = folder.state(title, purpose, basis, retain_until, tuple(languages))
    return Study(folder.create(Path(path), statement))


def open_study(path: str | Path) -> Study:
    """Open a study; an older one is migrated after a safety copy. Locked and damaged ones raise StudyError."""
    return Study(folder.open_folder(Path(path)))
