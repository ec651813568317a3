"""The generated sentences that the parsers are trained on: trees, forms, and no copies."""

import importlib
import json
import subprocess
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
LANGUAGES = ("en", "id")
TREEBANKS = {
    "en": ["en_ewt-ud-train", "en_ewt-ud-dev", "en_ewt-ud-test"],
    "id": ["id_csui-ud-train", "id_csui-ud-test", "id_pud-ud-test", "id_gsd-ud-dev"],
}
CLOSED = {"ADP", "AUX", "CCONJ", "SCONJ", "PART", "DET", "PRON"}
KEPT = {"Voice", "VerbForm", "Tense", "Mood", "Polarity"}


sys.path.insert(0, str(ROOT / "training"))  # scripts there import each other by name
generate = importlib.import_module("generate")
rulebook = importlib.import_module("rulebook")


@cache
def made(language):
    return tuple(generate.sentences(language, 2000, 7))


@cache
def treebank(language):
    rows = []
    for name in TREEBANKS[language]:
        path = SHARED / f"treebanks/{name}.conllu"
        if not path.exists():
            pytest.skip("no treebanks")
        lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
        rows += [row for row in lines if len(row) == 10 and row[0].isdigit()]
    return rows


def kept(features):
    return "|".join(f for f in features.split("|") if f.split("=")[0] in KEPT)


def tree(*heads):
    label = ["root" if h < 0 else "obj" for h in heads]
    pairs = zip(heads, label, strict=True)
    return [generate.Token("x", "NOUN", "", head, relation) for head, relation in pairs]


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_thousand_different_sentences_of_newspaper_length(language):
    texts = [text for text, _ in made(language)]
    assert len(set(texts)) == 2000
    lengths = [len(tokens) for _, tokens in made(language)]
    assert 12 <= sum(lengths) / len(lengths) <= 30
    assert max(lengths) <= 60
    assert min(lengths) >= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tree_is_one(language):
    for text, tokens in made(language):
        assert generate.check(tokens) == "", text
        assert generate.text_of(tokens) == text
        assert text[-1] in '."”'
        assert not text[0].islower()
        for broken in (" ,", " .", ",,", ",.", "( ", " )", "  "):
            assert broken not in text, text


def test_what_is_no_tree_is_found():
    assert generate.check(tree(1, -1, 1)) == ""
    assert generate.check(tree(-1, -1)) == "2 roots"
    assert generate.check(tree(1, 0)) == "0 roots"
    assert generate.check(tree(-1, 2, 1)) == "a cycle"
    assert generate.check(tree(2, 3, -1, 2)) == "arcs cross"
    assert generate.check([generate.Token("x", "NOUN", "", -1, "obj")]) != ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_seed_makes_the_same_sentences_in_another_process(language, tmp_path):
    out = tmp_path / "made.conllu"
    script = ROOT / "training/generate.py"
    command = [sys.executable, str(script), language, "--sentences", "50", "--out", str(out)]
    done = subprocess.run(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "5"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert out.read_text(encoding="utf-8") == "".join(generate.conllu(language, 50, 7))
    assert list(generate.conllu(language, 50, 8)) != list(generate.conllu(language, 50, 7))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_vocabulary_is_broad(language):
    grammar = rulebook.read(language)
    verbs, nouns = set(), set()
    for name, lexemes in grammar.words.items():
        paradigm = grammar.raw["words"][name]["paradigm"]
        kinds = {form["pos"] for form in grammar.raw["paradigms"][paradigm].values()}
        words = {next(iter(lexeme.forms.values())) for lexeme in lexemes}
        verbs |= words if kinds == {"VERB"} else set()
        nouns |= words if kinds == {"NOUN"} else set()
    assert len(verbs) >= 250
    assert len(nouns) >= 300
    assert len(grammar.names["State"]) > 150
    assert min(len(grammar.names["Given"]), len(grammar.names["Family"])) > 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_the_grammar_is_used(language):
    """What no derivation of S can reach is an error in a rule, or dead."""
    grammar = rulebook.read(language)
    classes = {*grammar.words, *grammar.names, *grammar.raw["numbers"]}
    reached, left = set(), ["S"]
    while left:
        symbol = left.pop()
        if symbol in reached or "/" in symbol:
            continue
        reached.add(symbol)
        if symbol.split(".")[0] in classes:
            continue
        alternatives = list(grammar.alternatives(symbol))
        while alternatives:
            for item in alternatives.pop().items:
                alternatives += item.group
                left += [item.atom] if item.atom else []
    names = {symbol.split("[")[0].split(".")[0] for symbol in reached}
    assert {*grammar.rules, *classes} - names == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_and_relations_are_those_of_the_treebanks(language):
    """Closed-class words with these relations, features with these parts of speech."""
    closed, features, places = set(), set(), set()
    for row in treebank(language):
        closed.add((row[1].lower(), row[3], row[7]))
        features.add((row[3], kept(row[5])))
        places.add((row[3], row[7]))
    for text, tokens in made(language):
        for token in tokens:
            assert (token.pos, token.feats) in features, (token, text)
            assert (token.pos, token.label) in places, (token, text)
            if token.pos in CLOSED:
                assert (token.form.lower(), token.pos, token.label) in closed, (token, text)


def test_english_verbs_are_inflected_as_in_the_treebank():
    attested = defaultdict(set)
    for row in treebank("en"):
        attested[row[2], row[3], kept(row[5])].add(row[1].lower())
    grammar = rulebook.read("en")
    paradigm = grammar.raw["paradigms"]["verb"]
    variants = {"cancel", "apologize", "swear"}  # spelt otherwise in the treebank
    compared = 0
    for name, lexemes in grammar.words.items():
        if grammar.raw["words"][name]["paradigm"] != "verb":
            continue
        for lexeme in lexemes:
            for form in ("past", "part", "pass", "ing"):
                lemma, word = lexeme.forms["base"], lexeme.forms[form]
                found = attested.get((lemma, "VERB", paradigm[form]["feats"]))
                if found and lemma not in variants:
                    compared += 1
                    assert word in found, (lemma, form)
    assert compared > 500


def test_indonesian_verbs_take_their_prefixes_as_in_the_treebanks():
    """Where a root is attested with one active prefix, ours is that one."""
    forms = {row[1].lower() for row in treebank("id") if row[3] == "VERB"}
    grammar = rulebook.read("id")
    compared = 0
    for name, lexemes in grammar.words.items():
        if grammar.raw["words"][name]["paradigm"] != "verb":
            continue
        for lexeme in lexemes:
            root, active = lexeme.forms["root"], lexeme.forms["act"]
            tails = (root, root[1:])
            starts = ("me", "mem", "men", "meng", "meny", "memper")
            found = {s + t for s in starts for t in tails if s + t in forms and len(t) > 4}
            if found:
                compared += 1
                assert active in found, (root, active, found)
            assert lexeme.forms["pas"] == "di" + root
    assert compared > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_one_that_we_test_with(language):
    tested = (ROOT / f"tests/sentences/{language}.yaml").read_text(encoding="utf-8")
    known = {entry["text"] for entry in yaml.safe_load(tested)}
    for path in sorted((SHARED / "gold").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            known.add(str(json.loads(line).get("text", "")))
    articles = [
        path.read_text(encoding="utf-8")
        for path in [*(SHARED / "gold").glob("*.txt"), *(ROOT / "data/articles").glob("*.txt")]
    ]
    assert len(known) > 50
    assert articles
    for text, _ in made(language):
        assert text not in known
        assert not any(text in article for article in articles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_trainer_reads_all_of_it(language, tmp_path):
    """Hardly a sentence is lost where gold words meet the tokens of our own tokenizer."""
    spacy = pytest.importorskip("spacy")
    train = importlib.import_module("train")
    out = tmp_path / "made.conllu"
    out.write_text("".join(generate.conllu(language, 500, 7)), encoding="utf-8")
    nlp = spacy.blank({"en": "ud_en", "id": "ud"}[language])
    read = list(train.read_conllu(out, relabel=False))
    assert [text for text, _ in read] == [text for text, _ in made(language)[:500]]
    examples = [train.example(nlp, text, words) for text, words in read]
    assert examples.count(None) <= 5
    recipe = {"lang": language, "seed": 7}
    assert len(train.load(nlp, tmp_path, ["generated:500"], recipe)) >= 495


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("nsubj=a/NOUN obj=b/NOUN", "not exactly one head"),
        ("*a/VERB nsubj=(*b/NOUN", "not closed"),
        ("*a/VERB )", "do not match"),
        ("*a/VERB b/NOUN", "neither head nor dependent"),
        ("*a/VERB (*b/NOUN)", "needs a relation"),
    ],
)
def test_a_wrong_rule_is_reported(rule, fault):
    grammar = rulebook.Grammar("xx", {}, {"S": ((), rule)}, {}, {})
    with pytest.raises(rulebook.GrammarError, match=fault):
        grammar.alternatives("S")


def test_a_language_without_a_grammar_is_reported():
    with pytest.raises(rulebook.GrammarError, match="no grammar for xx"):
        rulebook.read("xx")
