import pytest

from bot.console.passages import NOT_OPEN, Cited, as_json, check, find, kept_of, whole
from tests.bot.desks import CORPUS, LEAD, QUOTE, SITE


def test_words_that_stand_in_the_passage_are_quoted_with_their_link() -> None:
    (checked,) = check([Cited("c/2#é", f"  {QUOTE} ")], CORPUS, SITE)
    assert checked.error == ""
    (citation,) = as_json([checked])
    assert (citation["quote"], citation["document"], citation["page"]) == (QUOTE, "communique", 2)
    assert citation["url"].startswith(SITE)


@pytest.mark.parametrize(
    ("cited", "why"),
    [
        (Cited("c-1", "Une enveloppe de quatre millions."), "lettre pour lettre"),
        (Cited("c-1", "une enveloppe"), "lettre pour lettre"),
        (Cited("c-1", "  "), "Il n’y a rien"),
        (Cited("c-1", LEAD), "lettre pour lettre"),
        (Cited("ailleurs", "Une enveloppe"), "n’est plus dans les textes"),
    ],
)
def test_anything_else_is_refused_and_says_why(cited: Cited, why: str) -> None:
    (checked,) = check([cited], CORPUS, SITE)
    assert why in checked.error
    assert checked.cited == cited
    assert as_json([checked]) == ()


def test_nothing_is_quoted_while_the_texts_are_not_open() -> None:
    (checked,) = check([Cited("c-1", "Une enveloppe")], None, SITE)
    assert checked.error == NOT_OPEN


def test_passages_are_found_by_their_words_whatever_their_endings() -> None:
    assert [one.passage for one in find(CORPUS, "enveloppes")] == ["c-1"]
    assert find(CORPUS, "les pôles d’entreprises commerciales")[0].passage == "c/2#é"
    assert find(CORPUS, "introuvable") == find(CORPUS, "") == []


def test_a_whole_passage_is_given_or_nothing() -> None:
    assert whole(CORPUS, "c-1") == "Une enveloppe de trois millions."
    assert whole(CORPUS, "ailleurs") == ""


def test_a_draft_gives_its_citations_back() -> None:
    assert kept_of([{"passage": "c-1", "quote": "Une", "title": "Communiqué"}, {}]) == (
        Cited("c-1", "Une"),
        Cited("", ""),
    )
