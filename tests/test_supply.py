"""What Duta is made of: nothing from elsewhere gets in, and nothing in it is code in disguise."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg import check
from kg.errors import KnowledgeError
from kg.resources import MODELS, resource

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))
from dependencies import PAGE, licence, needed  # noqa: E402


def test_nothing_that_is_loaded_is_a_pickle() -> None:
    """No class or function is looked up by what data says, when a text is read and a graph made;
    Babel, locked by its hash, has its own locale data as pickles.
    """
    code = (
        "import sys\nseen = []\n"
        "sys.addaudithook(lambda name, args: seen.append(args) if name == 'pickle.find_class' "
        "else None)\n"
        "from kg import graph, ontology\nfrom kg.article import Article\n"
        "from kg.pipeline import Reader\n"
        "reader = Reader()\n"
        "for code in ('en', 'id', 'ms'):\n"
        "    reading = reader.read(Article('urn:a', 'a', 'Iran menyerang Irak.', code))\n"
        "    graph.trig(graph.build([reading], ontology.load()))\n"
        "print({module.partition('.')[0] for module, _ in seen})\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True,
                          check=True)  # fmt: skip
    assert done.stdout == "{'babel'}\n"


def test_a_parser_that_is_not_the_one_of_its_card_is_noticed(tmp_path: Path) -> None:
    parser = shutil.copytree(resource(MODELS) / "id", tmp_path / "id")
    check._same(parser)
    (parser / "meta.json").write_bytes((parser / "meta.json").read_bytes() + b" ")
    with pytest.raises(KnowledgeError, match=r"id: not the parser of its README.md; reinstall"):
        check._same(parser)


def test_every_package_that_runs_is_listed_with_its_licence() -> None:
    listed = dict(re.findall(r"^\| `(.+?)` \| (.+) \|$", PAGE.read_text(), re.MULTILINE))
    installed = {name: licence(package) for name, package in needed().items()}
    assert {"rdflib", "spacy", "networkx", "numpy"} < set(installed)
    assert {name: listed.get(name) for name in installed} == installed
    assert all(installed.values())
