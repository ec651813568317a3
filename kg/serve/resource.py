"""What the graph says of one IRI: as RDF, and as a page for people."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from kg import ontology
from kg.engine import PREFIXES
from kg.query import Term
from kg.results import short
from kg.serve.protocol import Refused
from kg.serve.worker import Answer, Job

__all__ = ["About", "Report", "Value", "about", "checked", "description", "known", "marked",
           "path"]  # fmt: skip

Ask = Callable[[Job], Awaitable[Answer]]

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]{1,2000}")
_MOST = 200
"""Values of a page, and reports."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a page says: words, and where they lead, if anywhere."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What an article says of an event: its words, and who puts it how."""

    anchor: str
    event: Value
    parties: str
    status: str
    date: str
    words: str
    start: int
    article: Value
    sources: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What the graph says of an IRI: what it is called, its properties, what leads to it, and the
    words of articles that it rests on.
    """

    iri: str
    title: str
    kinds: tuple[str, ...]
    said: tuple[tuple[str, tuple[Value, ...]], ...]
    text: str
    reports: tuple[Report, ...]
    more: bool


def checked(iri: str) -> str:
    """The IRI, if it is one.

    Raises:
        Refused: if it is none.
    """
    if not _IRI.fullmatch(iri):
        raise Refused(400, f"{iri[:80]!r} is not an absolute IRI")
    return iri


def path(iri: str, base: str) -> str:
    """Where this service answers for an IRI: at its own path, if the graph has minted it."""
    if iri.startswith(base):
        own = urlsplit(base).path.lstrip("/")
        return f"/{own}{quote(iri[len(base) :], safe='/#=,;:@!$&()*+~')}"
    return f"/resource?iri={quote(iri, safe='')}"


async def known(ask: Ask, iri: str) -> bool:
    """Whether the graph says anything of an IRI.

    Raises:
        Refused: if that cannot be found out now.
    """
    places = (f"<{iri}> ?p ?o", f"?s ?p <{iri}>", f"GRAPH <{iri}> {{ ?s ?p ?o }}")
    where = " UNION ".join(f"{{ {place} }}" for place in places)
    answer = await ask(Job(f"ASK {{ {where} }}"))
    return bool(json.loads(_fine(answer).body)["boolean"])


def description(iri: str, form: str) -> Job:
    """A query for all that is said of an IRI, with the words that say it; of an article, or
    another graph, all that it says.
    """
    return Job(
        f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
          {{ BIND(<{iri}> AS ?s) <{iri}> ?p ?o }}
          UNION {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}
          UNION {{ ?s oa:hasBody <{iri}> ; ?p ?o }}
          UNION {{ ?report oa:hasBody <{iri}> ; oa:hasTarget ?s . ?s ?p ?o }}
          UNION {{ ?report oa:hasBody <{iri}> ; oa:hasTarget/oa:hasSelector ?s . ?s ?p ?o }}
          UNION {{ ?s ?p <{iri}> BIND(<{iri}> AS ?o) }}
        }}""",
        graph=form,
    )


async def about(ask: Ask, iri: str, base: str) -> About:
    """What there is to show of an IRI.

    Raises:
        Refused: if it takes too much.
    """
    facts = await _table(ask, _FACTS.replace("$iri", iri))
    types = [row["o"].value for row in facts if row["p"].value == _TYPE]
    kinds = [*map(_local, types)]
    which = next((pattern for kind, pattern in _WHICH.items() if kind in types), _OWN)
    rows = await _table(ask, _REPORTS.replace("$which", which).replace("$iri", iri))
    events = {row["event"].value for row in rows}
    if PREFIXES["sem"] + "Event" in types:
        events.add(iri)
    wanted = " ".join(f"<{event}>" for event in sorted(events))
    parties = _parties(await _table(ask, _PARTIES.replace("$events", wanted)))
    values: dict[str, dict[str, Value]] = {}
    names: list[tuple[int, bool, str]] = []
    text = ""
    for row in facts:
        name, value = row["p"].value, row["o"]
        if name == PREFIXES["schema"] + "articleBody":
            text = value.value
        elif name != _TYPE:
            values.setdefault(name, {})[value.value] = _value(value, row.get("name"), base)
        if (local := _local(name)) in _NAMES:
            names.append((_NAMES.index(local), value.language != "en", value.value))
    said = tuple((_spaced(_local(p)), tuple(found.values())) for p, found in values.items())
    called = f"{_called(iri, kinds)} {parties.get(iri, '')}".strip()
    title = min(names)[2] if names else _relation(facts) or called
    found = _reports(rows, parties, base)
    return About(iri, title, tuple(kinds), said, text, found, len(rows) >= _MOST)


_NAMES = ("headline", "prefLabel", "label", "identifier")
"""Properties that say what something is called, the best first."""

_TYPE = PREFIXES["rdf"] + "type"

_FACTS = f"""SELECT ?p ?o (COALESCE(MIN(?english), MIN(?own)) AS ?name) {{
  <$iri> ?p ?o .
  OPTIONAL {{ ?o skos:prefLabel ?english FILTER(LANG(?english) = "en") }}
  OPTIONAL {{ ?o rdfs:label ?own }}
}} GROUP BY ?p ?o ORDER BY ?p ?o LIMIT {_MOST}"""

_WHICH = {
    PREFIXES["schema"] + "NewsArticle": "?target oa:hasSource <$iri> . "
    "?report oa:hasTarget ?target ; oa:hasBody ?event ; duta:status ?any",
    PREFIXES["rdf"] + "Statement": "<$iri> prov:wasDerivedFrom ?event . ?report oa:hasBody ?event",
    PREFIXES["duta"] + "Actor": "{ ?event duta:agent <$iri> } UNION { ?event duta:target <$iri> } "
    "UNION { ?event prov:wasAttributedTo <$iri> } ?report oa:hasBody ?event",
}
"""Which reports of which events tell of an IRI, by the class that it has."""

_OWN = "BIND(<$iri> AS ?event) ?report oa:hasBody ?event"
"""The same, of an event, and of anything else."""

_REPORTS = f"""SELECT * {{
  {{ SELECT DISTINCT ?report ?event {{ $which }} LIMIT {_MOST} }}
  ?report duta:status ?status ; oa:hasTarget ?words_ .
  ?words_ oa:hasSource ?article ; oa:hasSelector ?quote , ?position .
  ?quote oa:exact ?words . ?position oa:start ?start .
  ?article schema:identifier ?document .
  OPTIONAL {{ ?report duta:readAs ?kind }}
  OPTIONAL {{ ?report duta:date|duta:dateStart ?date }}
  OPTIONAL {{
    ?report prov:wasAttributedTo ?source . ?source rdfs:label ?own .
    OPTIONAL {{ ?source skos:prefLabel ?english FILTER(LANG(?english) = "en") }}
    BIND(COALESCE(?english, ?own) AS ?name)
  }}
}} ORDER BY ?article ?start ?report"""

_PARTIES = """SELECT ?event ?role (COALESCE(MIN(?english), MIN(?own)) AS ?name) {
  VALUES ?event { $events } VALUES ?role { duta:agent duta:target }
  ?event ?role ?who . ?who rdfs:label ?own .
  OPTIONAL { ?who skos:prefLabel ?english FILTER(LANG(?english) = "en") }
} GROUP BY ?event ?role ?who ORDER BY ?event ?role ?name"""


def marked(found: About) -> tuple[tuple[str, bool], ...]:
    """The text of an article in pieces, each with whether a report rests on it."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in sorted((r.start, r.start + len(r.words)) for r in found.reports):
        if end > at:
            pieces += [(found.text[at:start], False), (found.text[max(at, start) : end], True)]
            at = end
    return tuple(piece for piece in (*pieces, (found.text[at:], False)) if piece[0])


async def _table(ask: Ask, query: str) -> list[dict[str, Term]]:
    answer = _fine(await ask(Job(query)))
    return [
        {name: _term(value) for name, value in row.items()}
        for row in json.loads(answer.body)["results"]["bindings"]
    ]


def _fine(answer: Answer) -> Answer:
    if answer.status != 200:
        raise Refused(answer.status, answer.body.decode().strip())
    return answer


def _term(data: dict[str, str]) -> Term:
    kind = data["type"]
    return Term(
        "uri" if kind == "uri" else "bnode" if kind == "bnode" else "literal",
        data["value"], data.get("datatype"), data.get("xml:lang"),
    )  # fmt: skip


def _parties(rows: list[dict[str, Term]]) -> dict[str, str]:
    """Of each event, who does it to whom."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        roles = found.setdefault(row["event"].value, {"agent": [], "target": []})
        roles[_local(row["role"].value)].append(row["name"].value)
    joined = {
        event: [", ".join(names) for names in roles.values()] for event, roles in found.items()
    }
    return {
        event: f"{agents} → {targets}".strip() if targets else agents
        for event, (agents, targets) in joined.items()
    }


def _reports(rows: list[dict[str, Term]], parties: dict[str, str], base: str) -> tuple[Report, ...]:
    found: dict[str, Report] = {}
    sources: dict[str, dict[str, Value]] = {}
    for row in rows:
        key = row["report"].value
        told = sources.setdefault(key, {})
        if "source" in row:
            told[row["source"].value] = _value(row["source"], row.get("name"), base)
        kind = _spaced(_local(row["kind"].value)) if "kind" in row else ""
        event = row["event"].value
        found[key] = Report(
            anchor=key.partition("#")[2],
            event=Value(kind or "what was told elsewhere", path(event, base)),
            parties=parties.get(event, ""),
            status=_local(row["status"].value).lower(),
            date=row["date"].value if "date" in row else "",
            words=row["words"].value,
            start=int(row["start"].value),
            article=Value(row["document"].value, path(row["article"].value, base)),
            sources=tuple(told.values()),
        )
    return tuple(found.values())


def _value(term: Term, label: Term | None, base: str) -> Value:
    if term.kind != "uri":
        return Value(term.value)
    text = label.value if label else short(term, PREFIXES)
    return Value(text, path(term.value, base))


def _relation(facts: list[dict[str, Term]]) -> str:
    """A relation as a sentence; nothing, if it is none."""
    told = {row["p"].value: row for row in facts}
    parts = [told.get(PREFIXES["rdf"] + part) for part in ("subject", "predicate", "object")]
    return " ".join(
        row["name"].value if "name" in row else _spaced(_local(row["o"].value))
        for row in parts
        if row
    )


def _called(iri: str, kinds: list[str]) -> str:
    """An event by its class, the narrowest; what is none by its kind, or its IRI."""
    classes = ontology.load().classes
    ranked = [(len(classes[kind].ancestors), kind) for kind in kinds if kind in classes]
    other = next((kind for kind in kinds if kind not in {"Annotation", "Event"}), "")
    return _spaced(max(ranked)[1] if ranked else other) or iri


def _local(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1] or iri


def _spaced(name: str) -> str:
    """A name of the vocabulary as words: `wasDerivedFrom` as `was derived from`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()
