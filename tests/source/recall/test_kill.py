"""A recall that is killed again and again: nothing it has kept is lost, nothing of it is fetched twice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from diatrace.source.recall import recall
from tests.source.recall.archives import Fake, held
from tests.source.recall.child import plan
from tests.source.recall.conftest import Recalled

CAPTURES = [held(f"http://example.org/{number}", "20150601000000") for number in range(40)]


def _kept(folder: Path) -> set[str]:
    journal = folder / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True) if journal.exists() else []
    return {json.loads(line)[0] for line in lines if line.endswith(b"\n")}


@pytest.mark.slow
def test_killed_again_and_again(tmp_path: Path) -> None:
    folder = tmp_path / "recall"
    fake = Fake(CAPTURES)
    fetched: Counter[str] = Counter()
    with fake.served() as served:
        command = [sys.executable, "-m", "tests.source.recall.child", str(folder), str(served.port)]
        for kill in range(4):
            before = _kept(folder)
            fake.asked.clear()
            child = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3])
            assert child.stdout is not None
            for _ in range(8 + 3 * kill):
                child.stdout.readline()
            child.kill()
            child.wait()
            child.stdout.close()
            asked = {path.partition("id_/")[2] for path in fake.asked if "id_/" in path}
            assert not asked & before
            assert before <= _kept(folder)
            fetched.update(asked)
        assert len(_kept(folder)) > 8
        done = Recalled(folder, fake, served)
        fake.asked.clear()
        done.summary = recall(folder, plan(), resolver=served.resolver)
    fetched.update(path.partition("id_/")[2] for path in fake.asked if "id_/" in path)
    assert (done.summary.taken, done.summary.failed) == (40, 0)
    assert sorted(done.captures) == sorted((each.url, each.stamp) for each in CAPTURES)
    assert len(fetched) == 40
    assert sum(fetched.values()) <= 40 + 4  # what was on its way when it was killed
