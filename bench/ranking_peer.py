"""ASReview's own classes on a file of texts, one a line: features, then learning and ranking with 500 decisions.

Runs under the interpreter that has ASReview; prints one JSON object.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from asreview.learner import ActiveLearningCycle
from asreview.models.models import get_ai_config
from scipy.sparse import load_npz, save_npz


def main(path: Path) -> None:
    texts = path.read_text(encoding="utf-8").splitlines()
    labels = np.array([int(mark) for mark in path.with_suffix(".labels").read_text().split()])
    cycle = ActiveLearningCycle.from_meta(get_ai_config()["value"])
    started = time.process_time()
    matrix = cycle.transform(pd.DataFrame({"title": "", "abstract": texts}))
    counted = time.process_time() - started
    pool = np.arange(len(labels), matrix.shape[0])
    with tempfile.TemporaryDirectory() as folder:
        save_npz(Path(folder) / "matrix.npz", matrix)
        started = time.process_time()
        matrix = load_npz(Path(folder) / "matrix.npz")  # as the app does for each training
        loaded = time.process_time() - started
    started = time.process_time()
    cycle.fit(matrix[: len(labels)], labels)
    cycle.rank(matrix[pool])
    learnt = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"features_s": counted, "load_s": loaded, "learn_s": learnt, "peak_mb": peak}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
