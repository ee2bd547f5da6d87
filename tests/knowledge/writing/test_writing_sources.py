from dataclasses import replace

from knowledge.answerer import cite
from knowledge.documents import Citation, Corpus, Document, Kind, Passage, Status
from knowledge.hits import Hit
from knowledge.writing.sources import ALL_WORDS, EXCERPT_WORDS, sources

RULES = Document("cahier", "Cahier des charges", Kind.SPECIFICATIONS)
BILL = replace(RULES, id="projet", status=Status.DRAFT)
OLD = replace(RULES, id="ancien", status=Status.SUPERSEDED)


def hit(name: str, text: str, score: float = 1.0, document: Document = RULES, lead: str = "") -> Hit:
    passage = Passage(name, document.id, 0, text, lead=lead)
    return Hit(passage, score, 0.0, 0.0, 0.0, tuple(float(n == 1) for n in range(text.count(".") or 1)))


def corpus(hits: list[Hit]) -> Corpus:
    call = None
    return Corpus(call, (RULES, BILL, OLD), tuple(one.passage for one in hits))  # type: ignore[arg-type] # unused


def shown(hits: list[Hit], cited: tuple[str, ...] = (), most: int = 6) -> list[tuple[str, str]]:
    texts = corpus(hits)
    citations = [cited_of(one, texts) for name in cited for one in hits if one.passage.id == name]
    return [(source.key, source.passage.id) for source in sources(hits, texts, citations, most)]


def cited_of(one: Hit, texts: Corpus) -> Citation:
    return cite(one, texts.document(one.passage.document_id))


def test_what_the_answer_cites_comes_first_then_the_nearest() -> None:
    hits = [hit(name, "Un jury choisit.", score) for name, score in (("a", 1.0), ("b", 0.9), ("c", 0.8))]
    assert shown(hits, ("c", "b")) == [("P1", "c"), ("P2", "b"), ("P3", "a")]
    assert shown(hits, ("c",), most=2) == [("P1", "c"), ("P2", "a")]


def test_a_far_passage_is_not_shown_unless_the_answer_cites_it() -> None:
    hits = [hit("a", "Un jury choisit."), hit("b", "Un budget.", 0.49), hit("c", "Un plan.", 0.2)]
    assert shown(hits, ("a",)) == [("P1", "a")]
    assert shown(hits, ("a", "c")) == [("P1", "a"), ("P2", "c")]


def test_only_what_is_in_force_is_shown() -> None:
    hits = [
        hit("a", "Un jury choisit."),
        hit("b", "Un jury vote.", document=BILL),
        hit("c", "Un plan.", document=OLD),
    ]
    assert shown(hits, ("a",)) == [("P1", "a")]


def test_an_answer_that_rests_on_a_bill_is_never_summed_up() -> None:
    hits = [hit("b", "Un jury vote.", document=BILL), hit("a", "Un jury choisit.", 0.9)]
    assert shown(hits, ("b", "a")) == []


def test_nothing_found_is_nothing_shown() -> None:
    assert shown([]) == []


def test_a_passage_is_shown_once_with_the_lead_of_its_list() -> None:
    one = hit("a", "- un budget ;", lead="Le dossier comprend :")
    found = sources([one, one], corpus([one]), [])
    assert [source.excerpt for source in found] == ["Le dossier comprend :\n- un budget ;"]


def test_of_a_long_passage_only_the_sentences_nearest_to_the_question_are_shown() -> None:
    filler = " ".join(["mot"] * (EXCERPT_WORDS - 10))
    one = hit("a", f"Un {filler}. Le jury choisit. Les {filler}.")
    (source,) = sources([one], corpus([one]), [])
    assert "Le jury choisit." in source.excerpt
    assert len(source.excerpt.split()) <= EXCERPT_WORDS
    assert source.excerpt in one.passage.text
    assert source.excerpt in cite(one, RULES).quote


def test_no_more_words_are_shown_than_a_model_needs_to_read() -> None:
    text = " ".join(["mot"] * EXCERPT_WORDS)
    hits = [hit(str(n), text) for n in range(6)]
    found = sources(hits, corpus(hits), [])
    assert sum(len(source.excerpt.split()) for source in found) == ALL_WORDS
    longest = hit("a", " ".join(["mot"] * (ALL_WORDS + 1)))
    assert len(sources([longest, *hits], corpus([longest, *hits]), [])) == 1
