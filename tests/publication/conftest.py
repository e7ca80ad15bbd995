from __future__ import annotations

from collections.abc import Callable

import pytest

from diatrace.corpus.version import Version
from diatrace.publication.contract import Release
from diatrace.publication.gate import Opening
from diatrace.store.folder import Folder
from tests import invented


@pytest.fixture
def frozen(folder: Folder) -> Version:
    """Return the invented study's corpus."""
    return invented.frozen(folder)


@pytest.fixture
def release(folder: Folder, frozen: Version) -> Callable[..., Release]:
    """Return how to release that corpus through a gate opened so far."""
    return lambda **opening: Release(folder, frozen, Opening(**opening))
