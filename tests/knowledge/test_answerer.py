from dataclasses import replace

import pytest
from hypothesis import given

from knowledge.answerer import QUOTE_WORDS, TEXT_WORDS, cite, draft
from knowledge.documents import Corpus, Document, Kind, Passage
from knowledge.errors import UnsupportedAnswer
from knowledge.hits import Hit
from knowledge.quotes import figures
from knowledge.retrieval import CITED
from knowledge.sentences import sentences
from tests.knowledge.drafts import corpus, document, drafted_from, hit, passage
from tests.knowledge.examples import CALL

LAW = Document("loi", "Loi", Kind.LAW)
NOTES = Document("notes", "Notes", Kind.SUMMARY, official=False)


def scored(document: Document, score: float) -> Hit:
    text = f"Selon {document.id}, oui."
    return hit(Passage(f"{document.id}:{score}", document.id, 0, text), [0.9], score)


def cited(*hits: Hit) -> list[str]:
    everything = Corpus(CALL, (LAW, NOTES), tuple(hit.passage for hit in hits))
    return [citation.passage.id for citation in draft(hits, everything).citations]


@given(drafted_from())
def test_every_quotation_of_a_draft_is_literal_in_its_passage(drawn: tuple[tuple[Hit, ...], Corpus]) -> None:
    composed = draft(*drawn)
    for citation in composed.citations:
        assert citation.passage in drawn[1].passages
        assert citation.quote.strip() and citation.quote in citation.passage.text
        assert citation.lead in citation.passage.text or citation.lead in citation.passage.lead
    first = composed.citations[0].passage
    assert composed.quoted[-1].strip() and composed.quoted[-1] in first.text
    assert all(quote in first.text or quote in first.lead for quote in composed.quoted)


@given(drafted_from())
def test_a_draft_cites_some_passages_once_the_best_among_them(drawn: tuple[tuple[Hit, ...], Corpus]) -> None:
    hits, _ = drawn
    cited = [citation.passage.id for citation in draft(*drawn).citations]
    assert 1 <= len(cited) == len(set(cited)) <= CITED
    assert hits[0].passage.id in cited
    assert set(cited) <= {hit.passage.id for hit in hits[:CITED]}


@given(drafted_from())
def test_our_own_words_hold_no_figure_of_ours(drawn: tuple[tuple[Hit, ...], Corpus]) -> None:
    composed = draft(*drawn)
    first = composed.citations[0]
    day = first.document.published
    known = {*figures(first.document.title), *figures(first.passage.location)}
    known |= {str(day.day), str(day.year)} if day else set()
    assert set(figures(composed.own_words)) <= known


def test_the_text_reads_as_an_introduction_and_quotations() -> None:
    listed = passage("- un budget ;\n- un plan.", "Il faut :", location="Article 9")
    composed = draft([hit(listed, [0.1, 0.9])], corpus(document("Loi", Kind.LAW), [listed]))
    assert composed.text == "D’après « Loi » (Article 9) : « Il faut : […] - un budget ;\n- un plan. »"


def test_a_long_introduction_is_cited_but_not_repeated_in_the_text() -> None:
    listed = passage("- un plan.", "mot " * 40 + ":")
    composed = draft([hit(listed, [0.9])], corpus(document(), [listed]))
    assert composed.quoted == ("- un plan.",)
    assert composed.citations[0].lead == listed.lead


def test_the_text_quotes_less_than_the_citation() -> None:
    long = passage("\n".join(f"Phrase {n} {'mot ' * 18}fin." for n in range(10)))
    near = [float(text.startswith("Phrase 5")) for text in sentences(long.text)]
    composed = draft([hit(long, near)], corpus(document(), [long]))
    assert "Phrase 5" in composed.quoted[0]
    assert composed.quoted[0] in composed.citations[0].quote
    assert (
        len(composed.quoted[0].split())
        <= TEXT_WORDS
        < len(composed.citations[0].quote.split())
        <= QUOTE_WORDS
    )


@pytest.mark.parametrize(
    ("hits", "expected"),
    [
        ([scored(NOTES, 0.8), scored(LAW, 0.79)], ["loi:0.79", "notes:0.8"]),
        ([scored(NOTES, 0.8), scored(LAW, 0.6)], ["notes:0.8", "loi:0.6"]),
        ([scored(LAW, 0.8), scored(NOTES, 0.3)], ["loi:0.8"]),
        ([scored(LAW, n / 10) for n in (9, 8, 7, 6)], ["loi:0.9", "loi:0.8", "loi:0.7"]),
        ([scored(LAW, 12.0), scored(NOTES, 7.0), scored(NOTES, 5.0)], ["loi:12.0", "notes:7.0"]),
        ([scored(NOTES, -2.5)], ["notes:-2.5"]),
        ([scored(LAW, 0.0), scored(NOTES, -2.5)], ["loi:0.0"]),
    ],
)
def test_near_hits_are_cited_equal_ones_by_authority(hits: list[Hit], expected: list[str]) -> None:
    assert cited(*hits) == expected


def test_a_blank_passage_is_never_quoted() -> None:
    blank = passage(" \n")
    with pytest.raises(UnsupportedAnswer, match="ne disent pas"):
        draft([hit(blank, [])], corpus(document(), [blank]))


def test_a_passage_may_be_cited_without_a_draft() -> None:
    found = hit(passage("Il faut :\n- un plan.", "Les pôles :"), [0.1, 0.9])
    citation = cite(found, LAW)
    assert (citation.quote, citation.lead) == ("Il faut :\n- un plan.", "Les pôles :")
    listed = replace(found.passage, text="- un plan.", lead="")
    assert cite(replace(found, passage=listed, sentences=(0.9,)), LAW).lead == ""


class TestApproved:
    """What staff approved for a question is quoted in their words, official texts first."""

    def test_the_words_approved_are_quoted_and_no_others(self) -> None:
        said = passage("Le jury choisit en mai. Il se réunit à Lyon. Il rend son avis.", location="Article 1")
        composed = draft(
            [hit(said, [0.9, 0.1, 0.1])],
            corpus(document("Loi", Kind.LAW), [said]),
            {said.id: "Il se réunit à Lyon."},
        )
        assert composed.quoted == ("Il se réunit à Lyon.",)
        assert [citation.quote for citation in composed.citations] == ["Il se réunit à Lyon."]

    def test_words_that_the_passage_has_not_are_never_quoted(self) -> None:
        said = passage("Le jury choisit.")
        composed = draft([hit(said, [0.9])], corpus(document("Loi", Kind.LAW), [said]), {said.id: "En mai."})
        assert composed.quoted == ("Le jury choisit.",)

    def test_an_official_text_comes_first_however_the_hits_are_ranked(self) -> None:
        notes, law = scored(NOTES, 0.9), scored(LAW, 0.1)
        both = {one.passage.id: one.passage.text for one in (notes, law)}
        everything = Corpus(CALL, (LAW, NOTES), (notes.passage, law.passage))
        found = draft((notes, law), everything, both).citations
        assert [citation.document.id for citation in found] == ["loi", "notes"]

    def test_a_validated_answer_comes_after_a_law_and_before_a_press_release(self) -> None:
        answers = Document("reponses", "Réponses validées", Kind.VALIDATED)
        release = Document("avis", "Avis", Kind.PRESS_RELEASE)
        hits = tuple(scored(one, score) for one, score in ((release, 0.9), (answers, 0.9), (LAW, 0.9)))
        everything = Corpus(CALL, (LAW, answers, release), tuple(one.passage for one in hits))
        said = {one.passage.id: one.passage.text for one in hits}
        for approved in ({}, said):
            found = draft(hits, everything, approved).citations
            assert [citation.document.id for citation in found] == ["loi", "reponses", "avis"]
