from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.quotes import figures
from knowledge.repair import SHORTHAND, repair
from knowledge.vocabulary import read_vocabulary, write_vocabulary

TEXTS = (
    "Les pôles territoriaux de coopération économique (PTCE) sont éligibles.",
    "Le dossier de candidature est déposé avant la clôture de l’appel à projets.",
    "Une enveloppe de trois millions d’euros soutient les lauréats qui mutualisent leurs dépenses.",
)
OF_THE_TEXTS = sorted(
    {word.strip(".,()").casefold() for text in TEXTS for word in text.split() if "’" not in word}
)
ANY_WORDS = st.text("abcdeéèilnoprstu'’ ?!", min_size=1, max_size=20)


Mend = Callable[[str], str]


@pytest.fixture(scope="module")
def mend(tmp_path_factory: pytest.TempPathFactory) -> Mend:
    path = tmp_path_factory.mktemp("words") / "vocabulary.json"
    write_vocabulary(TEXTS, path)
    vocabulary = read_vocabulary(path)

    def mend(question: str) -> str:
        return repair(question, vocabulary)

    return mend


@pytest.mark.parametrize(
    ("question", "repaired"),
    [
        ("c koi les poles ?", "c'est quoi les pôles ?"),
        ("Kel dossié ?", "Quel dossier ?"),
        ("on peu candidater", "on peut candidater"),
        ("un peu d’aide", "un peu d'aide"),
        ("la cooperation economique", "la coopération économique"),
        ("les teritoriaux", "les territoriaux"),
        ("la cloture de lappel", "la clôture de l'appel"),
        ("Lappel", "L'appel"),
        ("QUI EST ÉLIGIBLE ?", "qui est éligible ?"),
        ("l’ap\u200bpel\u00ad", "l'appel"),
        ("ｐôles ﬁnis", "pôles finis"),
        ("  les pôles  ", "les pôles"),
        ("xyzt wvut", "xyzt wvut"),
        ("", ""),
    ],
)
def test_a_question_is_written_as_the_texts_are(question: str, repaired: str, mend: Mend) -> None:
    assert mend(question) == repaired


@pytest.mark.parametrize(
    "question", ["Le ministre Dosier viendra ?", "Chez McKinsei", "la SCOOP", "d’Appell"]
)
def test_a_capital_inside_a_sentence_is_that_of_a_name(question: str, mend: Mend) -> None:
    assert mend(question) == question.replace("’", "'")


@given(ANY_WORDS, st.from_regex(r"[A-ZÉ][a-zé]{1,10}", fullmatch=True), ANY_WORDS)
def test_a_name_inside_a_sentence_is_never_changed(mend: Mend, before: str, name: str, after: str) -> None:
    assert name in mend(f"le {before} {name} {after}")


@given(
    st.lists(
        ANY_WORDS
        | st.from_regex(r"[0-9]{1,3}([ .,\u202f\u00a0][0-9]{1,3}){0,3}( ?[%€h][0-9]{0,2})?", fullmatch=True)
    )
)
def test_figures_are_never_changed(mend: Mend, parts: list[str]) -> None:
    question = " et ".join(parts)
    assert figures(mend(question)) == figures(question)


@given(st.lists(st.sampled_from([word for word in OF_THE_TEXTS if word not in SHORTHAND]), min_size=1))
def test_words_of_the_texts_are_never_changed(mend: Mend, chosen: list[str]) -> None:
    assert mend(" ".join(chosen)) == " ".join(chosen)


@given(st.text())
def test_any_text_can_be_repaired(mend: Mend, text: str) -> None:
    repaired = mend(text)
    assert repaired == repaired.strip()
    assert not repaired or not text.isspace()


@pytest.mark.parametrize(
    ("short", "long"),
    [(short, long) for short, long in SHORTHAND.items() if short.isalpha() and short != "peu"],
)
def test_shorthand_is_written_out(short: str, long: str, mend: Mend) -> None:
    assert mend(f"le {short} ?") == f"le {long} ?"
