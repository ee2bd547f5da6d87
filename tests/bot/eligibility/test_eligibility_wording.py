"""No sentence along the path, on the sheet or about the dates promises anything; all are plain French."""

import re
from collections.abc import Iterator, Mapping
from string import Formatter
from types import ModuleType
from typing import Any

import pytest

from bot.eligibility import commands, shown, wording
from bot.eligibility.wording import counted, said
from bot.procedure import wording as dates
from knowledge.eligibility.criteria import UNSURE, Answer, Outcome, Question, Takes
from tests.bot.eligibility.made_up_call import FORM, FOUNDED, LENGTH, PARTNERS, PLACE, POOLING, STAGE

VERDICT = re.compile(
    r"vous (?:êtes|serez|seriez) (?:donc |bien )?(?:éligible|admissible|recevable|retenu|sélectionné|lauréat)"
    r"|vous (?:aurez|avez|auriez) (?:bien )?droit|vous (?:aurez|obtiendrez|recevrez|toucherez|bénéficierez)"
    r"|(?:projet|dossier|candidature) (?:est|sera) (?:donc |bien )?(?:éligible|retenue?|acceptée?|recevable)"
    r"|félicitation|bravo|bonne nouvelle|garanti|assuré|chances? (?:de|d’)"
    r"|(?:toutes|tous) les (?:conditions|critères) (?:sont|est)|rien ne s’oppose",
    re.IGNORECASE,
)
MONEY = re.compile(r"\bsubvention|\beuros?\b|€", re.IGNORECASE)
DENIED = "Je ne peux ni dire si un projet est éligible, ni promettre qu’il sera retenu"
FAMILIAR = re.compile(r"\b(?:tu|te|toi|ton|ta|tes)\b", re.IGNORECASE)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for one in value.values() for text in texts(one))
    elif isinstance(value, tuple):
        yield from (text for one in value for text in texts(one))


def of_module(module: ModuleType) -> Iterator[str]:
    for name, value in vars(module).items():
        if name.isupper() and not name.startswith("_"):
            yield from texts(value)


ALL = sorted({text for module in (wording, commands, shown, dates) for text in of_module(module)})
SENTENCES = [text for text in ALL if " " in text]


def test_the_sentences_are_there() -> None:
    assert len(SENTENCES) > 60
    assert wording.OFFER in SENTENCES
    assert shown.OUTCOMES[Outcome.MET] in SENTENCES


@pytest.mark.parametrize("text", SENTENCES)
def test_no_sentence_promises_eligibility_selection_or_money(text: str) -> None:
    assert not VERDICT.search(text.replace(DENIED, ""))
    assert not MONEY.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "Vous êtes éligible.",
        "Vous serez retenu",
        "Vous aurez droit à une aide",
        "Vous obtiendrez",
        "Félicitations !",
        "Votre projet est éligible",
        "Votre candidature sera retenue",
        "Tous les critères sont remplis",
        "Bonne nouvelle",
    ],
)
def test_a_promise_would_be_found(text: str) -> None:
    assert VERDICT.search(text)


@pytest.mark.parametrize("text", SENTENCES)
def test_every_sentence_is_polite_typographic_french(text: str) -> None:
    assert not FAMILIAR.search(text)
    assert "'" not in text
    assert not re.search(r"\w[?!;]|[^ \u00a0][?!;:»](?:\s|$)", re.sub(r"\{.*?\}", "x", text))


@pytest.mark.parametrize("text", SENTENCES)
def test_no_sentence_speaks_of_the_whole_as_met(text: str) -> None:
    assert not re.search(r"\b(?:fiche|candidature|ensemble|projet)\b[^.]*\brempli[es]? (?:les|toutes)", text)


def test_every_field_of_a_sentence_has_a_name() -> None:
    names = [name for text in ALL for _, name, _, _ in Formatter().parse(text)]
    assert "" not in names


def test_every_way_of_standing_has_its_words() -> None:
    assert set(wording.GROUPS) == set(Outcome) == set(shown.OUTCOMES)
    for outcome, label in shown.OUTCOMES.items():
        assert wording.GROUPS[outcome].startswith(f"{label} :")


def test_every_sort_of_answer_is_explained_when_it_is_not_clear() -> None:
    assert set(wording.UNCLEAR) == set(Takes)


@pytest.mark.parametrize(
    ("question", "answer", "words"),
    [
        (POOLING, "yes", "oui"),
        (POOLING, UNSURE, "je ne sais pas"),
        (STAGE, "running", "un projet en cours"),
        (LENGTH, "1500.5", "1\u202f500,5 mois"),
        (FOUNDED, "2020-03-01", "1er mars 2020"),
        (PLACE, "commune:93039 departement:93 region:11 metropole", "L’Île-Saint-Denis (93)"),
        (PLACE, "etranger", "hors de France"),
        (FORM, "9220", "Association déclarée"),
        (PARTNERS, {"ess": 1, "local": 2}, "1 entreprise de l’ESS, 2 collectivités territoriales"),
        (PARTNERS, {}, "aucun partenaire"),
        (PARTNERS, UNSURE, "je ne sais pas"),
    ],
)
def test_an_answer_is_said_in_words(question: Question, answer: Answer, words: str) -> None:
    assert said(question, answer) == words


@pytest.mark.parametrize(
    ("name", "two"),
    [
        ("un organisme de formation", "2 organismes de formation"),
        ("un autre participant, ou un inconnu", "2 autres participants, ou un inconnu"),
        ("une entreprise de l’économie sociale", "2 entreprises de l’économie sociale"),
        ("une PME", "2 PME"),
        ("un réseau régional", "2 réseaux régionaux"),
    ],
)
def test_several_partners_are_said_in_the_plural(name: str, two: str) -> None:
    assert counted(name, 2) == two
