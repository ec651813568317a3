"""Writes docs/dependencies.md: what Duta needs when it runs, and under which licence each is.

python docs/dependencies.py
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

PAGE = Path(__file__).with_suffix(".md")


def needed(name: str = "duta", extras: Iterable[str] = ()) -> dict[str, metadata.Distribution]:
    """The distributions that one needs, itself left out, by name; only what is installed."""
    found: dict[str, metadata.Distribution] = {}
    ahead = [(name, frozenset(extras))]
    done = set(ahead)
    while ahead:
        name, extras = ahead.pop()
        for line in metadata.distribution(name).requires or ():
            wanted = Requirement(line)
            if wanted.marker and not any(
                wanted.marker.evaluate({"extra": extra}) for extra in ("", *extras)
            ):
                continue
            try:
                other = metadata.distribution(wanted.name)
            except metadata.PackageNotFoundError:  # nothing needs it on this system
                continue
            found[other.name.lower().replace("_", "-")] = other
            step = (wanted.name, frozenset(wanted.extras))
            if step not in done:
                done.add(step)
                ahead.append(step)
    return found


def licence(package: metadata.Distribution) -> str:
    """What a package says of its licence: an SPDX expression, else classifiers, else a line."""
    about = package.metadata
    classes = [c.split(" :: ")[-1] for c in about.get_all("Classifier") or () if "License ::" in c]
    stated = [*(about.get("License") or "").splitlines(), ""][0]
    expression = about.get("License-Expression")
    useful = [c for c in classes if c != "OSI Approved"]
    return expression or "; ".join(useful) or stated or "; ".join(classes)


def main() -> None:
    """Write the table between its two marks."""
    rows = [f"| `{name}` | {licence(package)} |" for name, package in sorted(needed().items())]
    text = PAGE.read_text(encoding="utf-8")
    begin, end = "<!-- dependencies -->", "<!-- /dependencies -->"
    head, tail = text[: text.index(begin)], text[text.index(end) :]
    table = ["| package | licence, as it says itself |", "|---|---|", *rows]
    PAGE.write_text(f"{head}{begin}\n{chr(10).join(table)}\n{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
