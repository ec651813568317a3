"""Reads and checks the actor files, `ontology/actors/*.ttl`."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from kg.errors import KnowledgeError

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode

__all__ = ["KINDS", "OFFICES", "Entry", "Term", "last_day", "read"]

KINDS = (
    "State", "Person", "Organization", "IntergovernmentalOrganization", "Bloc", "Ministry",
    "MediaOrganization", "Place",
)  # fmt: skip
OFFICES = (
    "head-of-state", "supreme-leader", "head-of-government", "foreign-minister",
    "defence-minister", "head", "official",
)  # fmt: skip

_DUTA = "https://w3id.org/duta/ontology#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_PREFIXES = {
    _DUTA: "duta:",
    _SKOS: "skos:",
    "http://www.wikidata.org/entity/": "wd:",
    "https://w3id.org/duta/id/actor/": "actor:",
    "http://www.w3.org/2001/XMLSchema#": "xsd:",
}
_IRI = re.compile(
    r"http://www\.wikidata\.org/entity/Q[1-9]\d*|https://w3id\.org/duta/id/actor/[a-z0-9]+(-[a-z0-9]+)*"
)

# Property -> must it have a language tag? (None: it may.)
_TEXTS: dict[str, bool | None] = {
    _SKOS + "prefLabel": None,
    _SKOS + "altLabel": None,
    _DUTA + "abbreviation": None,
    _DUTA + "exactName": None,
    _DUTA + "familyName": None,
    _DUTA + "demonym": True,
    _DUTA + "iso2": False,
    _DUTA + "iso3": False,
    _DUTA + "sideCode": False,
    _DUTA + "dissolved": False,
}
_LINKS = tuple(
    _DUTA + name for name in ("actsFor", "seatOf", "locatedIn", "capitalOf", "succeededBy")
)
_CODES = {"iso2": r"[A-Z]{2}", "iso3": r"[A-Z]{3}", "sideCode": r"[A-Z0-9]+(-[A-Z0-9]+)*"}
_FORMS = {**_CODES, "dissolved": r"\d{4}-\d\d-\d\d"}
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True)
class Term:
    """An office as a file states it: `of` is the IRI of the body it belongs to."""

    office: str
    of: str
    since: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a file says of one actor.

    `texts`: local name of a property -> (value, language or ""); `links`: local name ->
    IRI of another actor; `kind` is empty where the file only adds names.
    """

    iri: str
    kind: str
    file: Path
    texts: Mapping[str, tuple[tuple[str, str], ...]]
    links: Mapping[str, str]
    offices: tuple[Term, ...]

    def text(self, name: str) -> str | None:
        """The first value of a property."""
        found = self.texts.get(name)
        return found[0][0] if found else None

    def words(self, name: str, languages: Container[str]) -> list[str]:
        """The values of a property in these languages; "" is no language."""
        found = self.texts.get(name)
        return [value for value, tag in found if tag in languages] if found else []


def last_day(when: str) -> str:
    """The last day of a day, month or year; months may end on an impossible 31st."""
    return when + "-12-31"[3 * (when.count("-")) :] if when.count("-") < 2 else when


def read(folder: Path) -> dict[str, Entry]:
    """All actors of the files in a folder, by IRI, in the order of the files.

    A statement without a class adds names to an actor of another file.

    Raises:
        KnowledgeError: if there is no file, or one is wrong: file, line and term.
    """
    files = sorted(folder.glob("*.ttl"))
    if not files:
        raise KnowledgeError(f"{folder}: no actor file (*.ttl) there; reinstall the package")
    entries: dict[str, Entry] = {}
    further: list[Entry] = []
    for file in files:
        for entry in _File(file).entries():
            if not entry.kind:
                further.append(entry)
                continue
            if entry.iri in entries:
                _fail(file, entry.iri, entry.iri, f"already in {entries[entry.iri].file.name}")
            entries[entry.iri] = entry
    for entry in further:
        entries[entry.iri] = _with_names(entries.get(entry.iri), entry)
    _check_together(entries)
    return entries


def _with_names(entry: Entry | None, names: Entry) -> Entry:
    if entry is None:
        wrong = f"has no class: one of duta:{', duta:'.join(KINDS)}"
        _fail(names.file, names.iri, names.iri, wrong)
    if names.links or names.offices or names.texts.keys() & _CODES.keys():
        _fail(names.file, names.iri, names.iri, f"has more than names beside {entry.file.name}")
    texts = dict(entry.texts)
    for name, values in names.texts.items():
        texts[name] = (*texts.get(name, ()), *values)
    return replace(entry, texts=texts)


def _fail(file: Path, subject: str, term: str, wrong: str) -> NoReturn:
    """Raise, naming the line where the term stands in the statement on the subject."""
    shown = _short(term)
    line = _line(file.read_text(encoding="utf-8"), _short(subject), shown)
    raise KnowledgeError(f"{file}:{line}: {shown}: {wrong}")


def _short(iri: str) -> str:
    for namespace, prefix in _PREFIXES.items():
        if iri.startswith(namespace):
            return prefix + iri.removeprefix(namespace)
    return iri


def _line(text: str, subject: str, term: str) -> int:
    head = re.search(rf"^<?{re.escape(subject)}>?(?=\s)", text, re.MULTILINE)
    start = head.start() if head else 0
    end = re.search(r"\.\s*$", text[start:], re.MULTILINE)
    found = text.find(term, start, start + end.end() if end else None)
    return text.count("\n", 0, found if found >= 0 else start) + 1


class _File:
    """One file, parsed: subject -> property -> values, in the order written."""

    def __init__(self, path: Path) -> None:
        from pyoxigraph import BlankNode, Literal, RdfFormat, parse

        self._path = path
        self._literal = Literal
        self._subjects: dict[str, dict[str, list[NamedNode | Literal | BlankNode]]] = {}
        self._nodes: set[str] = set()
        try:
            for subject, predicate, value, _ in parse(path=path, format=RdfFormat.TURTLE):
                name = subject.value
                properties = self._subjects.get(name)
                if properties is None:
                    properties = self._subjects[name] = {}
                    if isinstance(subject, BlankNode):
                        self._nodes.add(name)
                properties.setdefault(predicate.value, []).append(value)
        except SyntaxError as error:
            raise KnowledgeError(f"{path}:{error.lineno}: not Turtle: {error.msg}") from error
        except (OSError, UnicodeDecodeError) as error:
            raise KnowledgeError(f"{path}: cannot be read: {error}") from error

    def entries(self) -> Iterator[Entry]:
        for iri in self._subjects:
            if iri not in self._nodes:
                yield self._entry(iri)

    def _entry(self, iri: str) -> Entry:
        if not _IRI.fullmatch(iri):
            _fail(self._path, iri, iri, "neither a Wikidata item nor an actor: IRI of ours")
        kind = ""
        texts: dict[str, tuple[tuple[str, str], ...]] = {}
        links: dict[str, str] = {}
        offices: tuple[Term, ...] = ()
        for name, values in self._subjects[iri].items():
            local = name.rpartition("#")[2]
            if name == _TYPE:
                kind = self._kind(iri, [value.value for value in values])
            elif name in _TEXTS:
                texts[local] = tuple(self._text(iri, name, value) for value in values)
            elif name in _LINKS:
                if len(values) > 1:
                    _fail(self._path, iri, name, "has more than one value")
                links[local] = values[0].value
            elif name == _DUTA + "holds":
                offices = tuple(self._office(iri, value.value) for value in values)
            else:
                _fail(self._path, iri, name, "no property of actors; docs/gazetteer.md lists them")
        if kind and "prefLabel" not in texts and "iso2" not in texts:
            _fail(self._path, iri, iri, "has no skos:prefLabel")
        return Entry(iri, kind, self._path, texts, links, offices)

    def _kind(self, iri: str, classes: list[str]) -> str:
        if len(classes) > 1:
            _fail(self._path, iri, classes[1], f"{_short(iri)} has more than one class")
        kind = classes[0].removeprefix(_DUTA)
        if kind not in KINDS:
            _fail(self._path, iri, classes[0], f"no class: use duta:{', duta:'.join(KINDS)}")
        return kind

    def _text(self, iri: str, name: str, value: NamedNode | Literal | BlankNode) -> tuple[str, str]:
        if not isinstance(value, self._literal):
            _fail(self._path, iri, value.value, f"{_short(name)} wants a text in quotes")
        text, tag = value.value, value.language or ""
        if not text or "  " in text or text != text.strip():
            _fail(self._path, iri, text, f"{_short(name)}: no text, or spaces too many")
        if (wanted := _TEXTS[name]) is not None and wanted != bool(tag):
            what = "a" if wanted else "no"
            _fail(self._path, iri, text, f"{_short(name)} wants {what} language tag")
        code = _FORMS.get(name.removeprefix(_DUTA))
        if code and not re.fullmatch(code, text):
            _fail(self._path, iri, text, f"not the form of a {_short(name)}")
        return text, tag

    def _office(self, iri: str, node: str) -> Term:
        said = {key: values[0].value for key, values in self._subjects.get(node, {}).items()}
        office, of = said.pop(_DUTA + "office", None), said.pop(_DUTA + "of", None)
        since, until = said.pop(_DUTA + "from", None), said.pop(_DUTA + "until", None)
        for name in said:
            _fail(self._path, iri, name, "no property of an office")
        if office not in OFFICES:
            _fail(self._path, iri, office or iri, f"no duta:office: use {', '.join(OFFICES)}")
        if of is None:
            _fail(self._path, iri, iri, "an office without duta:of")
        for when in (since, until):
            if when is not None and not _is_date(when):
                _fail(self._path, iri, when, "no date: write 2012-05-07, 2012-05 or 2012")
        if since and until and since > last_day(until):
            _fail(self._path, iri, until, f"the office ends before it begins ({since})")
        return Term(office, of, since, until)


@cache  # thousands of offices, few days of change
def _is_date(text: str) -> bool:
    found = _DATE.fullmatch(text)
    if not found:
        return False
    try:
        date(*(int(part or 1) for part in found.groups()))
    except ValueError:
        return False
    return True


def _check_together(entries: Mapping[str, Entry]) -> None:
    """What holds across files: links lead somewhere, codes are unique."""
    seen: dict[tuple[str, str], str] = {}
    for entry in entries.values():
        linked = [*entry.links.values(), *(term.of for term in entry.offices)]
        for target in linked:
            if target not in entries:
                _fail(entry.file, entry.iri, target, "no actor of that name in any file")
            if not _reaches_side(entries, target):
                _fail(entry.file, entry.iri, target, "neither a side nor part of one")
        for name in _CODES:
            code = entry.text(name)
            if code and (other := seen.setdefault((name, code), entry.iri)) != entry.iri:
                _fail(entry.file, entry.iri, code, f"duta:{name} already of {_short(other)}")


def _reaches_side(entries: Mapping[str, Entry], iri: str) -> bool:
    passed: set[str] = set()
    while iri not in passed and (entry := entries.get(iri)):
        if entry.text("sideCode"):
            return True
        passed.add(iri)
        iri = next(iter(entry.links.values()), "")
    return False
