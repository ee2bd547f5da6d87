import pytest

from bot.answers.checks import answered_already, faults, settle, stands
from bot.answers.content import Cited, Content
from bot.answers.errors import Field
from tests.bot.answers.examples import CITED, CONTENT, CORPUS, DAY, QUOTE, TODAY, content

LONG = "mot " * 1_300
RETIRED = Cited("ancien", "ancien:1", "L’ancien règlement")
MANY = tuple(Cited("avis", "avis:2", QUOTE, str(number)) for number in range(21))
UNSAID = Cited("avis", "avis:2", "Les dossiers sont reçus jusqu’au 16 octobre", "Avis n° 12")


def found(said: Content, own: str = "") -> list[tuple[Field, str]]:
    return [(fault.field, fault.said) for fault in faults(said, CORPUS, TODAY, own)]


def test_an_answer_that_quotes_its_texts_and_names_nobody_has_no_fault() -> None:
    assert found(CONTENT) == []


@pytest.mark.parametrize(
    ("said", "field", "told"),
    [
        (content(question=""), Field.QUESTION, "Écrivez la question"),
        (content(question="? !"), Field.QUESTION, "Écrivez la question"),
        (content(question="a" * 301), Field.QUESTION, "dépasse 300 caractères"),
        (content(variants=tuple(map(str, range(21)))), Field.VARIANTS, "20 autres façons"),
        (content(variants=("a", "b" * 301)), Field.VARIANTS, "La variante 2 dépasse"),
        (content(text=""), Field.TEXT, "Écrivez la réponse"),
        (content(text=LONG), Field.TEXT, "dépasse 5\u202f000 caractères"),
        (
            content(citations=(UNSAID,)),
            Field.CITATIONS,
            "Citation 1 : ces mots ne sont pas, ou ne sont plus, dans « Avis",
        ),
        (content(citations=(CITED, Cited("inconnu", "i:1", QUOTE))), Field.CITATIONS, "Citation 2"),
        (content(citations=(RETIRED,)), Field.CITATIONS, "Citation 1"),
        (content(citations=(Cited("avis", "avis:2", " "),)), Field.CITATIONS, "Citation 1"),
        (content(citations=MANY), Field.CITATIONS, "20 citations"),
        (content(expires_on=TODAY - DAY), Field.EXPIRY, "déjà passée"),
        (
            content(question="Qui est Mme Durand ?"),
            Field.QUESTION,
            "La question contient le nom d’une personne : « Mme Durand »",
        ),
        (
            content(variants=("Quand ?", "moi@chez.fr m’écrit quand ?")),
            Field.VARIANTS,
            "La variante 2 contient une adresse électronique : « moi@chez.fr »",
        ),
        (
            content(text="Appelez le 06 12 34 56 78."),
            Field.TEXT,
            "La réponse contient un numéro de téléphone : « 06 12 34 56 78 »",
        ),
    ],
)
def test_a_fault_is_said_where_it_is(said: Content, field: Field, told: str) -> None:
    ((where, what),) = found(said)
    assert where is field
    assert told in what


def test_all_faults_are_told_at_once() -> None:
    bad = content(question="", text="Écrivez à moi@chez.fr ou à M. Petit.", citations=(UNSAID,))
    assert [field for field, _ in found(bad)] == [Field.QUESTION, Field.CITATIONS, Field.TEXT, Field.TEXT]


def test_the_contact_of_the_call_may_be_given() -> None:
    assert found(content(text="Écrivez à CONTACT@exemple.fr.")) == []


def test_what_a_cited_text_publishes_may_be_given_and_only_that() -> None:
    said = "Appelez le 01.53.18.41.04."
    assert found(content(text=said)) == []
    assert [field for field, _ in found(content(text=said, citations=()))] == [Field.TEXT]


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        (f"Le texte dit : « {QUOTE} »", True),
        ("Le texte dit : «\u00a0Les dossiers sont reçus jusqu'au 15 octobre 2013\u00a0».", True),
        ("Le texte dit : « Les dossiers sont reçus jusqu’au 16 octobre 2013 ».", False),
        ("Cliquez sur « Déposer mon dossier ».", True),
        ("Le texte dit : « Les communes peuvent candidater sans délai ».", False),
    ],
)
def test_words_between_quotation_marks_stand_in_a_cited_passage(text: str, literal: bool) -> None:
    assert [field for field, _ in found(content(text=text))] == ([] if literal else [Field.TEXT])


def test_a_quotation_of_a_passage_that_is_not_cited_is_a_fault() -> None:
    text = f"Le texte dit : « {QUOTE} »"
    ((_, told),) = found(content(text=text, citations=()))
    assert "« Les dossiers sont reçus jusqu’au 15 octobre 2013,… »" in told


def test_a_question_has_one_answer_in_force() -> None:
    given = [("a1", CONTENT), ("a2", content(question="Où écrire ?", variants=("À qui écrire ?",)))]
    asked = content(question="où ÉCRIRE", variants=("Quand ?", "a qui écrire"))
    (first, second) = answered_already(asked, given)
    assert (first.field, second.field) == (Field.QUESTION, Field.VARIANTS)
    assert first.said.startswith("La question a déjà une réponse en service, celle à « Où écrire ? »")
    assert second.said.startswith("La variante 2 a déjà")
    assert answered_already(asked, given, own="a2") == ()
    assert answered_already(content(question="Pourquoi ?", variants=()), given) == ()


def test_an_answer_never_rests_on_itself() -> None:
    cited = Cited("reponses-validees", "reponses-validees:a1", "Avant le 15.")
    ((_, told),) = found(content(citations=(cited,)), own="a1")
    assert "sur elle-même" in told


def test_a_quotation_becomes_that_of_the_text_where_only_typography_differs() -> None:
    typed = Cited("avis", "avis:2", "Les  dossiers sont reçus jusqu'au\n15 octobre 2013, à midi.")
    assert settle(content(citations=(typed,)), CORPUS).citations == (CITED,)


def test_a_quotation_is_found_in_another_passage_of_its_document() -> None:
    moved = Cited("avis", "avis:gone", QUOTE)
    assert settle(content(citations=(moved,)), CORPUS).citations == (CITED,)


def test_a_quotation_that_no_text_holds_stays_as_it_is() -> None:
    assert settle(content(citations=(UNSAID,)), CORPUS).citations == (UNSAID,)
    assert stands(UNSAID, CORPUS) is None
