"""The rules of the house, as docs/architecture.md and CONTRIBUTING.md give them."""

import ast
import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

import kg
from kg import lexicon
from kg.errors import DutaError, Interrupted
from kg.event import COLUMNS, Status

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "kg"
SOURCES = sorted(PACKAGE.rglob("*.py"))
README = ROOT / "README.md"


def name(path: Path) -> str:
    """`kg/view/page.py` -> `kg.view.page`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def unit(module: str) -> str:
    """The row of the layout that a module belongs to: `kg.view.page` -> `view`."""
    return module.split(".")[1] if "." in module else module


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


MODULES = [name(path) for path in SOURCES]
by_path = pytest.mark.parametrize("path", SOURCES, ids=name)


# Layout


def layout() -> dict[str, set[str]]:
    """Each unit of the table in docs/architecture.md and what it may import directly."""
    rows: dict[str, set[str]] = {}
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 3:
            names = [n.rstrip("/") for n in re.findall(r"`([^`]+)`", cells[0])]
            stated = set(re.findall(r"\w+", cells[2].replace("`", "").partition(";")[0]))
            allowed = set(rows) if "all" in stated else stated & (set(rows) | set(names))
            unknown = stated - allowed - {"all", "above", "inside", "the", "commands"}
            assert not unknown, f"{names}: {unknown} not in a row above"
            for each in names:
                rows[each] = allowed | set(names) - {each}
    return rows


def reached(rows: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    todo = [start]
    while todo:
        for each in rows[todo.pop()] - found:
            found.add(each)
            todo.append(each)
    return found


def imports(path: Path) -> Iterator[str]:
    """Modules of ours that a file imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.split(".")[0] == "kg")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: a relative import"
            if node.module and node.module.split(".")[0] == "kg":
                for a in node.names:
                    whole = f"{node.module}.{a.name}"
                    yield whole if whole in MODULES else node.module


def test_the_layout_names_every_module() -> None:
    units = {unit(m) for m in MODULES} - {"kg", "__main__"}
    assert set(layout()) == units


@by_path
def test_imports_run_one_way(path: Path) -> None:
    rows = layout()
    own = unit(name(path))
    if own in {"kg", "__main__"}:
        pytest.skip("the outside")
    allowed = reached(rows, own) | {own, "kg", "errors"}
    wrong = {m for m in imports(path) if unit(m) not in allowed}
    assert not wrong, f"{own} may not import {', '.join(sorted(wrong))}"


@by_path
def test_length(path: Path) -> None:
    length = len(path.read_text(encoding="utf-8").splitlines())
    assert length <= (260 if path.name == "cli.py" else 400)


@by_path
def test_exported_names(path: Path) -> None:
    if name(path) in {"kg", "kg.__main__"}:
        pytest.skip("exports nothing")
    module = importlib.import_module(name(path))
    assert module.__all__, "no __all__"
    missing = [n for n in module.__all__ if not hasattr(module, n)]
    assert not missing
    assert sorted(set(module.__all__), key=str) == sorted(module.__all__, key=str), "twice"


@by_path
def test_every_public_name_is_exported(path: Path) -> None:
    if path.name in {"__main__.py", "cli.py"} or name(path) == "kg":
        pytest.skip("the outside")
    exported = set(importlib.import_module(name(path)).__all__)
    public = {
        n.name
        for n in tree(path).body
        if isinstance(n, ast.FunctionDef | ast.ClassDef) and not n.name.startswith("_")
    }
    assert public <= exported


# Words of a language belong to the lexicon


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """String constants of a file that are no docstrings."""
    blocks = (getattr(node, "body", None) for node in ast.walk(tree(path)))
    notes = {
        id(n.value)
        for block in blocks
        if isinstance(block, list)
        for n in block
        if isinstance(n, ast.Expr)
    }
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.lineno, node.value


@cache
def interface() -> frozenset[str]:
    """Words that are terms of a format of ours, whatever language they happen to be of."""
    folder = ROOT / "ontology"
    schema = yaml.safe_load((folder / "lexicon/schema.yaml").read_text(encoding="utf-8"))
    terms = set(re.findall(r"[a-z_-]+", json.dumps(schema)))
    classes = re.findall(r"duta:(\w+)", (folder / "duta.ttl").read_text(encoding="utf-8"))
    terms |= {*classes, *(part for c in classes for part in re.findall(r"[A-Z]?[a-z]+", c))}
    terms |= {*COLUMNS, *map(str, Status)}
    for path in SOURCES:  # a name in the code may be named in a string
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Name | ast.arg | ast.Attribute | ast.keyword | ast.FunctionDef):
                terms |= {getattr(node, "id", ""), getattr(node, "arg", ""),
                          getattr(node, "attr", ""), getattr(node, "name", "")}  # fmt: skip
    return frozenset(str(t).lower() for t in terms if t)


@cache
def forms(language: str) -> frozenset[str]:
    """All forms of a lexicon's triggers and small words, of three letters or more."""
    found = lexicon.load(language)
    small = [found.auxiliaries, found.negation, found.hedges, found.conditionals, found.according,
             found.coordination, found.relative, found.demonstratives, found.pronouns,
             *found.prepositions.values()]  # fmt: skip
    words = {*found.triggers, *(w for group in small for w in group)}
    return frozenset(w for w in words if len(w) > 2)


@by_path
@pytest.mark.parametrize("language", lexicon.known_languages())
def test_no_word_list_in_the_code(path: Path, language: str) -> None:
    """Three words of a lexicon in one list, set or mapping are a word list."""
    words = forms(language) - interface()
    for node in ast.walk(tree(path)):
        items: list[ast.expr | None] = []
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            items = [*node.elts]
        elif isinstance(node, ast.Dict):
            items = [*node.keys, *node.values]
        values = [i.value for i in items if isinstance(i, ast.Constant)]
        found = {v for v in values if isinstance(v, str) and v.strip().lower() in words}
        assert len(found) < 3, f"{path.name}:{getattr(node, 'lineno', 0)}: {sorted(found)}"


@by_path
def test_no_indonesian_in_the_code(path: Path) -> None:
    """Messages are in English; an Indonesian word in a string is knowledge in the wrong place."""
    colours = {"red"}  # of the terminal; in news also a notice of Interpol's
    words = forms("id") - forms("en") - interface() - colours
    found = [
        f"{path.name}:{number}: {word}"
        for number, string in strings(path)
        for word in re.findall(r"[a-z]+", string.lower())
        if word in words
    ]
    assert not found


def test_lexicons_are_there() -> None:
    assert {"en", "id"} <= set(lexicon.known_languages())
    assert all(len(forms(language)) > 200 for language in ("en", "id"))


# Nothing loads early


def python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command_line_starts_light() -> None:
    heavy = {"babel", "feedparser", "jsonschema", "lxml", "networkx", "numpy", "pyarrow",
             "pyoxigraph", "pyshacl", "pyvis", "rdflib", "requests", "spacy", "thinc",
             "trafilatura", "urllib3", "warcio", "yaml"}  # fmt: skip
    loaded = set(json.loads(python("import json, sys, kg.cli; print(json.dumps([*sys.modules]))")))
    assert not heavy & loaded


def test_importing_reads_no_data() -> None:
    code = f"""
import importlib, sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
for module in {[m for m in MODULES if m != "kg.__main__"]!r}:
    importlib.import_module(module)
data = ("/ontology/", "/_data/", "/data/")
print([p for p in opened if p.startswith({str(ROOT)!r}) and not "/site-packages/" in p
       and any(d in p for d in data)])
"""
    assert python(code).strip() == "[]"


# Errors, and what is written down


def test_errors_have_exit_codes_of_their_own() -> None:
    kinds = [DutaError, *DutaError.__subclasses__()]
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert not {kind.code for kind in kinds} & {0, 2}
    assert [kind for kind in kinds if kind.code == 130] == [Interrupted]


def test_the_changelog_begins_with_this_version() -> None:
    found = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert found[0] == kg.__version__


@pytest.mark.skipif(not README.exists(), reason="no README yet")
def test_the_readme_documents_every_command_and_option() -> None:
    from typer.main import get_command

    from kg.cli import app

    text = README.read_text(encoding="utf-8")
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert len(commands) == 13
    missing = [f"kg {c}" for c in commands if not re.search(rf"\bkg {c}\b", text)]
    assert not missing


@pytest.mark.skipif(not README.exists(), reason="no README yet")
def test_ci_runs_the_commands_of_the_readme() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    run = [line for line in script.splitlines() if line.startswith("make ")]
    assert run == ["make graph", "make test"]
    assert all(command in README.read_text(encoding="utf-8") for command in run)
    rules = re.findall(r"^([\w%-]+(?: [\w%-]+)*):", (ROOT / "Makefile").read_text(), re.M)
    assert {"graph", "test", "lock"} <= set(rules)


def tracked(*options: str) -> list[str]:
    if not (ROOT / ".git").exists():
        pytest.skip("no checkout")
    done = subprocess.run(
        ["git", "ls-files", "-z", *options], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [n for n in done.stdout.split("\0") if n]


def test_nothing_that_is_built_is_tracked() -> None:
    assert tracked("--cached", "--ignored", "--exclude-standard") == []


def test_no_file_names_a_place_of_one_machine() -> None:
    """Nor the host of a package index: the lock holds names, versions and hashes only."""
    places = re.compile(r"/(?:work|root|opt|home)/\w|--(?:extra-)?index-url|--find-links|pypi\.")
    own = str(Path(__file__).relative_to(ROOT))
    found = []
    for path in tracked():
        file = ROOT / path
        if path == own or path.startswith((".venv/", "data/models/")) or not file.is_file():
            continue
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path}: {m[0]}" for m in places.finditer(text)]
    assert not found


def test_the_lock_pins_what_the_project_needs() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = set(re.findall(r"^([a-z0-9.-]+)==", text, re.M))
    wanted = re.findall(r'^    "([a-z0-9-]+)>=', (ROOT / "pyproject.toml").read_text(), re.M)
    assert len(wanted) > 20
    assert set(wanted) <= pins
    blocks = re.split(r"^(?=[a-z0-9.-]+==)", text, flags=re.M)[1:]
    assert all("--hash=sha256:" in block for block in blocks)
