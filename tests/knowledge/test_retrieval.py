from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.documents import Corpus, Document, Kind, Passage, Status
from knowledge.embedders import Embedder, bundled_embedder, hash_embedder
from knowledge.index_files import Place
from knowledge.progress import Silent
from knowledge.retrieval import UNOFFICIAL, Retriever
from knowledge.sentences import sentences
from knowledge.snapshot import open_snapshot, write_snapshot
from knowledge.store import open_store
from tests.knowledge.examples import CALL

Search = Callable[..., Retriever]

NOTICE = Document("communique", "Communiqué", Kind.PRESS_RELEASE)
NOTES = Document("notes", "Notes", Kind.SUMMARY, official=False)
RULES = Document("cahier", "Cahier", Kind.SPECIFICATIONS, Status.EXPECTED, topics=("composition du jury",))
TEXTS = {
    "argent": "Une enveloppe de trois millions d’euros finance les lauréats.",
    "qui": "Peuvent candidater :\n- les associations ;\n- les entreprises d’insertion.",
    "quand": "Les dossiers sont déposés au plus tard le 1er octobre 2013, à midi.",
    "comment": "Le dossier est envoyé par courriel au ministère.\n1\nIl compte dix pages au plus.",
    "suite": "Chaque pôle rend un bilan annuel de ses emplois créés.",
}
PASSAGES = tuple(
    Passage(f"c:{name}", "communique", n, text, ("Annonce",)) for n, (name, text) in enumerate(TEXTS.items())
)
CORPUS = Corpus(CALL, (NOTICE, RULES), PASSAGES)


@pytest.fixture
def search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Search]:
    """Open a retriever on a corpus, indexed for it; of everyday words only the most frequent."""
    monkeypatch.setattr("knowledge.vocabulary.EVERYDAY_WORDS", 500)
    place = Place(tmp_path)
    with closing(open_store(f"sqlite:///{tmp_path}/guichet.db")) as store:
        opened = []

        def search(corpus: Corpus = CORPUS, embedder: Embedder | None = None) -> Retriever:
            model = embedder or hash_embedder()
            number = store.save(corpus, model.name, model.dimensions, "f")
            write_snapshot(store.version(number), corpus, store, model, place, Silent())
            store.activate(number)
            opened.append(open_snapshot(store, model, tmp_path))
            return Retriever(opened[-1])

        yield search
        for snapshot in opened:
            snapshot.close()


def ids(retriever: Retriever, question: str, limit: int = 10) -> list[str]:
    return [hit.passage.id for hit in retriever.search(question, limit).hits]


def test_the_passage_that_says_it_comes_first(search: Search) -> None:
    retriever = search()
    for passage in PASSAGES:
        assert ids(retriever, passage.text.splitlines()[-1])[0] == passage.id


def test_hits_come_best_first_each_passage_once_and_no_more_than_asked(search: Search) -> None:
    retriever = search()
    hits = retriever.search("Quelle enveloppe pour les lauréats ?", limit=10).hits
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.id for hit in hits}) == len(hits) == len(PASSAGES)
    assert ids(retriever, "Quelle enveloppe pour les lauréats ?", 2) == [hit.passage.id for hit in hits[:2]]


def test_each_sentence_of_a_hit_has_its_similarity_0_if_it_says_nothing(search: Search) -> None:
    retriever = search()
    for hit in retriever.search("Il compte dix pages au plus.").hits:
        assert len(hit.sentences) == len(sentences(hit.passage.text))
    best = retriever.search("Il compte dix pages au plus.").hits[0]
    assert best.passage.id == "c:comment"
    assert best.sentences[1] == 0.0
    assert best.sentence == best.sentences[2] == pytest.approx(1.0, abs=1e-4)
    assert 0 < best.dense < 1
    assert best.lexical > 0


def test_a_hit_without_a_searched_sentence_is_as_near_as_its_passage(search: Search) -> None:
    short = replace(PASSAGES[0], text="Enveloppe\nLauréats")
    hit = search(Corpus(CALL, (NOTICE,), (short,))).search("Quelle enveloppe ?").hits[0]
    assert hit.sentences == (0.0, 0.0)
    assert hit.sentence == hit.dense > 0


def test_scores_stay_within_their_bounds(search: Search) -> None:
    retriever = search()
    for question in (*TEXTS.values(), "xyzt", "", "?", "\ud800"):
        for hit in retriever.search(question).hits:
            assert -UNOFFICIAL - 1e-6 <= hit.score <= 1 + 1e-6
            assert -1.001 <= hit.dense <= 1.001


def test_the_question_is_repaired_then_explained(search: Search) -> None:
    found = search().search("koi pr une commune")
    assert found.question == "quoi pour une commune"
    assert found.explained.startswith("quoi pour une commune (collectivité territoriale")


def test_an_official_text_comes_before_one_that_is_not(search: Search) -> None:
    twin = replace(PASSAGES[0], id="n:1", document_id="notes")
    found = search(Corpus(CALL, (NOTES, NOTICE), (twin, *PASSAGES))).search(TEXTS["argent"])
    assert [hit.passage.id for hit in found.hits[:2]] == ["c:argent", "n:1"]
    assert found.hits[0].score - found.hits[1].score == pytest.approx(UNOFFICIAL, abs=1e-4)


def test_the_only_passage_is_found_even_if_it_is_not_official(search: Search) -> None:
    alone = replace(PASSAGES[0], id="n:1", document_id="notes")
    hits = search(Corpus(CALL, (NOTES,), (alone,))).search("Quelle enveloppe ?").hits
    assert [hit.passage.id for hit in hits] == ["n:1"]
    assert hits[0].score == pytest.approx(-UNOFFICIAL)


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.SUPERSEDED])
def test_a_text_out_of_force_is_never_found(search: Search, status: Status) -> None:
    corpus = Corpus(CALL, (replace(NOTICE, status=status), NOTES), PASSAGES)
    assert search(corpus).search(TEXTS["argent"]).hits == ()


def test_without_a_passage_intents_and_topics_are_still_found(search: Search) -> None:
    found = search(Corpus(CALL, (RULES,), ())).search("La composition du jury ?")
    assert found.hits == ()
    assert [(near.text, near.target) for near in found.topics] == [("composition du jury", "cahier")]
    assert len(found.intents) == 3


def test_what_no_text_answers_is_found_nearest_first(search: Search) -> None:
    found = search().search("Je veux parler à quelqu'un")
    assert found.intents[0].target == "person"
    assert found.intents[0].similarity == pytest.approx(1.0, abs=1e-4)
    similar = [near.similarity for near in found.intents]
    assert similar == sorted(similar, reverse=True)


def test_the_bundled_model_finds_what_other_words_say(search: Search) -> None:
    retriever = search(embedder=bundled_embedder())
    assert ids(retriever, "Quelle est la date de clôture ?")[0] == "c:quand"
    assert ids(retriever, "Quel est le budget total ?")[0] == "c:argent"
    assert ids(retriever, "Quelles structures ont le droit de participer ?")[0] == "c:qui"
    assert retriever.search("Passez-moi un être humain").intents[0].target == "person"
