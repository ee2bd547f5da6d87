import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge.documents import Citation
from knowledge.quotes import figures, unsupported
from tests.knowledge.drafts import PUBLISHED, document, passage, prose, said

TEXT = "Une aide de 4\u202f000 € est versée avant le 28 février 2020."
CITED = Citation(
    document("Loi n° 856", published=PUBLISHED),
    passage(TEXT, "Les pôles :", headings=("Titre 7",), location="Article 9", page=33),
    "Une aide de 4\u202f000 €",
    "Les pôles :",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4 000, 4\u00a0000 et 4\u202f000", ["4000", "4000", "4000"]),
        ("loi 2014-856", ["2014", "856"]),
        ("1,5 M€ au 01 53 18 41 04.", ["1,5", "0153184104"]),
        ("aucun", []),
    ],
)
def test_figures_are_compared_without_their_inner_spaces(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


def test_figures_of_the_text_its_place_and_its_document_are_ours_to_say() -> None:
    own = "Article 9, titre 7, page 33, loi 856 du 15/7 de 2013 : 4 000 avant le 28 de 2020"
    assert unsupported(own, [CITED.quote, CITED.lead], [CITED]) == ()


@pytest.mark.parametrize(
    ("own", "quoted", "wrong"),
    [
        ("5 000 €", (), ("5000",)),
        ("400 € puis 4", (), ("400", "4")),
        ("le 15 7 2013", (), ("1572013",)),
        ("", ("",), ("",)),
        ("", (" \n",), (" \n",)),
        ("", ("Une aide de 4 000 €",), ("Une aide de 4 000 €",)),
        ("", ("une aide",), ("une aide",)),
        ("", (f"Les pôles :\n{TEXT}",), (f"Les pôles :\n{TEXT}",)),
        ("12", ("non",), ("non", "12")),
    ],
)
def test_what_no_citation_says_is_found(own: str, quoted: tuple[str, ...], wrong: tuple[str, ...]) -> None:
    assert unsupported(own, quoted, [CITED]) == wrong


@pytest.mark.parametrize(
    ("quote", "lead", "wrong"),
    [
        ("Une aide de 5", "", ("Une aide de 5",)),
        ("", "", ("",)),
        ("Une aide", "Les pôles ;", ("Les pôles ;",)),
    ],
)
def test_a_citation_answers_for_its_own_words(quote: str, lead: str, wrong: tuple[str, ...]) -> None:
    assert unsupported("", (), [Citation(CITED.document, CITED.passage, quote, lead)]) == wrong


def test_nothing_can_be_said_without_a_citation() -> None:
    assert unsupported("3", ["Une aide"], []) == ("Une aide", "3")


@given(said | prose, st.data())
def test_a_quote_with_one_character_altered_is_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    at = data.draw(st.integers(start, end - 1))
    altered = text[start:at] + data.draw(st.characters()) + text[at + 1 : end]
    citation = Citation(document(), passage(text), text)
    assume(altered not in text)
    assert unsupported("", [altered], [citation]) == (altered,)
    assert unsupported("", [], [Citation(citation.document, citation.passage, altered)]) == (altered,)


@given(prose, st.data())
def test_a_figure_of_ours_with_one_digit_altered_is_found(text: str, data: st.DataObject) -> None:
    figure = data.draw(st.sampled_from(figures(text)))
    at = data.draw(st.sampled_from([n for n, character in enumerate(figure) if character.isdigit()]))
    altered = figure[:at] + data.draw(st.sampled_from("0123456789")) + figure[at + 1 :]
    assume(altered not in figures(text))
    assert unsupported(f"soit {altered} euros", [], [Citation(document(), passage(text), text)]) == (altered,)
