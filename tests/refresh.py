"""Writes the golden Turtle anew: `python tests/refresh.py`. Read its difference, then commit."""

from pathlib import Path

from example import example

from kg import graph, ontology

GOLDEN = Path(__file__).parent / "golden" / "example.ttl"


def main() -> None:
    GOLDEN.parent.mkdir(exist_ok=True)
    text = graph.turtle(graph.build([example()], ontology.load()))
    GOLDEN.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
