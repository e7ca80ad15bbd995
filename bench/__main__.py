"""Runs all benchmarks, one after the other; what they print is what `bench/README.md` tells.

python -m bench [--quick] [--asreview PYTHON]
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys

from bench.child import ROOT


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a part of each, in some minutes")
    parser.add_argument("--asreview", default=sys.executable, help="interpreter that has ASReview")
    given = parser.parse_args()
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors")
    quick = ["--quick"] if given.quick else []
    failed = []
    for name in (
        "ranking",
        "stopping",
        "intake",
        "desk",
        "crawl",
        "map",
        "web",
        "sites",
        "fragments",
        "refi",
    ):
        print(f"\n== {name}", flush=True)
        peer = ["--asreview", given.asreview] if name == "ranking" else []
        if subprocess.run(
            [sys.executable, "-m", f"bench.{name}", *quick, *peer], cwd=ROOT, check=False
        ).returncode:
            failed.append(name)
    if failed:
        sys.exit(f"not measured to the end: {', '.join(failed)}")


if __name__ == "__main__":
    main()
