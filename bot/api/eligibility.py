"""Criteria and steps over HTTP, `/api/v1/eligibility` and `/api/v1/procedure`: nothing is kept."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, JsonValue

from bot.api.ask import require_json
from bot.api.problems import Refusal, described
from bot.desk import Reception
from bot.eligibility.guide import Guide
from knowledge.eligibility.answers import BadAnswer, normal_answers
from knowledge.eligibility.criteria import Question

NO_CRITERIA = "Cet appel n’a pas de critères à vérifier un par un."
UNKEPT = {"Cache-Control": "no-store"}


class OptionOut(BaseModel):
    """A possible answer."""

    id: str = Field(description="Identifiant, à envoyer comme réponse.")
    name: str = Field(description="La réponse en toutes lettres.")


class QuestionOut(BaseModel):
    """A question on the criteria."""

    id: str = Field(description="Identifiant de la question.")
    ask: str = Field(description="La question.")
    help: str = Field(description="Une explication, de nous.")
    takes: str = Field(
        description="Sorte de réponse : yes_no (yes ou no), choice (un identifiant), number, date "
        "(AAAA-MM-JJ), place (code, tel que departement:93), legal_form (code de l’Insee) ou partners (le "
        "nombre de partenaires de chaque type). « unsure » convient à toutes."
    )
    unit: str = Field(description="Unité d’un nombre.")
    least: float | None = Field(description="Le plus petit nombre accepté ; null s’il n’y en a pas.")
    most: float | None = Field(description="Le plus grand nombre accepté ; null s’il n’y en a pas.")
    options: list[OptionOut] = Field(description="Réponses d’un choix, ou types de partenaires.")


class QuestionsOut(BaseModel):
    """What an applicant may be asked."""

    rules: str = Field(description="Version des critères.")
    questions: list[QuestionOut] = Field(description="Les questions, dans l’ordre du fichier.")


class AnswersIn(BaseModel):
    """The answers given so far."""

    answers: dict[str, JsonValue] = Field(
        default_factory=dict, description="Réponses, par identifiant de question."
    )


class JudgedOut(BaseModel):
    """Each criterion on these answers, and the question that decides soonest."""

    answers: dict[str, JsonValue] = Field(description="Les réponses, sous leur forme normale.")
    next: QuestionOut | None = Field(description="La question suivante ; null quand plus rien ne manque.")
    sheet: dict[str, Any] = Field(
        description="La fiche : chaque critère (met, not_met, not_stated, staff, open) avec ses citations ; "
        "jamais un verdict sur l’ensemble."
    )


class ProcedureOut(BaseModel):
    """What must be done, and when."""

    deadline: str = Field(description="Où en est l’appel à projets, en une phrase.")
    steps: list[dict[str, Any]] = Field(description="Les étapes, avec leurs citations.")
    pieces: list[dict[str, Any]] = Field(description="Les pièces à fournir, avec leurs citations.")


def eligibility_routes(reception: Reception, clock: Callable[[], datetime]) -> APIRouter:
    """Build the routes; `clock` gives the present moment, with its time zone."""
    router = APIRouter(prefix="/api/v1", tags=["Critères et démarches"])

    @router.get(
        "/eligibility",
        summary="Lister les questions sur les critères",
        response_model=QuestionsOut,
        responses=described(404, 503),
    )
    async def questions() -> JSONResponse:
        in_force = _guide(reception).in_force
        asked = [_question_out(question) for question in in_force.rules.questions]
        return JSONResponse({"rules": in_force.digest, "questions": asked}, headers=UNKEPT)

    @router.post(
        "/eligibility",
        summary="Juger les critères sur des réponses",
        description="Dit de chaque critère s’il est rempli d’après ces réponses, et quelle question poser "
        "ensuite. Rien n’est gardé.",
        response_model=JudgedOut,
        responses=described(404, 413, 415, 422, 503),
        dependencies=[Depends(require_json)],
    )
    async def judge(given: AnswersIn) -> JSONResponse:
        return JSONResponse(_judged(_guide(reception), given.answers, clock()), headers=UNKEPT)

    @router.get(
        "/procedure",
        summary="Lire les étapes et les pièces",
        response_model=ProcedureOut,
        responses=described(404, 503),
    )
    async def procedure() -> JSONResponse:
        sheet = _guide(reception).sheet({}, clock()).as_json()
        return JSONResponse({name: sheet[name] for name in ("deadline", "steps", "pieces")}, headers=UNKEPT)

    return router


def _guide(reception: Reception) -> Guide:
    """Return the guide.

    Raises:
        DeskClosed: the texts are not open yet.
        Refusal: 404 when nothing leads anybody.
    """
    reception.require_open()
    guide = reception.guide
    if guide is None or not (guide.available or guide.has_steps):
        raise Refusal(404, NO_CRITERIA)
    return guide


def _judged(guide: Guide, given: Mapping[str, object], now: datetime) -> dict[str, Any]:
    """Judge the criteria.

    Raises:
        Refusal: 422 when an answer is none that its question takes.
    """
    try:
        answers = normal_answers(guide.in_force.rules, given)
    except BadAnswer as error:
        raise Refusal(422, str(error)) from None
    following = guide.next(answers)
    return {
        "answers": dict(answers),
        "next": _question_out(following) if following else None,
        "sheet": guide.sheet(answers, now).as_json(),
    }


def _question_out(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "ask": question.ask,
        "help": question.help,
        "takes": question.takes.value,
        "unit": question.unit,
        "least": None if question.least is None else float(question.least),
        "most": None if question.most is None else float(question.most),
        "options": [{"id": option.id, "name": option.name} for option in question.options],
    }
