"""The templates of generated articles: sentences with alternatives and slots, in two languages."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

TEMPLATES = Path(__file__).resolve().parent / "templates"
LANGUAGES = ("en", "id")  # in the order in which world.yaml names things

Template = list[Any]  # of str, Slot, and lists of templates to choose from
T = TypeVar("T")

_PART = re.compile(r"\[|\]|\||\{[^}]*\}|[^\[\]|{]+")


@dataclass(frozen=True, slots=True)
class Slot:
    """`{A.head}`: what actor A's leader is called; `{topic}`: something from a list."""

    name: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """What may happen: its class in the ontology, who does it (A or C), clauses that tell it, and
    what one may plan.
    """

    type: str
    by: str
    did: list[Template]
    do: list[Template]


@dataclass(frozen=True, slots=True)
class Tongue:
    """The wordings of a language; `frames`: those around a clause, those around what may be done.

    `lists` are what its file names beside.
    """

    code: str
    kinds: dict[str, Kind]
    frames: dict[str, tuple[list[Template], list[Template]]]
    lists: dict[str, list[Template]]
    when: dict[str, list[Template]]
    charges: dict[str, list[Template]]
    actors: dict[str, Any]
    months: list[str]
    weekdays: list[str]
    point: str


def template(text: str) -> Template:
    """A template, parsed.

    Raises:
        ValueError: if its brackets do not match.
    """
    stack: list[list[Template]] = [[[]]]
    for part in _PART.findall(text):
        if part == "[":
            stack.append([[]])
        elif part == "|":
            stack[-1].append([])
        elif part == "]":
            done = stack.pop()
            if not stack:
                break
            stack[-1][-1].append(done)
        elif part[0] == "{":
            stack[-1][-1].append(Slot(*part[1:-1].split(".")))
        else:
            stack[-1][-1].append(part)
    if len(stack) != 1 or len(stack[0]) != 1:
        raise ValueError(f"brackets do not match: {text}")
    return stack[0][0]


def wordings(parsed: Template) -> int:
    """How many ways there are to say it, slots aside."""
    number = 1
    for part in parsed:
        if isinstance(part, list):
            number *= sum(map(wordings, part))
    return number


def slots(parsed: Template) -> Iterator[Slot]:
    """The slots of a template, wherever in it."""
    for part in parsed:
        if isinstance(part, Slot):
            yield part
        elif isinstance(part, list):
            for way in part:
                yield from slots(way)


def pick(options: Sequence[T], rng: random.Random) -> T:
    return options[int(rng.random() * len(options))]


def fill(parsed: Template, rng: random.Random, value: Callable[[Slot], str]) -> str:
    """The words of a template, its alternatives chosen, its slots filled."""
    out = []
    for part in parsed:
        if part.__class__ is str:
            out.append(part)
        elif part.__class__ is Slot:
            out.append(value(part))
        else:
            out.append(fill(pick(part, rng), rng, value))
    return "".join(out)


def read(name: str) -> Any:
    """What a file of templates holds."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((TEMPLATES / f"{name}.yaml").read_text("utf-8"), loader)


@cache
def tongue(code: str) -> Tongue:
    """The templates of a language."""
    raw = read(code)

    def parsed(lines: Sequence[object]) -> list[Template]:
        return [template(str(line)) for line in lines]

    def sorted_out(lines: Sequence[str]) -> tuple[list[Template], list[Template]]:
        both = parsed(lines)
        todo = [t for t in both if any(s.name == "vp" for s in slots(t))]
        return [t for t in both if t not in todo], todo

    def kind(raw: dict[str, Any]) -> Kind:
        return Kind(raw["class"], raw.get("by", "A"), parsed(raw["did"]), parsed(raw["do"]))

    return Tongue(
        code=code,
        kinds={k: kind(v) for k, v in raw["events"].items()},
        frames={k: sorted_out(v) for k, v in raw["frames"].items()},
        lists={k: parsed(v) for k, v in raw.items() if isinstance(v, list)},
        when={k: parsed(v) for k, v in raw["when"].items()},
        charges={k: parsed(v) for k, v in raw["charges"].items()},
        actors=raw["actors"],
        months=raw["months"],
        weekdays=raw["weekdays"],
        point=raw["point"],
    )
