from dataclasses import asdict
from datetime import date

from bot.quoting import quotation, quotation_of
from bot.replies import Quotation
from knowledge.documents import Citation, Document, Kind, Passage, Status

BILL = Document("projet", "Projet de loi n° 805", Kind.BILL, Status.DRAFT, published=date(2013, 7, 24))
PASSAGE = Passage(
    "projet:5", "projet", 4, "Les pôles réunissent :\n– des entreprises.", (), "Article 5", 3, "Chapitre II"
)


def test_a_citation_is_shown_with_where_it_stands_and_a_link_that_opens_it_there() -> None:
    citation = Citation(BILL, PASSAGE, "– des entreprises.", "Les pôles réunissent :")
    assert quotation(citation, "https://exemple.fr") == Quotation(
        document="projet",
        title="Projet de loi n° 805",
        kind="bill",
        status="draft",
        location="Article 5",
        page=3,
        quote="– des entreprises.",
        url="https://exemple.fr/textes/projet?passage=projet%3A5#passage-5",
        published="2013-07-24",
        lead="Les pôles réunissent :",
        passage="projet:5",
    )


def test_a_validated_answer_is_dated_by_its_place_and_not_by_the_last_of_them() -> None:
    answers = Document("reponses-validees", "Réponses validées", Kind.VALIDATED, published=date(2026, 12, 1))
    passage = Passage("reponses-validees:7", answers.id, 0, "Oui.", (), "Réponse validée le 3 novembre 2026")
    shown = quotation(Citation(answers, passage, "Oui."), "")
    assert (shown.kind, shown.location, shown.published) == ("validated_answer", passage.location, None)


def test_what_is_not_known_of_a_text_is_not_made_up() -> None:
    shown = quotation(Citation(Document("a", "Avis", Kind.GUIDE), Passage("p", "a", 0, "Oui."), "Oui."), "")
    assert (shown.published, shown.page, shown.location, shown.lead) == (None, None, "", "")
    assert shown.url.startswith("/textes/a?")


def test_a_citation_is_read_again_as_it_was_kept_whatever_release_kept_it() -> None:
    shown = quotation(Citation(BILL, PASSAGE, "– des entreprises.", "Les pôles réunissent :"), "")
    assert quotation_of(asdict(shown) | {"colour": "blue"}) == shown
    older = quotation_of({"title": "Loi", "quote": "Oui."})
    assert older == Quotation("", "Loi", "", "", "", None, "Oui.", "")
