"""Corpora and what is published of them."""

from __future__ import annotations

import secrets
import shutil
from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from diatrace.server.route.study import Open
from diatrace.server.served import given
from diatrace.server.shape import Freeze, PublicationOrder

router = APIRouter(tags=["corpus"])


@router.get("/api/corpus")
def versions(open_: Open) -> list[dict[str, Any]]:
    """Return every frozen version, oldest first."""
    return [each.plain() for each in open_.study.corpus.list()]


@router.post("/api/corpus", status_code=201)
def freeze(order: Freeze, open_: Open) -> dict[str, Any]:
    """Freeze what stands into a new version."""
    return open_.study.corpus.freeze(
        order.question, name=order.name, rule=order.rule, include=order.include, who=order.who
    )


@router.get("/api/corpus/diff")
def diff(old: str, new: str, open_: Open) -> dict[str, Any]:
    """Compare two versions."""
    return open_.study.corpus.diff(old, new)


@router.get("/api/publication")
def publication_formats(open_: Open, corpus: str = "") -> list[dict[str, Any]]:
    """Return the formats a corpus can be published in; all of them where none is named."""
    study = open_.study
    unit = study.corpus.unit(study.corpus.get(corpus)) if corpus else ""
    return [study.publication.describe(name) for name in study.publication.formats(unit)]


@router.post("/api/publication", status_code=201)
def publish(order: PublicationOrder, open_: Open) -> dict[str, Any]:
    """Write a publication; fetch it with the key returned."""
    key, write = secrets.token_hex(16), open_.study.publication.write
    facts = write(order.corpus, order.format, out=open_.outbox / key, **given(write, order.params))
    return {**facts, "out": "", "key": key}


@router.get("/api/publication/{key}")
def fetch(key: str, open_: Open) -> FileResponse:
    """Return a publication's file, once."""
    found = open_.published(key)
    done = BackgroundTask(shutil.rmtree, found.parent, ignore_errors=True)
    return FileResponse(found, filename=found.name, background=done)
