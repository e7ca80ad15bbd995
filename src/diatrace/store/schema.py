"""Tables of the record. Values are text, numbers and flags only, so that SQLite and PostgreSQL hold the same."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

HEAD = "0004"
"""Version of this schema: the newest step in `migrations/versions`."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

version = Table("alembic_version", metadata, Column("version_num", Text, primary_key=True))

study = Table("study", metadata, Column("id", Text, primary_key=True))

event = Table(
    "event",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text),  # canonical JSON; empty once shredded, the chain holds its digest
    Column("salt", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("params", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("worker", Text, nullable=False, default=""),
    Column("beat", Float, nullable=False, default=0.0),
    Column("tries", Integer, nullable=False, default=0),
    Column("done", Integer, nullable=False, default=0),
    Column("total", Integer),
    Column("result", Text),
    Column("created_at", Text, nullable=False),
    Column("ended_at", Text),
    CheckConstraint("state in ('running', 'stopping', 'done', 'failed', 'cancelled')", name="state"),
)

source = Table(
    "source",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("format", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("file_digest", Text, nullable=False),
    Column("file_bytes", Integer, nullable=False),
    Column("settings", Text, nullable=False),
    Column("venue", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("run", Integer, ForeignKey("run.id")),
    Column("read", Integer, nullable=False, default=0),
    Column("added", Integer, nullable=False, default=0),
    Column("known", Integer, nullable=False, default=0),
    Column("revised", Integer, nullable=False, default=0),
    Column("unreadable", Integer, nullable=False, default=0),
)

unreadable = Table(
    "unreadable",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Integer, ForeignKey("source.id"), nullable=False, index=True),
    Column("place", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("segment", Text, nullable=False),
    Column("position", Integer, nullable=False),
)

segment = Table(
    "segment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False, unique=True),
    Column("rows", Integer, nullable=False),
    Column("revised", Integer, nullable=False, default=0),
    Column("digest", Text, nullable=False),
    Column("source", Integer, ForeignKey("source.id")),
)

question = Table(
    "question",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("criteria", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("made_by", Text, nullable=False),
)

batch = Table(
    "batch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("question", Integer, ForeignKey("question.id"), nullable=False, index=True),
    Column("method", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("params", Text, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("inputs", Text, nullable=False),
    Column("items", Integer, nullable=False),
    Column("file", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("made_at", Text, nullable=False),
)

card = Table(
    "card",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("question", Integer, ForeignKey("question.id"), nullable=False),
    Column("trace", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("drawn", Text, nullable=False),
    Column("probability", Float),
    Column("batch", Integer, ForeignKey("batch.id")),
    Column("rank", Integer),
    Column("score", Float),
    Column("learned", Integer),  # the newest decision the ranking had learned from
    Column("handed_at", Float, nullable=False),
    Column("held_since", Float, nullable=False),
    Column("state", Text, nullable=False),
    Column("saw_score", Boolean, nullable=False, default=False),
    CheckConstraint("state in ('open', 'answered', 'returned')", name="state"),
)
Index("ix_card_open", card.c.question, card.c.state, card.c.trace)

decision = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("question", Integer, ForeignKey("question.id"), nullable=False),
    Column("trace", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Column("role", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("seconds", Float),
    Column("saw_score", Boolean, nullable=False, default=False),
    Column("blind", Boolean, nullable=False, default=False),
    Column("drawn", Text, nullable=False),
    Column("probability", Float),
    Column("batch", Integer, ForeignKey("batch.id")),
    Column("rank", Integer),
    Column("score", Float),
    Column("learned", Integer),
    Column("handed_at", Float, nullable=False),
    Column("group", Text, nullable=False, default=""),
    Column("undoes", Integer, ForeignKey("decision.id")),
    Column("token", Text, unique=True),
    CheckConstraint("verdict in ('in', 'out', 'neighbour', 'unsure')", name="verdict"),
    CheckConstraint("role in ('reading', 'adjudication', 'undo')", name="role"),
)
Index("ix_decision_trace", decision.c.question, decision.c.trace, decision.c.id)

corpus = Table(
    "corpus",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("question", Integer, ForeignKey("question.id"), nullable=False),
    Column("protocol", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("items", Integer, nullable=False),
    Column("members", Integer, nullable=False),
    Column("frozen_at", Text, nullable=False),
    Column("frozen_by", Text, nullable=False),
    UniqueConstraint("name", "version"),
)

boundary = Table(
    "boundary",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("undoes", Integer, ForeignKey("boundary.id")),
    CheckConstraint("kind in ('declare', 'merge', 'rename', 'rule', 'undo')", name="kind"),
)

field = Table(
    "field",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("body", Text, nullable=False),  # what it holds; the newest row of a name stands
    Column("who", Text, nullable=False),
    Column("made_at", Text, nullable=False),
)

value = Table(
    "value",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("field", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("said", Text, nullable=False),  # a JSON list of text
    Column("on", Text, nullable=False, default=""),  # the day it held, of a dated field
    Column("role", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("blind", Boolean, nullable=False, default=False),
    Column("note", Text, nullable=False, default=""),
    Column("undoes", Integer, ForeignKey("value.id")),
    CheckConstraint("role in ('reading', 'adjudication', 'import', 'undo')", name="role"),
)

code = Table(
    "code",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("undoes", Integer, ForeignKey("code.id")),
    CheckConstraint("kind in ('add', 'change', 'merge', 'retire', 'undo')", name="kind"),
)

coding = Table(
    "coding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("digest", Text, nullable=False, default=""),  # of the text that was read
    Column("start", Integer),  # code points; of a whole item neither
    Column("end", Integer),
    Column("holds", Boolean, nullable=False, default=True),
    Column("role", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("blind", Boolean, nullable=False, default=False),
    Column("note", Text, nullable=False, default=""),
    Column("undoes", Integer, ForeignKey("coding.id")),
    Column("token", Text, unique=True),
    CheckConstraint("role in ('reading', 'adjudication', 'import', 'undo')", name="role"),
)
Index("ix_coding_item", coding.c.unit, coding.c.item)

memo = Table(
    "memo",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("text", Text, nullable=False),  # empty: taken away
    Column("who", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("replaces", Integer, ForeignKey("memo.id")),
)
