"""What is not wholly understood is never taken: it is asked to be confirmed, or left to the assistant."""

import time
from dataclasses import replace

import pytest

from bot import wording as own
from bot.eligibility import commands, wording
from bot.eligibility.path import Stage
from bot.eligibility.reading import mentions, read_answer
from bot.eligibility.types_said import named_types
from bot.replies import Decision, Reply
from knowledge.eligibility.criteria import UNSURE, Option, Question, Takes
from tests.bot.eligibility.made_up_call import (
    FORM,
    FOUNDED,
    LENGTH,
    PARTNERS,
    PLACE,
    POOLING,
    RULES,
    SHORT_RULES,
    STAGE,
    Contact,
    guide,
    handed,
)

WIDE = replace(
    PARTNERS,
    options=(
        Option("ess", "une entreprise de l’ESS", ("association",), ("54*", "9220")),
        Option("commercial", "une entreprise commerciale", ("PME", "TPE", "SARL")),
        Option("local", "une collectivité territoriale", ("commune",)),
    ),
)
SHARED = Question(
    "shared",
    "Que partagez-vous ?",
    Takes.CHOICE,
    options=(Option("rooms", "des locaux", ("locaux",)), Option("none", "rien")),
)
MENTORS = replace(LENGTH, id="mentors", ask="Combien de mentors ?", unit="mentors")


def at(question: Question) -> Contact:
    one = Contact(guide(RULES))
    one.says(commands.START)
    one.path = replace(one.waiting, asked=question.id)
    return one


def finished() -> Contact:
    one = Contact(guide(SHORT_RULES))
    one.all(commands.START, "Une entreprise de l’ESS", "C’est tout", "Oui")
    assert one.waiting.stage is Stage.DONE
    return one


@pytest.mark.parametrize(
    "text",
    [
        "non je vais me suicider", "oui passez-moi un conseiller", "aucun doute", "non, au contraire",
        "non ou plutôt oui", "tout à fait faux", "ok on arrête", "oui mais non", "non, c’est vrai",
        "exactement le contraire", "jamais de la vie ou presque", "oui j’ai un chien", "oui enfin pas tous",
    ],
)  # fmt: skip
def test_a_yes_or_a_no_with_something_else_is_not_taken(text: str) -> None:
    assert read_answer(POOLING, text) is None


@pytest.mark.parametrize("text", ["oui si on trouve un local", "oui ça dépend", "non je ne sais pas"])
def test_a_yes_on_a_condition_is_at_most_confirmed(text: str) -> None:
    read = read_answer(POOLING, text)
    assert read is None or (read.interpreted and read.value == UNSURE)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("oui merci", "yes"), ("oui bien sûr", "yes"), ("oui, tout à fait", "yes"), ("absolument", "yes"),
        ("non merci", "no"), ("non pas encore", "no"), ("non, vraiment pas", "no"), ("jamais", "no"),
        ("Oui, c’est exact", "yes"), ("Non, ce n’est pas exact", "no"), ("non pas du tout", "no"),
    ],
)  # fmt: skip
def test_a_plain_yes_or_no_is_taken_at_once(text: str, value: str) -> None:
    read = read_answer(POOLING, text)
    assert read is not None
    assert (read.value, read.interpreted) == (value, False)


@pytest.mark.parametrize("question", RULES.questions, ids=lambda question: question.id)
@pytest.mark.parametrize(
    "text",
    ["non je vais me suicider", "une association mais je vais me suicider", "12 je veux en finir",
     "je veux mourir"],
)  # fmt: skip
def test_who_is_in_distress_is_heard_before_any_answer(question: Question, text: str) -> None:
    one = at(question)
    before = one.waiting
    reply = one.says(text, Reply(text, Decision.CLARIFICATION, own.INTENTS["distress"]))
    assert (reply.text, reply.suggestions) == (own.INTENTS["distress"], ())
    assert one.waiting == before


@pytest.mark.parametrize("question", RULES.questions, ids=lambda question: question.id)
@pytest.mark.parametrize(
    "text", ["oui passez-moi un conseiller", "une SARL, passez-moi un humain", "je veux parler à quelqu’un"]
)
def test_who_asks_for_a_person_is_heard_before_any_answer(question: Question, text: str) -> None:
    one = at(question)
    before = one.waiting
    for reason in ("requested", "missing_knowledge"):
        reply = one.says(text, handed(text, reason))
        assert (reply.decision, reply.text) == (Decision.HANDOFF, "Une personne vous répondra.")
    assert one.waiting == before


def test_a_partner_in_a_sentence_about_something_else_is_not_taken() -> None:
    assert read_answer(WIDE, "une association et je déteste ce formulaire") is None
    assert read_answer(WIDE, "une commune, appelez la mairie demain matin") is None


@pytest.mark.parametrize("text", ["je veux parler à une personne", "quel territoire"])
def test_a_question_or_a_call_for_a_person_corrects_nothing(text: str) -> None:
    one = finished()
    one.says(commands.CORRECT)
    before = one.waiting
    reply = one.says(text, handed(text, "requested"))
    assert reply.decision is Decision.HANDOFF
    assert (one.waiting.stage, one.waiting.answers) == (Stage.CORRECTING, before.answers)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("quatre vingt dix", "90"), ("quatre-vingts", "80"), ("quatre-vingt-dix-neuf", "99"),
        ("deux cent trois", "203"), ("dix mille", "10000"), ("mille cinq cents", "1500"),
        ("soixante et onze mois", "71"), ("vingt et un", "21"), ("12mois", "12"),
    ],
)  # fmt: skip
def test_a_number_in_words_is_read_whole(text: str, value: str) -> None:
    read = read_answer(LENGTH, text)
    assert read is not None
    assert (read.value, read.interpreted) == (value, False)


@pytest.mark.parametrize(
    "text",
    ["12-15", "en 2013 deux", "le 12", "1e5", "1_500", "12 %", "12e", "deux trois", "12 ou 15", "12 non",
     "pas 12", "12, non 15", "1 2", "12 1/2", "douze cents", "12 et demi", "trois douze", "plus de 12"],
)  # fmt: skip
def test_a_number_that_is_not_wholly_read_is_not_taken(text: str) -> None:
    read = read_answer(LENGTH, text)
    assert read is None or read.interpreted


@pytest.mark.parametrize(
    "text",
    ["pas le 28 février 2020", "vers le 28 février 2020", "le 28 février 2020 peut-être",
     "le 28 février 2020 non le 29", "2020-W01-1", "le 28 février 2020 ou après"],
)  # fmt: skip
def test_a_date_that_is_not_wholly_read_is_not_taken(text: str) -> None:
    read = read_answer(FOUNDED, text)
    assert read is None or read.interpreted


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("PME 3, TPE 2", {"commercial": 5}), ("PME: 3", {"commercial": 3}), ("PME (3)", {"commercial": 3}),
        ("trente PME", {"commercial": 30}), ("quatre-vingt-dix communes", {"local": 90}),
        ("3 PME, 2 communes", {"commercial": 3, "local": 2}), ("3 x PME", {"commercial": 3}),
    ],
)  # fmt: skip
def test_partners_are_counted_by_the_number_beside_their_name(text: str, counts: dict[str, int]) -> None:
    read = read_answer(WIDE, text)
    assert read is not None
    assert read.value == counts


def test_about_how_many_partners_is_confirmed() -> None:
    read = read_answer(WIDE, "une dizaine d’associations")
    assert read is not None
    assert (read.value, read.interpreted) == ({"ess": 10}, True)


@pytest.mark.parametrize(
    "text",
    ["zéro association", "1000 associations", "PME 3 TPE 2", "entre 3 et 5 communes", "plus de 10 PME"],
)
def test_partners_whose_number_is_not_wholly_read_are_not_counted(text: str) -> None:
    assert read_answer(WIDE, text) is None


def test_an_option_of_which_there_is_no_more_is_not_chosen() -> None:
    assert read_answer(SHARED, "plus de locaux") is None
    read = read_answer(SHARED, "des locaux")
    assert read is not None
    assert (read.value, read.interpreted) == ("rooms", False)


@pytest.mark.parametrize(
    "text",
    ["je n’ai pas compris", "changer de sujet", "erreur dans votre réponse sur l’enveloppe"],
)
def test_words_about_another_reply_are_left_to_the_assistant(text: str) -> None:
    one = finished()
    assert one.guide.hear(text, one.path, one.earlier, one.now) is None


def test_an_answer_to_correct_may_still_be_left_unsaid() -> None:
    for text in (
        "corriger",
        "je me suis trompé",
        "erreur",
        "corriger ma réponse",
        "corriger les partenaires",
    ):
        reply = finished().says(text)
        assert reply.path is not None, text


@pytest.mark.parametrize("text", ["fini", "C’est tout", "aucun autre"])
def test_partners_that_wait_to_be_confirmed_are_not_lost(text: str) -> None:
    one = Contact(guide(SHORT_RULES))
    one.all(commands.START, "Une entreprise commerciale", "deux SCOP")
    reply = one.says(text)
    assert wording.CONFIRM_FIRST in reply.text
    assert one.waiting.stage is Stage.CONFIRMING
    one.all(commands.RIGHT, text)
    assert one.waiting.answers == {"partners": {"ess": 2, "commercial": 1}}


def test_a_long_message_is_read_in_time() -> None:
    text = "notre association et une commune, " * 300
    began = time.perf_counter()
    mentions(WIDE, text)
    assert time.perf_counter() - began < 0.2


def test_a_long_list_takes_time_in_proportion() -> None:
    began = time.perf_counter()
    assert len(named_types("une commune, " * 800, WIDE.options)) == 800
    assert time.perf_counter() - began < 5


def test_one_of_a_unit_is_in_the_singular_and_thousands_are_grouped() -> None:
    one = read_answer(MENTORS, "environ 1")
    many = read_answer(MENTORS, "environ 1500")
    month = read_answer(LENGTH, "environ 1")
    assert [read.words for read in (one, many, month) if read] == ["1 mentor", "1\u202f500 mentors", "1 mois"]


def test_a_word_that_is_also_the_name_of_a_place_is_not_taken() -> None:
    for text in ("y", "en ligne"):
        read = read_answer(PLACE, text)
        assert read is None or (read.interpreted and not read.choices), text
    read = read_answer(PLACE, "en Bretagne")
    assert read is not None
    assert (read.value, read.interpreted) == ("region:53 metropole", False)


def test_a_legal_form_in_a_sentence_about_something_else_is_not_taken() -> None:
    assert read_answer(FORM, "une commune mais je déteste ce formulaire") is None
    assert read_answer(STAGE, "une idée mais je déteste ce formulaire") is None
