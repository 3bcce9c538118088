"""A process that verifies a data directory once; prints seconds, peak MiB, and `clean` or `broken`."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path


def main() -> int:
    """Verify and tell."""
    from app.storage.verify import verify
    from scheduler.sm2 import Sm2

    started = time.perf_counter()
    report = verify(Path(sys.argv[1]) / "progress.sqlite", Sm2())
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seconds:.2f} {peak:.0f} {'clean' if report.clean else 'broken'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
