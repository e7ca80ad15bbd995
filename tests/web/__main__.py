"""Serves the small web until its input ends: python -m tests.web SEED HOSTS; prints its port."""

from __future__ import annotations

import sys

from tests.web.world import World


def main() -> None:
    """Serve."""
    with World(int(sys.argv[1]), int(sys.argv[2])).served() as served:
        sys.stdout.write(f"{served.port}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
