"""The HTTP interface for programs, `/api/v1`, and the two health checks."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from bot.api.problems import described
from bot.api.questions import QUESTION, Question
from bot.desk import Reception
from bot.links import document_path
from bot.replies import Decision

EXAMPLE: dict[str, JsonValue] = {
    "question": QUESTION,
    "decision": "answer",
    "text": "D’après le communiqué de presse du 15 juillet 2013 (paragraphe 9) : « Les PTCE sont des "
    "structures rassemblant a minima des entreprises de l'ESS et des entreprises commerciales, auxquelles "
    "peuvent se joindre des collectivités territoriales, des centres de recherche ou encore des organismes "
    "de formation. »",
    "reason": None,
    "citations": [
        {
            "document": "communique-2013-07-15",
            "title": "Communiqué de presse n° 727 du 15 juillet 2013",
            "kind": "press_release",
            "status": "in_force",
            "location": "paragraphe 9",
            "page": None,
            "quote": "Les PTCE sont des structures rassemblant a minima des entreprises de l'ESS et des "
            "entreprises commerciales, auxquelles peuvent se joindre des collectivités territoriales, "
            "des centres de recherche ou encore des organismes de formation.",
            "url": "http://localhost:8000/textes/communique-2013-07-15?passage=p3#passage-3",
            "published": "2013-07-15",
            "lead": "",
            "passage": "p3",
        }
    ],
    "confidence": 0.93,
    "suggestions": [],
    "receipt": "K7QM-2XWD-9RTB",
    "topic": None,
    "understood": None,
}


class CitationOut(BaseModel):
    """An exact quotation and where it stands."""

    document: str = Field(description="Identifiant du texte.")
    title: str = Field(description="Titre du texte.")
    kind: str = Field(description="Nature du texte : law, decree, bill, press_release…")
    status: str = Field(description="in_force (en vigueur) ou draft (projet).")
    location: str = Field(description="Endroit du texte, comme on le citerait.")
    page: int | None = Field(description="Page, à partir de 1, si le texte a des pages.")
    quote: str = Field(description="La citation, mot pour mot.")
    url: str = Field(description="Adresse qui ouvre le texte au passage cité.")
    published: str | None = Field(description="Date de publication (AAAA-MM-JJ).")
    lead: str = Field(description="Phrase ou en-tête qui introduit la citation, mot pour mot.")
    passage: str = Field(description="Identifiant du passage.")


class SentenceOut(BaseModel):
    """A sentence that a language model wrote, and the passages that bear it."""

    text: str = Field(description="La phrase.")
    passages: list[str] = Field(description="Identifiants des passages qui la portent.")


class SynthesisOut(BaseModel):
    """What a language model wrote of the passages cited."""

    sentences: list[SentenceOut]
    model: str = Field(description="Le modèle de langue, tel qu’il est réglé.")


class ReplyOut(BaseModel):
    """The assistant's reply."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    question: str = Field(description="La question telle qu’elle a été reçue.")
    decision: Decision = Field(
        description="answer (réponse), clarification (à préciser) ou handoff (à confier à quelqu’un)."
    )
    text: str = Field(description="Ce que l’assistant dit.")
    reason: str | None = Field(
        description="Pourquoi une personne doit répondre ; null si ce n’est pas un handoff."
    )
    citations: list[CitationOut] = Field(description="Les citations sur lesquelles la réponse repose.")
    confidence: float = Field(description="Confiance, entre 0 et 1.", ge=0, le=1)
    suggestions: list[str] = Field(description="Questions proposées.")
    receipt: str | None = Field(description="Numéro du reçu, à relire sur /recus/NUMÉRO, s’il y en a un.")
    topic: str | None = Field(description="Ce sur quoi porte la question, si c’est clair.")
    understood: str | None = Field(
        description="La question telle qu’elle a été comprise, si elle s’appuie sur une précédente."
    )
    synthesis: SynthesisOut | None = Field(
        None,
        description="Ce qu’un modèle de langue a écrit des passages cités, s’il y en a un. Le texte de la "
        "réponse commence par là. Absent sinon.",
    )


class DocumentOut(BaseModel):
    """A text that the assistant knows, or waits for."""

    id: str
    title: str
    kind: str
    status: str
    published: str | None = Field(description="Date de publication (AAAA-MM-JJ).")
    url: str = Field(description="Adresse du texte sur ce site.")
    original: str | None = Field(description="Adresse du texte d’origine.")


def require_json(request: Request) -> None:
    """Refuse a body that does not say it is JSON.

    Raises:
        HTTPException: 415.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415)


def api_routes(reception: Reception, site: str) -> APIRouter:
    """Build the routes; `site` is the address that links start with."""
    router = APIRouter(prefix="/api/v1", tags=["Questions"])

    @router.post(
        "/ask",
        summary="Poser une question",
        description="Répond à une question d’après les textes officiels. La question n’est pas enregistrée.",
        response_model=ReplyOut,
        responses=described(413, 415, 422, 503),
        dependencies=[Depends(require_json)],
    )
    async def ask(question: Annotated[Question, Depends(_body)]) -> JSONResponse:
        reply = await reception.reply(question.question, question.earlier())
        return JSONResponse(reply.as_json(), headers={"Cache-Control": "no-store"})

    @router.get("/documents", summary="Lister les textes", responses=described(503))
    async def documents() -> list[DocumentOut]:
        return [
            DocumentOut(
                id=document.id,
                title=document.title,
                kind=document.kind,
                status=document.status,
                published=document.published.isoformat() if document.published else None,
                url=site + document_path(document.id),
                original=document.url,
            )
            for document in reception.desk.corpus.documents
        ]

    return router


def _body(question: Question) -> Question:
    """Take the body after `require_json`, so that a wrong media type is a 415 and not a 422."""
    return question


def health_routes(reception: Reception) -> APIRouter:
    """Build the checks that tell a machine whether to restart us, and whether to send us questions."""
    router = APIRouter(prefix="/health", tags=["État"])

    @router.get("/live", summary="Le processus répond-il ?")
    async def live() -> dict[str, Any]:
        return {"status": "ok"}

    @router.get("/ready", summary="L’assistant peut-il répondre ?", responses=described(503))
    async def ready() -> dict[str, Any]:
        corpus = reception.desk.corpus
        return {"status": "ok", "documents": len(corpus.documents), "passages": len(corpus.passages)}

    return router
