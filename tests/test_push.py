"""`kg push`: what a real server has afterwards, whatever came between."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic
from requests.auth import HTTPDigestAuth
from servers import PASSWORD, ROOT, Server, free_ports, kg, kill, oxigraph, start, virtuoso
from test_corpus import articles, lines, told

from kg import build, directory
from kg import push as handing
from kg.article import read
from kg.corpus import Corpus
from kg.errors import OutputError
from kg.graphstore import GraphStore
from kg.push import Handed
from kg.pushed import Pushed

BOTH = pytest.mark.parametrize("server", ["oxigraph", "virtuoso"], indirect=True)


@pytest.fixture(scope="module")
def servers(tmp_path_factory) -> Iterator[dict[str, Server]]:
    with (
        oxigraph(tmp_path_factory.mktemp("oxigraph")) as one,
        virtuoso(tmp_path_factory.mktemp("virtuoso")) as other,
    ):
        yield {"oxigraph": one, "virtuoso": other}


@pytest.fixture
def server(request, servers: dict[str, Server]) -> Server:
    """A server that has nothing of ours."""
    return emptied(servers[getattr(request, "param", "oxigraph")])


def emptied(server: Server) -> Server:
    for iri in counts(server):
        requests.delete(server.graphs, params={"graph": iri}, auth=auth(server), timeout=60)
    assert not counts(server)
    return server


def auth(server: Server) -> HTTPDigestAuth | None:
    return HTTPDigestAuth(server.user, PASSWORD) if server.user else None


def counts(server: Server) -> dict[str, int]:
    """How many triples each graph of ours has."""
    rows = server.ask("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    return {r["g"]: int(r["n"]) for r in rows if r["g"].startswith("https://w3id.org/duta/id/")}


def graph(server: Server, iri: str) -> rdflib.Graph:
    answer = requests.get(
        server.graphs, {"graph": iri}, headers={"Accept": "application/n-triples"},
        auth=auth(server), timeout=60,
    )  # fmt: skip
    return rdflib.Graph().parse(data=answer.content, format="nt")


def own(store: ox.Store, iri: str) -> rdflib.Graph:
    triples = (q.triple for q in store.quads_for_pattern(None, None, None, ox.NamedNode(iri)))
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=data, format="nt")


def has_all(server: Server, where: Path) -> bool:
    """Whether it has the graphs in a directory, and no others; three are compared by isomorphism,
    and that of the relations.
    """
    store = directory.engine(where)
    quads = store.quads_for_pattern(None, None, None, None)
    wanted = Counter(q.graph_name.value for q in quads if isinstance(q.graph_name, ox.NamedNode))
    assert counts(server) == wanted
    some = [*sorted(wanted)[:: len(wanted) // 3], "https://w3id.org/duta/id/relations"]
    return all(isomorphic(graph(server, iri), own(store, iri)) for iri in some)


def parts(where: Path) -> int:
    """How many parts are remembered as pushed, while a push may be running."""
    total = 0
    for path in (where / "pushed").glob("*.sqlite"):
        try:
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
                total += db.execute("SELECT count(*) FROM part").fetchone()[0]
        except sqlite3.Error:
            pass  # not made yet
    return total


def push(where: Path, server: Server, *, update: bool = False, again: bool = False) -> Handed:
    """What a push in this process does."""
    url = server.updates if update else server.graphs
    store = GraphStore(url, server.user, PASSWORD, update=update)
    return handing.push(where, store, again=again)


@pytest.fixture(scope="module")
def several(tmp_path_factory) -> Path:
    """A corpus of 300 articles in five parts."""
    folder = tmp_path_factory.mktemp("corpus")
    corpus = Corpus.create(folder / "out")
    corpus.grow(articles(folder, map(told, range(300))))
    return corpus.directory


@pytest.fixture(scope="module")
def gold(tmp_path_factory) -> Path:
    """A corpus of eight articles as they are written."""
    corpus = Corpus.create(tmp_path_factory.mktemp("gold") / "out")
    corpus.grow(read(sorted((ROOT / "benchmarks/gold/dev").glob("*.txt"))[:8]))
    return corpus.directory


# What the server has


@BOTH
@pytest.mark.parametrize("update", [False, True], ids=["graphs", "updates"])
def test_it_has_each_graph_as_it_was_built(server: Server, gold: Path, update: bool) -> None:
    done = push(gold, server, update=update, again=True)
    assert (done.put, done.dropped) == (8, 0)
    assert done.added > 50
    assert has_all(server, gold)
    assert push(gold, server, update=update) == Handed()


@BOTH
def test_killed_at_work_it_goes_on_and_the_server_has_all(server: Server, several: Path) -> None:
    before = parts(several)
    running = start("push", several, server.graphs, *server.options)
    while parts(several) == before:
        assert running.poll() is None
        time.sleep(0.01)
    kill(running)
    done = parts(several) - before
    assert 0 < done < 5
    code, out, _ = kg("push", several, server.graphs, *server.options)
    assert code == 0
    assert int(out.partition(": ")[2].partition(" ")[0]) == 300 - 64 * done
    assert has_all(server, several)


@BOTH
def test_what_was_changed_and_forgotten_is_changed_and_gone(server: Server, tmp_path: Path) -> None:
    corpus = Corpus.create(tmp_path / "out")
    rows = [told(n) for n in range(100)]
    corpus.grow(articles(tmp_path, rows))
    push(corpus.directory, server)
    rows[3] |= {"text": "Peru praised Chile on 3 May 2021."}
    corpus.grow(articles(tmp_path, rows))
    corpus.forget(["a70", "a71"])
    done = push(corpus.directory, server)
    assert (done.put, done.dropped) == (1, 3)
    left = counts(server)
    assert len(left) == 98 + 3
    left.pop("https://w3id.org/duta/id/actors")  # who was named once stays, as in the store
    own_counts = Counter(
        q.graph_name.value
        for q in corpus.engine().quads_for_pattern(None, None, None, None)
        if isinstance(q.graph_name, ox.NamedNode)
    )
    assert {iri: own_counts[iri] for iri in left} == left
    for name in ("relations", "stories"):
        iri = corpus.base + name
        assert isomorphic(graph(server, iri), own(corpus.engine(), iri))


@BOTH
def test_what_was_analysed_is_handed_over_and_goes_with_the_corpus_it_is_of(
    server: Server, tmp_path: Path
) -> None:
    corpus = Corpus.create(tmp_path / "out")
    corpus.grow(articles(tmp_path, map(told, range(20))))
    push(corpus.directory, server)
    build.analyze(corpus.directory, ["side"], write=True)
    assert push(corpus.directory, server).put == 1
    assert has_all(server, corpus.directory)
    corpus.grow(articles(tmp_path, map(told, range(21))))
    assert push(corpus.directory, server).dropped == 1
    assert has_all(server, corpus.directory)


@BOTH
def test_a_relation_goes_when_its_event_is_denied(server: Server, tmp_path: Path) -> None:
    corpus = Corpus.create(tmp_path / "out")
    fact = {"id": "1", "text": "Peru attacked Chile on 3 May 2021.", "lang": "en"}
    denial = "Peru denied that it had attacked Chile on 3 May 2021."
    attacked = "SELECT ?g { GRAPH ?g { <http://www.wikidata.org/entity/Q419> " \
               "<https://w3id.org/duta/ontology#attacks> ?whom } }"  # fmt: skip

    corpus.grow(articles(tmp_path, [fact, told(2)]))
    push(corpus.directory, server)
    assert server.ask(attacked)
    corpus.grow(articles(tmp_path, [{"id": "2", "text": denial, "lang": "en"}]))
    push(corpus.directory, server)
    assert not server.ask(attacked)
    corpus.forget(["2"])
    push(corpus.directory, server)
    assert server.ask(attacked)


def test_a_graph_of_few_articles_that_becomes_a_corpus_and_back(
    server: Server, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    for number, fresh in ((3, False), (2, True), (210, False), (4, True)):
        given = lines(tmp_path / "in.jsonl", map(told, range(number)))
        build.build([given], out, jobs=1, fresh=fresh)
        push(out, server)
        if number == 2:
            assert build.forget(out, ["a1"]) == 1
            push(out, server)
        assert has_all(server, out)


# Servers that go away


def test_a_server_that_is_away_for_a_while_is_waited_for(tmp_path: Path, several: Path) -> None:
    (port,) = free_ports(1)
    place = tmp_path / "oxigraph"
    place.mkdir()
    before = parts(several)
    with oxigraph(place, port) as first:
        running = start("push", several, first.graphs)
        while parts(several) == before:
            assert running.poll() is None
            time.sleep(0.01)
    with oxigraph(place, port) as second:
        _, err = running.communicate(timeout=120)
        assert (running.returncode, err) == (0, "")
        assert has_all(second, several)


def test_a_server_that_has_lost_all_gets_all_again(tmp_path: Path, several: Path) -> None:
    (port,) = free_ports(1)
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        with oxigraph(tmp_path / name, port) as server:
            done = push(several, server)
            assert (done.put, done.anew) == (300, name == "other")
            assert push(several, server, again=True).put == 300
            assert has_all(server, several)


def test_what_refuses_is_one_line(servers: dict[str, Server], tmp_path: Path) -> None:
    out = tmp_path / "out"
    build.build([lines(tmp_path / "in.jsonl", [told(1)])], out)
    plain, locked = servers["oxigraph"], servers["virtuoso"]
    crud = locked.graphs.removesuffix("-auth")
    cases = {
        (locked.graphs,): "answers 401 Unauthorized; name a user with --user",
        (locked.graphs, "--user", "nobody"): "answers 401 Unauthorized to user nobody: check",
        (crud,): "answers 403 Forbidden; it allows no changes here",
        (plain.graphs.replace("store", "shop"),): "answers 404 Not Found; it has no graph store",
        (plain.queries, "--update"): "answers 415 Unsupported Media Type; it does not take that",
        (f"http://127.0.0.1:{free_ports(1)[0]}/",): "cannot be reached ",
        ("ftp://127.0.0.1/",): "no address of a server",
        ("http://dba:dba@127.0.0.1/",): "a password in an address shows",
    }
    for args, said in cases.items():
        code, printed, err = kg("push", out, *args)
        assert (code, printed) == (7, ""), args
        assert said in err
        assert err.startswith("kg: ")
        assert err.count("\n") == 1
        assert PASSWORD not in err.replace("dba:dba", "")
    assert kg("push", tmp_path, plain.graphs)[0] == 5


def test_it_does_not_push_what_is_being_built(server: Server, several: Path) -> None:
    with Corpus(several).alone():
        code, _, err = kg("push", several, server.graphs)
    assert (code, "another build or push is at work here" in err) == (5, True)


# What queries see there


def test_what_a_query_sees_that_names_no_graph(servers: dict[str, Server], tmp_path: Path) -> None:
    """What docs/scale.md says of default graphs: three articles name Peru."""
    plain, union = map(emptied, servers.values())
    corpus = Corpus.create(tmp_path / "out")
    corpus.grow(articles(tmp_path, [told(0), told(10), told(20)]))
    for server in (plain, union):
        push(corpus.directory, server)
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    named = f"SELECT ?name {{ <http://www.wikidata.org/entity/Q419> <{label}> ?name }}"
    assert plain.ask(named) == []
    assert len(plain.ask(named, **{"union-default-graph": ""})) == 3
    assert len(union.ask(named)) == 3
    once = named.replace("SELECT", "SELECT DISTINCT")
    assert len(plain.ask(once, **{"union-default-graph": ""})) == 1
    assert len(union.ask(once)) == 1


# What is remembered


@settings(max_examples=25, deadline=None)
@given(there=st.sets(st.text("abc", max_size=3)), wanted=st.sets(st.text("abc", max_size=3)))
def test_what_a_server_has_beside_what_is_wanted(
    tmp_path_factory, there: set[str], wanted: set[str]
) -> None:
    memory = Pushed(tmp_path_factory.mktemp("memory"), "http://127.0.0.1/")
    memory.add("part", dict.fromkeys(there, b""))
    assert set(memory.others(sorted(wanted))) == there - wanted
    for iri in memory.others(sorted(wanted)):
        memory.drop(iri)
    assert set(memory.others([])) == there & wanted
    memory.close()


def test_a_memory_that_is_broken_says_so(tmp_path: Path) -> None:
    Pushed(tmp_path, "http://127.0.0.1/").close()
    (path,) = (tmp_path / "pushed").glob("*.sqlite")
    path.write_text("nothing of the kind")
    with pytest.raises(OutputError, match="remove it, and push all"):
        Pushed(tmp_path, "http://127.0.0.1/")
