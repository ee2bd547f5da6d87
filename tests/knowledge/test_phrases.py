from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Document, Kind, Status
from knowledge.phrases import LONGEST_TITLE, MONTHS, french_date, introduce, name
from knowledge.quotes import figures
from tests.knowledge.drafts import PUBLISHED, document, passage


@pytest.mark.parametrize(
    ("status", "official", "expected"),
    [
        (Status.IN_FORCE, True, "Selon une réponse validée le 3 novembre 2026 :"),
        (
            Status.DRAFT,
            True,
            "Ce texte est un projet, il n’est pas en vigueur ; "
            "d’après « Réponses validées » (Réponse validée le 3 novembre 2026) :",
        ),
        (
            Status.IN_FORCE,
            False,
            "D’après un texte qui n’est pas officiel, "
            "« Réponses validées » (Réponse validée le 3 novembre 2026) :",
        ),
    ],
)
def test_a_validated_answer_is_introduced_by_its_own_date(
    status: Status, official: bool, expected: str
) -> None:
    answers = document("Réponses validées", Kind.VALIDATED, status=status, official=official)
    answer = passage("Oui.", location="Réponse validée le 3 novembre 2026")
    assert introduce(answers, answer) == expected


@given(st.dates())
def test_a_date_is_printed_with_its_own_day_month_and_year(day: date) -> None:
    printed = french_date(day).split()
    assert printed == ["1er" if day.day == 1 else str(day.day), MONTHS[day.month - 1], str(day.year)]


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        (document("Loi n° 2014-856", Kind.LAW), "D’après « Loi n° 2014-856 » (Article 9) :"),
        (
            document("Communiqué n° 727", Kind.PRESS_RELEASE, published=PUBLISHED),
            "D’après le communiqué de presse du 15 juillet 2013 (Article 9) :",
        ),
        (
            document("Loi du 15 juillet 2013", Kind.LAW, published=PUBLISHED),
            "D’après « Loi du 15 juillet 2013 » (Article 9) :",
        ),
        (
            document("Cahier", published=PUBLISHED, status=Status.DRAFT),
            "Ce texte est un projet, il n’est pas en vigueur ; "
            "d’après « Cahier » du 15 juillet 2013 (Article 9) :",
        ),
        (
            document("Projet", Kind.BILL),
            "Ce texte est un projet, il n’est pas en vigueur ; d’après « Projet » (Article 9) :",
        ),
        (
            document("Ce que l’on sait", Kind.SUMMARY),
            "D’après un texte qui n’est pas officiel, « Ce que l’on sait » (Article 9) :",
        ),
        (
            document("Blog", Kind.GUIDE, official=False),
            "D’après un texte qui n’est pas officiel, « Blog » (Article 9) :",
        ),
    ],
)
def test_a_quotation_is_introduced_by_what_its_text_is_worth(cited: Document, expected: str) -> None:
    assert introduce(cited, passage("Un texte.", location="Article 9")) == expected


def test_a_passage_without_a_place_is_introduced_without_one() -> None:
    assert introduce(document("Loi"), passage("Un texte.")) == "D’après « Loi » :"


def test_a_long_title_is_cut_between_words() -> None:
    assert name(document("mot " * 40)) == f"« {'mot ' * 23}mot… »"


def test_a_long_title_is_not_cut_inside_a_figure() -> None:
    title = f"{'a' * 90} de 4 000 000 euros"
    assert name(document(title)) == f"« {'a' * 90} de… »"


@given(st.text("ab 12.,\u202f", max_size=200))
def test_a_cut_title_holds_no_figure_that_the_title_has_not(title: str) -> None:
    named = name(document(title, Kind.LAW))
    assert set(figures(named)) <= set(figures(title))
    assert len(named) <= LONGEST_TITLE + len("«  »")
