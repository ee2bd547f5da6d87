"""A guide through criteria that a question of each sort decides, and through a few steps."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.eligibility.guide import Guide
from bot.eligibility.in_force import InForce
from knowledge.documents import Corpus
from knowledge.eligibility.conditions import read_condition
from knowledge.eligibility.criteria import Criterion, Option, Question, Rules, Takes
from knowledge.preparation import Quoted
from knowledge.procedure import Piece, Procedure, Step
from tests.bot.desks import BILL_SAYS, CALL, CORPUS, COVERAGE, MEMBERS, SITE

PARIS = ZoneInfo("Europe/Paris")
TYPES = (Option("ess", "une entreprise de l’ESS"), Option("local", "une collectivité"))
SORTS = (Option("new", "Neuf"), Option("old", "Ancien"))
QUESTIONS = (
    Question("partners", "Qui participe ?", Takes.PARTNERS, "Vous compris.", options=TYPES),
    Question("pooling", "Mettez-vous des moyens en commun ?", Takes.YES_NO),
    Question("sort", "De quelle sorte ?", Takes.CHOICE, options=SORTS),
    Question("length", "Combien de temps ?", Takes.NUMBER, unit="mois"),
    Question("founded", "Depuis quand ?", Takes.DATE),
    Question("place", "Où ?", Takes.PLACE),
    Question("form", "Sous quelle forme ?", Takes.LEGAL_FORM),
)
MET = {
    "partners": "partners.ess >= 1",
    "pooling": "pooling = yes",
    "sort": "sort = new",
    "length": "length >= 12",
    "founded": "founded >= 2010-01-01",
    "place": "place = departement:93",
    "form": "form = 92*",
}


def criterion(id: str, quoted: Quoted = MEMBERS, *, draft: bool = False) -> Criterion:
    """A criterion that one question decides."""
    met = read_condition([MET[id]])
    to_meet = "Prévoyez du neuf." if id == "sort" else ""
    return Criterion(f"c_{id}", f"Critère {id}", True, (quoted,), met, to_meet=to_meet, draft=draft)


RULES = Rules(
    QUESTIONS,
    (
        *(criterion(one.id) for one in QUESTIONS[:-1]),
        criterion("form", BILL_SAYS, draft=True),
        Criterion("closing", "Conditions de clôture", stated=False, announced="cahier"),
    ),
    (MEMBERS,),
)
PROCEDURE = Procedure(
    (
        Step("form", "Remplir le formulaire", "Le porteur", date(2026, 12, 1), pieces=("budget",)),
        Step(
            "filing", "Déposer le dossier", "Le porteur", date(2026, 12, 1),
            datetime(2026, 12, 20, 17, 0, tzinfo=PARIS), passages=(MEMBERS,),
        ),
        Step("results", "Annonce des résultats", stated=False, announced="cahier"),
    ),
    (
        Piece("budget", "Le budget", "Le porteur", "Un tableau suffit.", passages=(MEMBERS,)),
        Piece("letter", "La lettre d’engagement", stated=False, announced="cahier"),
    ),
)  # fmt: skip
OPEN_CALL = replace(CALL, opened=date(2026, 11, 1), closes=datetime(2026, 12, 20, 17, 0, tzinfo=PARIS))
OPEN = replace(CORPUS, call=OPEN_CALL)
"""Texts of a call that is open on the day of the tests' clock."""
DEADLINE = "Il reste 27 jours : l’appel à projets se clôt le 20 décembre 2026 à 17 h (heure de Paris)."
FIRST = "Qui participe ?"
"""The first question that is asked."""


def guide_of(rules: Rules = RULES, procedure: Procedure = PROCEDURE, corpus: Corpus = OPEN) -> Guide:
    """Return the guide through criteria and steps."""
    return Guide(InForce(rules, procedure, digest="7f"), corpus, COVERAGE, SITE, PARIS)
