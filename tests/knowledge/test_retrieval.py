from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.asked import Asked
from knowledge.coverage import Basis, Coverage, Covered
from knowledge.documents import Corpus, Document, Kind, Passage, Status
from knowledge.embedders import Embedder, bundled_embedder
from knowledge.entries import Channel, intents
from knowledge.hits import Hit
from knowledge.preparation import Quoted, State, Treatment
from knowledge.ranking import MEASURES, UNOFFICIAL
from knowledge.retrieval import WEIGHED, Findings, Retriever
from knowledge.sentences import sentences
from knowledge.snapshot import Snapshot
from knowledge.studies import crowd
from tests.knowledge.examples import CALL
from tests.knowledge.snapshots import EMBEDDER, Snapshots, made_in

Search = Callable[..., Retriever]

EVEN = dict.fromkeys(MEASURES, 1.0)
WHOLE = sum(EVEN.values())
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
MONEY = "c:argent"
UNKNOWN = Coverage()
SEA = "Et la mer, qu’en dit-on ?"


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshots]:
    with made_in(tmp_path_factory.mktemp("retrieval")) as snapshots:
        yield snapshots


@pytest.fixture(scope="module")
def search(snapshots: Snapshots) -> Search:
    """Open a retriever on a corpus whose measures all count alike."""

    def search(
        corpus: Corpus = CORPUS, embedder: Embedder = EMBEDDER, coverage: Coverage = UNKNOWN
    ) -> Retriever:
        return Retriever(snapshots.open(corpus, embedder), EVEN, coverage)

    return search


@pytest.fixture(scope="module")
def retriever(search: Search) -> Retriever:
    return search()


@pytest.fixture(scope="module")
def meant(search: Search) -> Retriever:
    """Open the one that knows meanings."""
    return search(embedder=bundled_embedder())


def ids(retriever: Retriever, question: str, limit: int = 10) -> list[str]:
    return [hit.passage.id for hit in retriever.search(question, limit).hits]


def best(retriever: Retriever, question: str) -> Hit:
    return retriever.search(question).hits[0]


def measured(retriever: Retriever, question: str, passage: str) -> Hit:
    return next(hit for hit in retriever.search(question).hits if hit.passage.id == passage)


def approving(*questions: str, state: State = State.STATED, passage: str = MONEY) -> Treatment:
    return Treatment("sea", state, (Quoted(passage, "."),), questions=questions, name="x", question="X ?")


class TestHits:
    @pytest.mark.parametrize("passage", PASSAGES, ids=lambda passage: passage.id)
    def test_the_passage_that_says_it_comes_first(self, retriever: Retriever, passage: Passage) -> None:
        assert ids(retriever, passage.text.splitlines()[-1])[0] == passage.id

    def test_they_come_best_first_each_passage_once_and_no_more_than_asked(
        self, retriever: Retriever
    ) -> None:
        hits = retriever.search("Quelle enveloppe pour les lauréats ?", limit=10).hits
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert len({hit.passage.id for hit in hits}) == len(hits) == len(PASSAGES)
        assert ids(retriever, "Quelle enveloppe pour les lauréats ?", 2) == [
            hit.passage.id for hit in hits[:2]
        ]

    def test_no_more_are_weighed_than_may_be_read(self, search: Search) -> None:
        many = tuple(replace(PASSAGES[0], id=f"c:{n}", text=f"{TEXTS['argent']} Lot {n}.") for n in range(30))
        assert len(search(Corpus(CALL, (NOTICE,), many)).search(TEXTS["argent"]).hits) == WEIGHED

    def test_equal_passages_come_in_the_order_of_the_texts(self, search: Search) -> None:
        twins = tuple(replace(PASSAGES[0], id=f"c:{n}", position=n) for n in range(5))
        for order in (twins, twins[::-1]):
            found = ids(search(Corpus(CALL, (NOTICE,), order)), "Quelle enveloppe ?")
            assert found == [passage.id for passage in order]

    def test_each_sentence_has_its_similarity_0_if_it_says_nothing(self, retriever: Retriever) -> None:
        for hit in retriever.search("Il compte dix pages au plus.").hits:
            assert len(hit.sentences) == len(sentences(hit.passage.text))
        hit = best(retriever, "Il compte dix pages au plus.")
        assert hit.passage.id == "c:comment"
        assert hit.sentences[1] == 0.0
        assert hit.sentence == hit.sentences[2] == pytest.approx(1.0, abs=1e-4)
        assert 0 < hit.dense < 1
        assert hit.lexical > 0

    def test_one_without_a_searched_sentence_is_as_near_as_its_passage(self, search: Search) -> None:
        short = replace(PASSAGES[0], text="Enveloppe\nLauréats")
        hit = best(search(Corpus(CALL, (NOTICE,), (short,))), "Quelle enveloppe ?")
        assert hit.sentences == (0.0, 0.0)
        assert hit.sentence == hit.dense > 0
        assert (hit.distinct, hit.agreement, hit.gathered, hit.holds_nearest) == (0, 0, 0, False)
        assert hit.covered == 1

    def test_a_heading_is_compared_with_the_question_and_its_words_count_for_the_passage(
        self, search: Search
    ) -> None:
        other = replace(PASSAGES[1], headings=("Dispositions diverses",))
        found = search(Corpus(CALL, (NOTICE,), (PASSAGES[0], other))).search("Dispositions diverses").hits
        headed, beside = found
        assert (headed.passage.id, beside.passage.id) == ("c:qui", MONEY)
        assert headed.heading == pytest.approx(1, abs=1e-4)
        assert beside.heading < 0.9
        assert (headed.covered, headed.gathered, beside.covered) == (1, 0, 0)

    @pytest.mark.parametrize("question", [*TEXTS.values(), "xyzt", "", "?", "\ud800", "\0"])
    def test_their_measures_stay_within_bounds(self, retriever: Retriever, question: str) -> None:
        for hit in retriever.search(question).hits:
            assert -UNOFFICIAL * WHOLE - 1e-5 <= hit.score <= WHOLE + 1e-5
            for cosine in (hit.dense, hit.heading, hit.agreement, *hit.sentences):
                assert -1.001 <= cosine <= 1.001
            for share in (hit.covered, hit.gathered, hit.settled):
                assert 0 <= share <= 1.001


class TestMeasures:
    def test_a_question_is_covered_by_the_words_of_a_passage_and_gathered_in_one_sentence(
        self, retriever: Retriever
    ) -> None:
        whole = best(retriever, "Le dossier envoyé par courriel ?")
        assert (whole.passage.id, whole.covered, whole.gathered) == ("c:comment", 1, 1)
        spread = best(retriever, "Un courriel de dix pages ?")
        assert (spread.passage.id, spread.covered) == ("c:comment", 1)
        assert 0 < spread.gathered < 1

    def test_what_is_asked_is_held_by_the_passage_and_by_its_nearest_sentence_or_not(
        self, retriever: Retriever
    ) -> None:
        found = retriever.search("Combien d’euros finance l’enveloppe des lauréats ?")
        assert found.wants.kinds == {Asked.AMOUNT}
        assert {hit.passage.id for hit in found.hits if hit.holds} == {MONEY}
        assert {hit.passage.id for hit in found.hits if hit.holds_nearest} == {MONEY}
        counted = measured(retriever, "Le dossier est envoyé au ministère : combien de pages ?", "c:comment")
        assert (counted.holds, counted.holds_nearest) == (True, False)
        assert not any(hit.holds for hit in retriever.search("L’enveloppe des lauréats ?").hits)

    def test_a_sentence_is_distinct_by_what_it_has_less_in_common_with_questions_in_general(
        self, snapshots: Snapshots, retriever: Retriever
    ) -> None:
        snapshot = snapshots.open(CORPUS)
        vector = snapshot.embed(retriever.search("Quelle enveloppe ?").explained)
        phrasings = snapshot.vectors[rows_of(snapshot, Channel.PHRASING)]
        said = snapshot.vectors[rows_of(snapshot, Channel.SENTENCE, MONEY)]
        hit = measured(retriever, "Quelle enveloppe ?", MONEY)
        assert hit.distinct == pytest.approx(
            float((said @ vector - crowd(said, phrasings) / 2).max()), abs=1e-5
        )

    def test_a_passage_is_settled_by_how_likely_its_topics_are(self, search: Search) -> None:
        coverage = Coverage(
            (
                Covered("grant_amount", "", "", State.STATED, Basis.STAFF, (Quoted(MONEY, "trois"),)),
                Covered("total_budget", "", "", State.STATED, Basis.STAFF, (Quoted(MONEY, "trois"),)),
                Covered("jury", "", "", State.STATED, Basis.GUESS, (Quoted("c:qui", "les"),)),
            )
        )
        found = search(coverage=coverage).search("Quel est le budget total de l'appel à projets ?")
        settled = {hit.passage.id: hit.settled for hit in found.hits}
        likely = found.shares["grant_amount"] + found.shares["total_budget"]
        assert settled.pop(MONEY) == pytest.approx(likely)
        assert likely > 0.5
        assert set(settled.values()) == {0.0}

    @pytest.mark.parametrize(
        ("question", "settled"),
        [("Quel est le budget total ?", True), ("Quand est versé le budget total ?", False)],
    )
    def test_a_key_fact_settles_only_questions_that_ask_for_its_kind(
        self, search: Search, question: str, settled: bool
    ) -> None:
        fact = (Quoted(MONEY, "trois millions d’euros"),)
        coverage = Coverage((Covered("total_budget", "", "", State.STATED, Basis.FACT, fact),))
        found = search(coverage=coverage).search(question)
        assert any(hit.settled for hit in found.hits) is settled


class TestFindings:
    def test_the_question_is_repaired_then_explained(self, retriever: Retriever) -> None:
        found = retriever.search("koi pr une commune")
        assert found.question == "quoi pour une commune"
        assert found.explained.startswith("quoi pour une commune (collectivité territoriale")

    @given(question=st.text(max_size=80))
    def test_any_question_has_shares_that_add_up_to_1(self, retriever: Retriever, question: str) -> None:
        shares = retriever.search(question).shares
        assert sum(shares.values()) == pytest.approx(1, abs=1e-4)
        assert all(0 <= share <= 1 for share in shares.values())
        assert set(intents()) < set(shares)

    def test_without_a_passage_intents_and_announced_topics_are_still_found(self, search: Search) -> None:
        found = search(Corpus(CALL, (RULES,), ())).search("La composition du jury ?")
        assert found.hits == ()
        assert [(near.text, near.target) for near in found.announced] == [("composition du jury", "cahier")]
        assert (len(found.intents), found.approved) == (3, ())

    def test_what_no_text_answers_is_found_nearest_first(self, retriever: Retriever) -> None:
        found = retriever.search("Je veux parler à quelqu'un")
        assert found.intents[0].target == "person"
        assert found.intents[0].similarity == pytest.approx(1.0, abs=1e-4)
        similar = [near.similarity for near in found.intents]
        assert similar == sorted(similar, reverse=True)

    def test_the_same_question_finds_the_same(self, retriever: Retriever) -> None:
        def told(found: Findings) -> str:
            return repr(found)

        assert told(retriever.search("Quelle enveloppe ?")) == told(retriever.search("Quelle enveloppe ?"))


class TestAuthority:
    def test_an_official_text_comes_before_one_that_is_not(self, search: Search) -> None:
        twin = replace(PASSAGES[0], id="n:1", document_id="notes")
        found = search(Corpus(CALL, (NOTES, NOTICE), (twin, *PASSAGES))).search(TEXTS["argent"])
        assert [hit.passage.id for hit in found.hits[:2]] == [MONEY, "n:1"]
        assert found.hits[0].score - found.hits[1].score == pytest.approx(UNOFFICIAL * WHOLE, abs=1e-4)

    def test_the_only_passage_is_found_even_if_it_is_not_official(self, search: Search) -> None:
        alone = replace(PASSAGES[0], id="n:1", document_id="notes")
        assert ids(search(Corpus(CALL, (NOTES,), (alone,))), "Quelle enveloppe ?") == ["n:1"]

    @pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.SUPERSEDED])
    def test_a_text_out_of_force_is_never_found(self, search: Search, status: Status) -> None:
        gone = Corpus(CALL, (replace(NOTICE, status=status), NOTES), PASSAGES, (approving(SEA),))
        assert search(gone).search(TEXTS["argent"]).hits == ()
        assert search(gone).search(SEA).hits == ()


class TestApproved:
    """Questions that staff approved for a passage."""

    @pytest.mark.parametrize("question", [SEA, "et la mer qu'en dit-on", "ET LA MER, QU’EN DIT-ON ???"])
    def test_one_that_is_asked_word_for_word_leads_to_its_passage(
        self, search: Search, question: str
    ) -> None:
        found = search(replace(CORPUS, treatments=(approving(SEA),))).search(question)
        assert [hit.passage.id for hit in found.hits if hit.approved] == [found.hits[0].passage.id] == [MONEY]
        assert found.approved[0].text == SEA

    @pytest.mark.parametrize("question", ["Et la mer, qu’en dit-on à Brest ?", "La mer ?", "", "?"])
    def test_another_question_is_not_approved_however_near(self, search: Search, question: str) -> None:
        found = search(replace(CORPUS, treatments=(approving(SEA),))).search(question)
        assert not any(hit.approved for hit in found.hits)

    def test_what_is_approved_of_an_unofficial_text_comes_first_too(self, search: Search) -> None:
        twin = replace(PASSAGES[0], id="n:1", document_id="notes")
        treatment = approving(TEXTS["argent"], passage="n:1")
        both = Corpus(CALL, (NOTES, NOTICE), (twin, *PASSAGES), (treatment,))
        assert ids(search(both), TEXTS["argent"])[:2] == ["n:1", MONEY]

    def test_nothing_is_approved_where_staff_found_that_texts_disagree(self, search: Search) -> None:
        treatment = approving(SEA, state=State.CONFLICTING)
        found = search(replace(CORPUS, treatments=(treatment,))).search(SEA)
        assert not any(hit.approved for hit in found.hits)

    def test_its_passage_is_found_among_many_that_look_more_like_it(self, search: Search) -> None:
        many = tuple(replace(PASSAGES[0], id=f"m:{n}", text=f"{SEA} Lot {n}.") for n in range(2 * WEIGHED))
        full = Corpus(CALL, (NOTICE,), (*many, *PASSAGES), (approving(SEA),))
        assert best(search(full), SEA).passage.id == MONEY

    def test_one_whose_words_would_be_repaired_is_recognised_too(self, search: Search) -> None:
        unusual = "Peut-on candidater pr 2 projets ?"
        found = search(replace(CORPUS, treatments=(approving(unusual),))).search(unusual)
        assert found.hits[0].approved
        assert found.question == unusual


class TestMeaning:
    """What only the bundled model can find, with all the examples of the product."""

    @pytest.mark.parametrize(
        ("question", "passage"),
        [
            ("Quelle est la date de clôture ?", "c:quand"),
            ("Quel est le budget total ?", MONEY),
            ("Quelles structures ont le droit de participer ?", "c:qui"),
        ],
    )
    def test_other_words_find_what_is_said(self, meant: Retriever, question: str, passage: str) -> None:
        assert ids(meant, question)[0] == passage

    @pytest.mark.parametrize(
        ("question", "topic", "passage"),
        [
            ("Il reste combien de jours pour postuler ?", "closing_date", "c:quand"),
            ("Quelle somme totale est consacrée aux projets ?", "total_budget", MONEY),
        ],
    )
    def test_a_question_is_about_its_topic_and_agrees_with_the_sentence_that_treats_it(
        self, meant: Retriever, question: str, topic: str, passage: str
    ) -> None:
        found = meant.search(question)
        assert max(found.shares, key=lambda label: found.shares[label]) == topic
        assert max(found.hits, key=lambda hit: hit.agreement).passage.id == passage

    def test_an_intent_is_recognised_in_other_words(self, meant: Retriever) -> None:
        found = meant.search("Passez-moi un être humain")
        assert found.intents[0].target == "person"
        assert found.shares["person"] == max(found.shares.values())


def rows_of(snapshot: Snapshot, channel: Channel, passage: str = "") -> list[int]:
    return [
        row
        for row, entry in enumerate(snapshot.entries)
        if entry.channel is channel and passage in (*entry.targets, "")
    ]
