"""An answer in people's own words is read as they mean it, and what is not sure is to be confirmed."""

import pytest

from bot.eligibility.reading import MOST_CHOICES, mentions, read_answer
from knowledge.eligibility.answers import normal
from knowledge.eligibility.criteria import UNSURE, Question
from tests.bot.eligibility.made_up_call import FORM, FOUNDED, LENGTH, PARTNERS, PLACE, POOLING, RULES, STAGE


@pytest.mark.parametrize(
    ("text", "counts", "interpreted"),
    [
        ("Une entreprise de l’ESS", {"ess": 1}, False),
        ("une société et deux communes", {"commercial": 1, "local": 2}, False),
        ("on est une SCIC et une commune", {"ess": 1, "local": 1}, True),
        ("3 SCOP + 1 mairie", {"ess": 3, "local": 1}, True),
        ("des entreprises commerciales", {"commercial": 2}, True),
        ("nous sommes douze communes", {"local": 12}, False),
        ("une société de la commune", {"commercial": 1}, True),
        ("une association de communes", {"ess": 1}, True),
        ("une société, des communes", {"commercial": 1, "local": 2}, True),
        ("aucun", {}, False),
    ],
)
def test_partners_are_counted_by_type(text: str, counts: dict[str, int], interpreted: bool) -> None:
    read = read_answer(PARTNERS, text)
    assert read is not None
    assert (read.value, read.interpreted) == (counts, interpreted)


def test_a_legal_form_says_as_what_it_was_understood() -> None:
    read = read_answer(PARTNERS, "une SCIC")
    assert read is not None
    assert read.words == "« SCIC », comme « une entreprise de l’ESS »"


def test_who_is_not_recognised_is_named() -> None:
    read = read_answer(PARTNERS, "une commune, une société et un boulanger")
    assert read is not None
    assert read.left == ("un boulanger",)


@pytest.mark.parametrize("text", ["pas de commune", "un boulanger", "sans aucune société", "bof"])
def test_who_is_not_there_is_not_counted(text: str) -> None:
    assert read_answer(PARTNERS, text) is None


@pytest.mark.parametrize(
    ("text", "value", "interpreted"),
    [
        ("oui", "yes", False),
        ("Oui !", "yes", False),
        ("oui, nous partageons déjà des locaux", "yes", True),
        ("non pas encore", "no", False),
        ("pas du tout", "no", False),
        ("Certainement pas", "no", False),
        ("oui mais seulement les locaux", "yes", True),
        ("je ne sais pas", UNSURE, False),
        ("jsp", UNSURE, False),
        ("peut-être", UNSURE, True),
    ],
)
def test_a_yes_and_a_no_are_heard_in_many_words(text: str, value: str, interpreted: bool) -> None:
    read = read_answer(POOLING, text)
    assert read is not None
    assert (read.value, read.interpreted) == (value, interpreted)


@pytest.mark.parametrize("text", ["oui ?", "si on veut bien vous croire on verra", "nonante", "ouistiti", ""])
def test_words_that_only_look_like_a_yes_or_a_no_are_none(text: str) -> None:
    assert read_answer(POOLING, text) is None


@pytest.mark.parametrize(
    ("question", "text", "value", "interpreted"),
    [
        (STAGE, "Un projet en cours", "running", False),
        (STAGE, "déjà lancé", "running", False),
        (STAGE, "on a eu une idée cet été", "idea", True),
        (LENGTH, "12", "12", False),
        (LENGTH, "douze mois", "12", False),
        (LENGTH, "1 500", "1500", False),
        (LENGTH, "une douzaine", "12", True),
        (LENGTH, "environ 18 mois", "18", True),
        (LENGTH, "2 ans", "2", True),
        (FOUNDED, "28/02/2020", "2020-02-28", False),
        (FOUNDED, "le 28 février 2020", "2020-02-28", False),
        (FOUNDED, "2020-02-28", "2020-02-28", False),
        (FOUNDED, "avant le 1er mars 2020", "2020-03-01", True),
        (PLACE, "93", "departement:93 region:11 metropole", False),
        (PLACE, "L’Île-Saint-Denis", "commune:93039 departement:93 region:11 metropole", False),
        (PLACE, "Bretagne", "region:53 metropole", False),
        (PLACE, "à l’étranger", "etranger", False),
        (FORM, "Association déclarée", "9220", False),
        (FORM, "nous sommes une commune", "7210", False),
    ],
)
def test_an_answer_in_words_is_read(question: Question, text: str, value: str, interpreted: bool) -> None:
    read = read_answer(question, text)
    assert read is not None
    assert (read.value, read.interpreted) == (value, interpreted)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (LENGTH, "entre 10 et 20"),
        (LENGTH, "longtemps"),
        (FOUNDED, "en février"),
        (FOUNDED, "le 31/02/2020"),
        (PLACE, "Trifouilly-les-Oies"),
        (FORM, "un truc"),
    ],
)
def test_what_is_not_clear_is_not_read(question: Question, text: str) -> None:
    assert read_answer(question, text) is None


def test_a_name_that_several_places_bear_gives_a_choice_that_can_be_taken() -> None:
    read = read_answer(PLACE, "Saint-Denis")
    assert read is not None
    assert 1 < len(read.choices) <= MOST_CHOICES
    chosen = [read_answer(PLACE, label) for label in read.choices]
    assert all(one and one.value and not one.choices for one in chosen)


def test_a_name_of_several_legal_forms_gives_a_choice_that_can_be_taken() -> None:
    read = read_answer(FORM, "SARL")
    assert read is not None
    chosen = [read_answer(FORM, name) for name in read.choices]
    assert read.choices
    assert all(one and one.value and not one.choices for one in chosen)


QUESTIONS = (
    "C’est quoi une entreprise de l’ESS ?",
    "une commune compte-t-elle ?",
    "Comment on compte les communes",
    "je voudrais savoir si une association compte",
    "est-ce que 12 mois suffisent",
)


@pytest.mark.parametrize("text", QUESTIONS)
@pytest.mark.parametrize("question", RULES.questions, ids=lambda question: question.id)
def test_a_question_answers_nothing(question: Question, text: str) -> None:
    assert read_answer(question, text) is None


TYPED = (
    "oui", "non", "12", "une douzaine", "93", "Rouen", "SARL", "association", "une commune", "28/02/2020",
    "aucun", "je ne sais pas", "999999999999999", "1e9", "-3", "0", "²", "１２", "31/12/9999", "x" * 400,
    "\x00", "😀",
)  # fmt: skip


@pytest.mark.parametrize("question", RULES.questions, ids=lambda question: question.id)
def test_whatever_is_typed_what_is_read_is_an_answer_that_the_question_takes(question: Question) -> None:
    for text in TYPED:
        read = read_answer(question, text)
        if read and not read.choices:
            assert normal(question, read.value) == read.value, text


def test_what_people_say_of_themselves_in_passing_is_proposed() -> None:
    said = "Bonjour, on est une SCIC et deux sociétés à Rouen, on peut postuler ?"
    partners, place = mentions(PARTNERS, said), mentions(PLACE, said)
    assert partners is not None
    assert place is not None
    assert (partners.value, partners.interpreted) == ({"ess": 1, "commercial": 2}, True)
    assert (str(place.value).split()[0], place.interpreted) == ("commune:76540", True)


def test_a_figure_with_the_unit_is_proposed() -> None:
    found = mentions(LENGTH, "Notre projet dure 18 mois, avec 4 salariés")
    assert found is not None
    assert (found.value, found.interpreted) == ("18", True)


@pytest.mark.parametrize(
    "text", ["Une commune peut-elle faire partie d’un pôle ?", "Quelle aide pour une SCIC à Rouen ?"]
)
@pytest.mark.parametrize("question", RULES.questions, ids=lambda question: question.id)
def test_a_general_question_says_nothing_of_who_asks(question: Question, text: str) -> None:
    assert mentions(question, text) is None


def test_neither_a_yes_nor_a_date_is_taken_from_what_was_said_before() -> None:
    said = "oui nous avons une idée depuis le 3 mars 2019"
    assert mentions(POOLING, said) is None
    assert mentions(FOUNDED, said) is None
