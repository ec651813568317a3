"""CPU time and memory for one article that grows to 10 MB, twice as long each time.

python fuzz/linear.py [MEGABYTES]
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))


def main() -> None:
    from kg.article import Article
    from kg.pipeline import Reader

    most = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    paths = sorted((HERE.parent / "benchmarks/gold/dev").glob("*.en.txt"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    reader, before = Reader(), 0.0
    reader.read(Article("urn:x", "x", text[:5000], "en"))
    for size in (most / 16, most / 8, most / 4, most / 2, most):
        characters = int(size * 1e6)
        given = (text * (characters // len(text) + 1))[:characters]
        begin = time.process_time()
        events = len(reader.read(Article("urn:x", "x", given, "en")).events)
        took = time.process_time() - begin
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        ratio = f"{took / before:.2f} times the one before" if before else ""
        print(
            f"{size:6.3f} MB {events:7} events {took:7.1f} s {memory:5.2f} GB {ratio}", flush=True
        )
        before = took


if __name__ == "__main__":
    main()
