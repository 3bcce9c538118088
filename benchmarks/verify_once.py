"""A process that verifies a data directory once; prints seconds, peak MiB, and `clean` or `broken`."""

from __future__ import annotations

import sys
import time
from pathlib import Path


def main() -> int:
    """Verify and tell."""
    from app.storage.verify import verify
    from benchmarks.memory import peak_mib
    from scheduler.sm2 import Sm2

    started = time.perf_counter()
    report = verify(Path(sys.argv[1]) / "progress.sqlite", Sm2())
    seconds = time.perf_counter() - started
    print(f"{seconds:.2f} {peak_mib():.0f} {'clean' if report.clean else 'broken'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
