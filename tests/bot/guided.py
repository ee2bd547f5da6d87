"""A guide with two questions and a sheet of every outcome, for tests of the channels that show them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from bot.eligibility.commands import NO, RESTART, SEND, START, STEPS, UNSURE, YES
from bot.eligibility.guide import Guide
from bot.eligibility.in_force import InForce
from bot.eligibility.path import Path, Stage
from bot.eligibility.shown import ShownAnswer, ShownCriterion, ShownPiece, ShownSheet, ShownStep
from bot.replies import Decision, Reply
from knowledge.eligibility.criteria import Criterion, Outcome, Rules
from knowledge.procedure import Procedure, Step
from tests.bot.desks import CITATION, CORPUS, COVERAGE, DRAFT_CITATION, SITE

ASKS: Final = ("Êtes-vous au moins deux partenaires ?", "Mettez-vous des moyens en commun ?")
DEADLINE: Final = "Il reste 12 jours : l’appel à projets se clôt le 1er octobre 2013 à 12 h."
TO_MEET: Final = "Associez une entreprise commerciale."
SAID: Final = (ShownAnswer("partners", ASKS[0], "oui"),)
SHEET: Final = ShownSheet(
    criteria=(
        ShownCriterion("partners", "Au moins deux partenaires", Outcome.MET, SAID, citations=(CITATION,)),
        ShownCriterion(
            "commercial", "Des entreprises commerciales", Outcome.NOT_MET, SAID, "", TO_MEET,
            citations=(CITATION,),
        ),
        ShownCriterion(
            "closing", "Les conditions du cahier des charges", Outcome.NOT_STATED,
            note="Attendu dans « Cahier des charges ».",
        ),
        ShownCriterion("needs", "Une réponse à des besoins sociaux", Outcome.STAFF, citations=(CITATION,)),
        ShownCriterion(
            "law", "La définition du projet de loi", Outcome.MET, draft=True, citations=(DRAFT_CITATION,)
        ),
    ),
    answers=SAID,
    steps=(
        ShownStep(
            "filing", "Déposer le dossier", "Le porteur du projet", "jusqu’au 1er octobre 2013", True,
            ("Formulaire",), citations=(CITATION,),
        ),
        ShownStep("jury", "Choisir les lauréats", note="Date non précisée."),
    ),
    pieces=(
        ShownPiece("form", "Formulaire", "Le porteur", "À demander à la préfecture.", done=True),
        ShownPiece("budget", "Budget", note="Modèle non précisé."),
    ),
    deadline=DEADLINE,
    decision="Seul le ministère décide.",
    decided=(CITATION,),
    complete=True,
    rules="7f",
    at="2026-11-23T00:00:00+00:00",
)  # fmt: skip
HEAD: Final = "Voici votre fiche."
SUMMARY: Final = "Rempli, d’après vos réponses : Au moins deux partenaires.\nCe n’est pas une décision."
_RULES: Final = Rules(criteria=tuple(Criterion(one.id, one.name) for one in SHEET.criteria))
_STEPS: Final = Procedure(tuple(Step(one.id, one.name) for one in SHEET.steps))


class FakeGuide(Guide):
    """Asks `ASKS` one after the other, yes or no, then gives a sheet; begun again by its command."""

    def __init__(self, sheet: ShownSheet = SHEET) -> None:
        super().__init__(InForce(_RULES, _STEPS), CORPUS, COVERAGE, SITE, UTC)
        self._shown = sheet

    def hear(self, text: str, path: Path | None, earlier: Sequence[str], now: datetime) -> Reply | None:  # noqa: ARG002 - as every guide
        """Take an answer to the question that waits, or a command."""
        if text in (START, RESTART):
            return self._asked(text, Path("7f", asked="0"))
        if (
            path is None
            or path.stage is not Stage.ASKING
            or text.lower() not in ("oui", "non", UNSURE.lower())
        ):
            return None
        asked = int(path.asked) + 1
        answers = {**path.answers, path.asked: text.lower()}
        if asked < len(ASKS):
            return self._asked(text, replace(path, answers=answers, asked=str(asked)))
        done = replace(path, answers=answers, asked="", stage=Stage.DONE)
        return Reply(
            text, Decision.CLARIFICATION, f"{HEAD}\n{SUMMARY}", suggestions=(SEND, STEPS, RESTART),
            path=done.as_json(), sheet=self._shown.as_json(),
        )  # fmt: skip

    def after(self, reply: Reply, path: Path | None, now: datetime) -> Reply:  # noqa: ARG002 - as every guide
        """Lead back to the question that waits."""
        if path is None or path.stage is not Stage.ASKING:
            return reply
        asked = self._asked(reply.question, path)
        text = f"{reply.text}\n{asked.text}"
        return replace(reply, text=text, suggestions=asked.suggestions, path=asked.path)

    def sheet(self, answers: Mapping[str, object], now: datetime, done: Sequence[str] = ()) -> ShownSheet:  # noqa: ARG002 - as every guide
        """Return the same sheet for any answers."""
        return self._shown

    def closed_notice(self, now: datetime) -> str:  # noqa: ARG002 - as every guide
        """Say nothing first: the call is open."""
        return ""

    def deadline(self, now: datetime) -> str:  # noqa: ARG002 - as every guide
        """Return the sentence."""
        return DEADLINE

    def _asked(self, question: str, path: Path) -> Reply:
        return Reply(
            question, Decision.CLARIFICATION, ASKS[int(path.asked)], suggestions=(YES, NO, UNSURE),
            path=path.as_json(),
        )  # fmt: skip
