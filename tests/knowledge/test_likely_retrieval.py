from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.coverage import Coverage
from knowledge.documents import Corpus, Document, Kind, Passage
from knowledge.hits import Hit
from knowledge.proposed import Proposed
from knowledge.ranking import MEASURES, ranked
from knowledge.retrieval import Retriever
from tests.knowledge.examples import CALL
from tests.knowledge.snapshots import Snapshots, made_in

NOTICE = Document("c", "Communiqué", Kind.PRESS_RELEASE)
TEXTS = ("Une enveloppe de trois millions d’euros finance les lauréats.", "Un jury choisit les lauréats.")
PASSAGES = tuple(Passage(f"c:{n}", "c", n, text) for n, text in enumerate(TEXTS))
CORPUS = Corpus(CALL, (NOTICE,), PASSAGES)
ASKED = "Qui décide des dossiers retenus ?"
EVEN = dict.fromkeys(MEASURES, 1.0)


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshots]:
    folder: Path = tmp_path_factory.mktemp("likely")
    with made_in(folder) as made:
        yield made


def retriever(snapshots: Snapshots, corpus: Corpus) -> Retriever:
    return Retriever(snapshots.open(corpus), EVEN, Coverage(()))


def test_a_passage_is_as_near_as_the_question_proposed_for_it_and_nothing_else_of_it_changes(
    snapshots: Snapshots,
) -> None:
    plain = {hit.passage.id: hit for hit in retriever(snapshots, CORPUS).search(ASKED).hits}
    proposed = replace(CORPUS, proposed=(Proposed("c:1", (ASKED, "Y a-t-il un jury ?")),))
    findings = retriever(snapshots, proposed).search(ASKED)
    hits = {hit.passage.id: hit for hit in findings.hits}
    assert hits["c:1"].likely > max(0.6, hits["c:1"].sentence)
    assert hits["c:0"].likely == 0
    assert not any(hit.approved for hit in findings.hits)
    assert findings.approved == ()
    for id, hit in plain.items():
        assert hit.likely == 0
        assert replace(hits[id], likely=0.0) == hit


def hit(name: str, near: float, likely: float = 0.0) -> Hit:
    passage = Passage(name, "c", 0, "Un texte.")
    return Hit(passage, 0.0, 0.0, near, 0.0, (near,), likely=likely)


def test_likely_questions_move_a_hit_in_the_order_and_never_its_score() -> None:
    weights = dict.fromkeys(MEASURES, 0.0) | {"lexical": 1.0}
    plain = ranked([hit("a", 0.8), hit("b", 0.8)], weights, frozenset())
    moved = ranked([hit("a", 0.8), hit("b", 0.8, 0.95)], weights, frozenset())
    assert [one.passage.id for one in plain] == ["a", "b"]
    assert [one.passage.id for one in moved] == ["b", "a"]
    assert {one.score for one in (*plain, *moved)} == {0.0}


def test_a_passage_without_likely_questions_is_as_near_as_its_sentences() -> None:
    weights = dict.fromkeys(MEASURES, 0.0) | {"lexical": 1.0}
    found = ranked([hit("asked", 0.5, 0.7), hit("near", 0.9)], weights, frozenset())
    assert [one.passage.id for one in found] == ["near", "asked"]


def test_what_a_likely_question_gains_does_not_outweigh_what_the_texts_say() -> None:
    found = ranked([hit("said", 0.9), hit("asked", 0.6, 0.99)], EVEN, frozenset())
    assert [one.passage.id for one in found] == ["said", "asked"]
