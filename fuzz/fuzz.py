"""Fuzzes what `targets.py` names, and says how many inputs were tried and which broke a promise.

    python fuzz/fuzz.py --inputs 10000                  # of each target
    python fuzz/fuzz.py engine rdf --minutes 30 --seed 7
    python fuzz/fuzz.py --atheris times --inputs 100000 # guided by coverage, one target

Inputs are mutations of real sentences, of the lexicons' examples and of `seeds/`, spliced with
what trips readers; the same seed gives the same inputs. `found/` keeps what broke a promise:
it is tried first, and by the tests.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import yaml

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

SECONDS = 60
"""An input that takes longer hangs."""

AWKWARD = [
    *"\"'\\\r\n\t“”‘’«»()[]{}<>@^#;:.,!?…-–—/&%$`~|=+*_0",
    "\r\n", "\u2028", "\u0085", "\u00a0", "\u200b", "\u200d", "\u202e", "\ufeff", "\u0301", "\x01",
    "İ", "ß", "ﬁ", "²", "٣", "Ⅷ", "𝒳", "👩\u200d🚀", "إيران", "ইরান", "伊朗", "</script>",
    "<!--", "&lt;", "http://x/<y>", "...", "!?!", "a" * 300, " " * 300, "-" * 300,
    "1/2/3/4", "99/99/9999", "31/02/2021", "0000-00-00", "on 31 February",
    "Senin (31/2/2021)", "hundreds of years ago",
]  # fmt: skip


def seeds() -> list[str]:
    root = HERE.parent
    found = [path.read_text(encoding="utf-8") for path in sorted((HERE / "seeds").iterdir())]
    for path in sorted((root / "benchmarks/gold/dev").glob("*.txt"))[::4]:
        found += path.read_text(encoding="utf-8").splitlines()
    for path in sorted((root / "ontology/lexicon").glob("??.yaml")):
        for frame in yaml.safe_load(path.read_text(encoding="utf-8")).get("frames", []):
            found += [text for k in ("example", "counterexample") if (text := frame.get(k))]
    return [text for text in map(str, found) if text.strip()]


def inputs(seed: int) -> Iterator[bytes]:
    """Mutations without end."""
    chance, known = random.Random(seed), seeds()
    while True:
        text = chance.choice(known)
        for _ in range(chance.choice((0, 1, 1, 2, 3, 8))):
            at = chance.randrange(len(text) + 1)
            other = chance.choice(known)
            cut = chance.randrange(len(other) + 1)
            match chance.randrange(7):
                case 0:
                    text = text[:at] + chance.choice(AWKWARD) + text[at:]
                case 1:
                    text = text[:at] + other[cut:]
                case 2:
                    text = text[:at] + text[at + chance.randrange(1, 20) :]
                case 3:
                    words = text.split(" ")
                    chance.shuffle(words) if chance.random() < 0.3 else words.reverse()
                    text = " ".join(words)
                case 4:
                    text = text[:at] + text[max(0, at - 40) :]
                case 5:
                    text = chance.choice((str.upper, str.lower, str.title, str.swapcase))(text)
                case 6:
                    text = f"{text}{chance.choice((' ', chr(10), '” ', ''))}{other}"
        data = text[:3000].encode("utf-8", "surrogatepass")
        if chance.random() < 0.1 and data:
            at = chance.randrange(len(data))
            data = data[:at] + bytes([chance.randrange(256)]) + data[at + chance.randrange(3) :]
        yield bytes([chance.randrange(256)]) + data


def _late(*_: object) -> None:
    raise TimeoutError(f"longer than {SECONDS} s")


def tried(name: str, data: bytes) -> bool:
    """Whether a target keeps its promises; what breaks one is kept and shown."""
    from targets import TARGETS

    signal.alarm(SECONDS)
    try:
        TARGETS[name](data)
    except Exception:
        path = HERE / "found" / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
        path.write_bytes(data)
        print(f"{name}: {path.name}\n{traceback.format_exc()}", file=sys.stderr, flush=True)
        return False
    finally:
        signal.alarm(0)
    return True


def guided(name: str, number: int, seed: int) -> None:
    """Lets atheris look for inputs that reach code which none has reached; ends the program."""
    import atheris

    with atheris.instrument_imports(include=["kg"]):
        from targets import TARGETS

        TARGETS[name](b"\0a")  # imports what it needs, where it is instrumented
    found = f"{HERE / 'found'}/{name}-"
    with tempfile.TemporaryDirectory() as corpus:
        for count, text in enumerate(seeds()):
            (Path(corpus) / str(count)).write_bytes(b"\0" + text.encode()[:1000])
        options = [f"-runs={number}", f"-timeout={SECONDS}", f"-seed={seed}", "-max_len=1000"]
        atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={found}", corpus], TARGETS[name])
        atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", help="names of targets.py; else all")
    parser.add_argument("--inputs", type=int, default=1000, help="for each target")
    parser.add_argument("--minutes", type=float, default=1e9, help="for each target, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--atheris", metavar="TARGET")
    given = parser.parse_args()
    if given.atheris:
        guided(given.atheris, given.inputs, given.seed)
    from targets import TARGETS

    if strange := [name for name in given.targets if name not in TARGETS]:
        parser.error(f"no target {strange[0]!r}; there are: {', '.join(TARGETS)}")
    signal.signal(signal.SIGALRM, _late)
    broken = 0
    for name in given.targets or TARGETS:
        until, wrong, number, begin = (
            time.monotonic() + given.minutes * 60,
            0,
            0,
            time.process_time(),
        )
        for data in inputs(given.seed):
            if number == given.inputs or time.monotonic() > until:
                break
            wrong += not tried(name, data)
            number += 1
        each = (time.process_time() - begin) / max(1, number)
        print(
            f"{name}: {number} inputs, {wrong} broke a promise, {each * 1e3:.2f} ms each",
            flush=True,
        )
        broken += wrong
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
