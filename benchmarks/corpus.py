"""Generated news, for measuring: any number of articles, as JSON Lines that `kg build` reads.

    python benchmarks/corpus.py 100000 -o corpus.jsonl.zst
    python benchmarks/corpus.py 1000 --seed 7 --meant meant.jsonl > corpus.jsonl

No article is real. States, organisations and leaders are the gazetteer's, some of them heard of
much more than others (Zipf); what they do is made up: stories of a few events over days, each
reported by several invented papers, in Indonesian or English, in wordings of
`benchmarks/templates/`. About half of all sentences tell of no event. Articles are agency briefs
of 3 to 5 sentences or reports of 10 to 20; a fifth of them (`COPIES`) repeats another: cut, with a
misprint, under another headline, in another paper, so that a quarter of all sentences stand word
for word in an article before. Names of journalists are made of syllables: as in real news, each
article brings a few words that none had before. The same seed gives the same articles, and the
first thousand are those of a longer run. Nothing but the last days is held in memory.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date as Date
from itertools import count, islice
from typing import IO, Any

from wording import LANGUAGES, Slot, Template, fill, pick, tongue
from world import Chronicle, Event, World

START = Date(2019, 1, 1)
PER_DAY = 400
COPIES = 0.2  # share of articles that repeat another
BRIEF = 0.5  # share of the others that are agency briefs
BACKGROUND, OFFICIAL = 0.55, 0.1  # of the sentences behind the first: no event, words of officials
ASIDE = 0.5  # of the sentences without an event
BEFORE = 30  # days that went by before the first article
RECENT = 300  # articles that may be repeated, events that may be told beside

STATUS = {"": "asserted", "p": "planned", "a": "alleged", "d": "denied", "h": "hypothetical",
          "n": "not"}  # fmt: skip
LAGS = ((0, "today"), (1, "yesterday"), (6, "days"), (13, "weeks"))  # days, how one says them

Meant = dict[str, Any]


def articles(seed: int = 1, per_day: int = PER_DAY) -> Iterator[tuple[dict[str, str], list[Meant]]]:
    """Articles without end, by date, each with the events that its sentences are to tell.

    An article has the fields that `kg.article.read` takes; a meant event the class, the codes of
    the sides, the status, and the sentence.
    """
    rng = random.Random(seed)
    world = World()
    chronicle = Chronicle(world, rng)
    for day in range(START.toordinal() - BEFORE, START.toordinal()):
        for _ in range(per_day // 3):
            chronicle.next(day)
    around: deque[Event] = deque(maxlen=RECENT)
    lately: deque[tuple[_Desk, list[str], list[Meant], str]] = deque(maxlen=RECENT)
    numbers = count(1)
    for day in count(START.toordinal()):
        room = per_day
        while room > 0:
            event = chronicle.next(day)
            around.append(event)
            papers = min(int(1 / (1 - rng.random()) ** 0.7), 30, room)
            for _ in range(papers):
                if lately and rng.random() < COPIES:
                    desk, told, meant, title = pick(lately, rng)
                    desk = desk.another()
                    told = desk.cut(told)
                    meant = [m for m in meant if any(m["sentence"] in text for text in told)]
                    title = desk.headline() if rng.random() < 0.7 else title
                else:
                    desk = _Desk(world, rng, event, day)
                    told, meant = desk.write(around)
                    title = desk.headline()
                    lately.append((desk, told, meant, title))
                yield desk.printed(f"g{seed}-{next(numbers):08d}", told, title), meant
            room -= papers


class _Desk:
    """Writes one article on an event, for one paper."""

    def __init__(self, world: World, rng: random.Random, event: Event, day: int,
                 language: str | None = None) -> None:  # fmt: skip
        self._world, self._rng, self._event, self._day = world, rng, event, day
        publishers = world.publishers
        self._paper, code = pick([p for p in publishers if language in (None, p[1])], rng)
        self._tongue, self._language = tongue(code), LANGUAGES.index(code)
        self._date = Date.fromordinal(day)
        self._month = self._date.isoformat()[:7]
        self._told = event  # of which is being told

    def another(self) -> _Desk:
        """Of another paper in the same language that prints the same."""
        day = self._day + (self._rng.random() < 0.3)
        return _Desk(self._world, self._rng, self._event, day, self._tongue.code)

    def write(self, around: deque[Event]) -> tuple[list[str], list[Meant]]:
        """Paragraphs, and what they are to tell."""
        rng, event = self._rng, self._event
        number = 3 + int(rng.random() * 3) if rng.random() < BRIEF else 10 + int(rng.random() * 11)
        meant = []
        sentences = []
        for at in range(number):
            self._told = event
            chance = rng.random() if at else 1
            if chance < BACKGROUND + OFFICIAL:
                name = "background" if chance < BACKGROUND else "quotes"
                sentence = self._said(pick(self._tongue.lists[name], rng))
                if name == "background" and rng.random() < ASIDE:
                    sentence = f"{sentence.removesuffix('.')}, {self._aside()}."
            else:
                if at:
                    self._told = pick(event.story.told if rng.random() < 0.8 else around, rng)
                sentence = self._event_told()
                meant.append(self._meant(sentence))
            if sentence not in sentences:
                sentences.append(sentence)
        paragraphs = []
        while sentences:
            size = 1 + int(rng.random() * 3)
            paragraphs.append(" ".join(sentences[:size]))
            del sentences[:size]
        return [*paragraphs, self._one_of(self._tongue.lists["signed"])], meant

    def _aside(self) -> str:
        return self._one_of(self._tongue.lists["aside"])

    def cut(self, paragraphs: list[str]) -> list[str]:
        """The same, shorter, and perhaps with a misprint."""
        rng = self._rng
        out = paragraphs[: max(1, len(paragraphs) - int(rng.random() * 3))]
        at = int(rng.random() * len(out))
        words = out[at].split(" ")
        place = int(rng.random() * len(words))
        word = words[place]
        if len(word) > 5 and word.islower():
            words[place] = word[:2] + word[3] + word[2] + word[4:]
            out[at] = " ".join(words)
        return out

    def headline(self) -> str:
        self._told = self._event
        return self._said(pick(self._tongue.lists["headlines"], self._rng))

    def printed(self, name: str, paragraphs: list[str], title: str) -> dict[str, str]:
        self._told = self._event
        dateline = self._said(pick(self._tongue.lists["datelines"], self._rng))
        site = self._paper.lower().replace(" ", "-")
        return {
            "id": name,
            "text": dateline + "\n\n".join(paragraphs),
            "lang": self._tongue.code,
            "date": self._date.isoformat(),
            "title": title,
            "publisher": self._paper,
            "url": f"https://{site}.example/{self._month.replace('-', '/')}/{name}",
        }

    def _event_told(self) -> str:
        """A sentence that tells of an event, in one way or another."""
        rng, event = self._rng, self._told
        kind = self._tongue.kinds[event.kind]
        name = STATUS[event.status]
        if name == "asserted" and rng.random() < 0.15:
            name = "alleged"
        clauses, todo = self._tongue.frames[name]
        options = [*clauses, *todo] if kind.do else clauses
        return self._said(pick(options or self._tongue.frames["asserted"][0], rng))

    def _meant(self, sentence: str) -> Meant:
        event = self._told
        kind = self._tongue.kinds[event.kind]
        agents, targets = [event.a], [event.b]
        if kind.by == "C":
            agents, targets = [event.c], [event.a, event.b]
        return {"type": kind.type, "agents": agents, "targets": targets,
                "status": STATUS[event.status], "sentence": sentence}  # fmt: skip

    def _said(self, parsed: Template) -> str:
        return _capital(fill(parsed, self._rng, self._value))

    def _value(self, slot: Slot) -> str:
        """What a slot stands for here."""
        name = slot.name
        if len(name) == 1 and name.isupper():
            return pick(self._forms(name)[slot.form], self._rng)
        lists = self._tongue.lists
        if name in lists:
            return self._one_of(lists[name])
        if name.lower() in lists:
            return _capital(self._one_of(lists[name.lower()]))
        return str(_VALUES[name](self))

    def _one_of(self, ways: list[Template]) -> str:
        return fill(pick(ways, self._rng), self._rng, self._value)

    def _forms(self, letter: str) -> dict[str, list[str]]:
        event = self._told
        if letter in "XY":  # of a charge: in a denial A is the accused, else B
            denied = event.kind == "denial"
            code = event.c if letter == "X" else event.b if denied else event.a
        else:
            code = getattr(event, letter.lower())
        return self._world.forms(code, self._language, self._month)

    def _clause(self) -> str:
        return self._one_of(self._tongue.kinds[self._told.kind].did)

    def _when(self) -> str:
        lag = self._day - self._told.day
        return self._one_of(
            self._tongue.when[next((name for days, name in LAGS if lag <= days), "long")]
        )

    def _city(self) -> str:
        return pick(self._world.cities, self._rng)[self._language]

    def _number(self, least: int, most: int) -> int:
        return least + int(self._rng.random() * (most - least + 1))

    def _of_event(self) -> Date:
        return Date.fromordinal(self._told.day)


_VALUES: dict[str, Callable[[_Desk], object]] = {
    "clause": _Desk._clause,
    "clause_": lambda desk: _capital(desk._clause()),
    "vp": lambda desk: desk._one_of(desk._tongue.kinds[desk._told.kind].do),
    "charge": lambda desk: desk._one_of(desk._tongue.charges[desk._told.story.charge]),
    "when": _Desk._when,
    "When": lambda desk: _capital(desk._when()),
    "city": _Desk._city,
    "CITY": lambda desk: desk._forms("A")["cap"][0].upper(),
    "publisher": lambda desk: desk._paper,
    "person": lambda desk: pick(desk._world.persons, desk._rng),
    "journalist": lambda desk: desk._world.journalist(desk._rng),
    "number": lambda desk: desk._number(2, 99),
    "degrees": lambda desk: desk._number(4, 37),
    "past": lambda desk: desk._number(1890, 1999),
    "percent": lambda desk: f"{desk._number(0, 9)}{desk._tongue.point}{desk._number(1, 9)}",
    "weekday": lambda desk: desk._tongue.weekdays[desk._of_event().weekday()],
    "day": lambda desk: desk._of_event().day,
    "m": lambda desk: desk._of_event().month,
    "month": lambda desk: desk._tongue.months[desk._of_event().month - 1],
    "nextmonth": lambda desk: desk._tongue.months[desk._of_event().month % 12],
    "year": lambda desk: desk._of_event().year,
}


def _capital(text: str) -> str:
    """The text with its first letter large, behind a quotation mark, too."""
    at = text[:1] == "“"
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def main() -> None:
    args = argparse.ArgumentParser(description="Generate news articles, as JSON Lines.")
    args.add_argument("number", type=int, help="of articles")
    args.add_argument(
        "--output", "-o", help="a file, packed if it ends in .gz or .zst; else stdout"
    )
    args.add_argument("--meant", help="a file for the events that the sentences are to tell")
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--per-day", type=int, default=PER_DAY)
    given = args.parse_args()
    with ExitStack() as files:
        out = _opened(given.output, files) if given.output else sys.stdout.buffer
        meant = _opened(given.meant, files) if given.meant else None
        for article, events in islice(articles(given.seed, given.per_day), given.number):
            out.write(json.dumps(article, ensure_ascii=False).encode() + b"\n")
            if meant:
                line = json.dumps({"id": article["id"], "events": events}, ensure_ascii=False)
                meant.write(line.encode() + b"\n")


def _opened(name: str, files: ExitStack) -> IO[bytes]:
    import pyarrow

    return files.enter_context(pyarrow.output_stream(name, buffer_size=1 << 20))


if __name__ == "__main__":
    main()
