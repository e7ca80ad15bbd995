"""The whole error tree: each error says what happened, where, and what to do next.

::

    DiatraceError
    ├── Misuse                 the call itself is wrong                       exit 2 · 400
    ├── UnknownName            no such study, question, source, format …      exit 1 · 404
    ├── StudyError             the study as a whole                           exit 1 · 409
    │   ├── StudyIncomplete    purpose, basis or retention date is missing    exit 1 · 422
    │   ├── StudyLocked        another process holds it                       exit 1 · 423
    │   ├── StudyCorrupt       bytes are not what the record says             exit 1 · 500
    │   ├── StudyTooNew        made by a later version                        exit 1 · 409
    │   ├── KeyMissing         the study's key is not on this machine         exit 1 · 409
    │   └── StoreFull          the disk took no more                          exit 1 · 507
    ├── SourceError            a file cannot be read as asked                 exit 1 · 422
    │   └── AnswerNeeded       the reader must not guess: a person answers    exit 1 · 422
    ├── DecisionError          a decision, adjudication or undo is refused    exit 1 · 409
    ├── CorpusError            freezing or rebuilding is refused              exit 1 · 409
    ├── PublicationRefused     nothing may leave as asked                     exit 1 · 403
    └── Cancelled              a person stopped the run                       exit 130 · 409
"""

from __future__ import annotations

from typing import ClassVar


class DiatraceError(Exception):
    """What happened (`what`), where (`where`) and what to do next (`hint`)."""

    exit_code: ClassVar[int] = 1
    status: ClassVar[int] = 500

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        return f"{self.what}{place}"


class Misuse(DiatraceError):
    """The call itself is wrong."""

    exit_code = 2
    status = 400


class UnknownName(DiatraceError):
    """No such study, question, source, format; the hint lists the known ones."""

    status = 404


class StudyError(DiatraceError):
    """The study as a whole cannot serve."""

    status = 409


class StudyIncomplete(StudyError):
    """Purpose, basis or retention date is missing."""

    status = 422


class StudyLocked(StudyError):
    """Another process holds the study."""

    status = 423


class StudyCorrupt(StudyError):
    """Bytes on disk are not what the record says they are."""

    status = 500


class StudyTooNew(StudyError):
    """The study was made by a later version of the program."""


class KeyMissing(StudyError):
    """The study's key is not on this machine, or was destroyed."""


class StoreFull(StudyError):
    """The disk took no more; what was acknowledged before stands."""

    status = 507


class SourceError(DiatraceError):
    """A file cannot be read as asked."""

    status = 422


class AnswerNeeded(SourceError):
    """The reader must not guess: a person has to answer `question` with one of `choices`.

    The answer goes into the reader's parameter `param`, or into its mapping where that is "map.FIELD".
    """

    def __init__(
        self,
        what: str,
        *,
        question: str,
        choices: dict[str, str],
        param: str = "date_order",
        where: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(what, where=where, hint=hint)
        self.question = question
        self.choices = choices
        self.param = param


class DecisionError(DiatraceError):
    """A decision, adjudication or undo is refused."""

    status = 409


class CorpusError(DiatraceError):
    """Freezing, comparing or rebuilding a corpus is refused."""

    status = 409


class PublicationRefused(DiatraceError):
    """Nothing may leave as asked."""

    status = 403


class Cancelled(DiatraceError):
    """A person stopped the run; what it had finished stands."""

    exit_code = 130
    status = 409
