"""What the widget shows before the first message, `/api/v1/sites`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from bot.api.admission import Admission, closed_message
from bot.api.problems import Refusal, described
from bot.conversations.promises import Promises
from bot.desk import Reception
from bot.eligibility.commands import START
from bot.hours_words import said_week
from bot.known_texts import by_rank, latest_of
from bot.links import document_path
from bot.parts import present
from bot.settings import Settings
from bot.sites.site import Position, Site
from bot.store.sites import UnknownSite
from bot.talk.site_promises import promises_on
from knowledge.documents import Corpus


class TextOut(BaseModel):
    """A text that the assistant quotes."""

    title: str = Field(description="Titre du texte.")
    url: str = Field(description="Adresse du texte sur ce service.")


class SiteOut(BaseModel):
    """What a visitor of a site is told before the first message, and how the widget looks there."""

    key: str = Field(description="Clé du site.")
    call: str = Field(description="Nom de l’appel à projets.")
    authority: str = Field(description="Qui lance l’appel à projets.")
    latest: date | None = Field(
        description="Publication du texte officiel le plus récent de ceux que l’assistant cite (AAAA-MM-JJ)."
    )
    documents: list[TextOut] = Field(description="Les textes que l’assistant cite.")
    welcome: str = Field(description="Message d’accueil du site ; vide s’il n’en a pas.")
    questions: list[str] = Field(description="Questions proposées : celles du site, sinon de l’appel.")
    path: str | None = Field(
        description="Message à envoyer pour vérifier les critères un par un ; null si l’appel n’en a pas."
    )
    deadline: str = Field(
        description="Jusqu’à quand il est possible de candidater, en une phrase ; vide si on l’ignore."
    )
    position: Position = Field(description="Où se tient le lien : right, left ou page (là où il est posé).")
    accent: str = Field(description="Couleur principale (#rrggbb) ; vide pour celle de l’État.")
    accent_dark: str = Field(description="La même, sur fond sombre.")
    hours: str = Field(description="Quand l’équipe répond, en toutes lettres.")
    zone: str = Field(description="Fuseau horaire de l’équipe, dans lequel dire les heures promises.")
    closed: str | None = Field(description="Ce qui est dit si le site est fermé ; null s’il est ouvert.")
    conversation_days: int = Field(
        description="Jours pendant lesquels une conversation est gardée après le dernier message."
    )
    mails: bool = Field(description="Peut-on être prévenu des réponses par courriel ?")
    chat_url: str = Field(description="Adresse de la page où la conversation a lieu sans ce module.")
    notices_url: str = Field(description="Adresse des mentions et de ce qui est dit des données.")
    accessibility_url: str = Field(description="Adresse de la déclaration d’accessibilité.")


@dataclass(frozen=True, slots=True)
class Presentation:
    """Says what visitors of a site are shown first."""

    reception: Reception
    promises: Promises
    settings: Settings
    clock: Callable[[], datetime] = present

    def of(self, site: Site) -> dict[str, Any]:
        """Return it as the API gives it.

        Raises:
            DeskClosed: the texts are not open.
        """
        corpus, address = self.reception.desk.corpus, self.settings.site
        hours = promises_on(site, self.promises).hours
        shown = SiteOut(
            **self._call(corpus),
            **self._path(),
            key=site.key,
            welcome=site.welcome,
            questions=list(site.questions or corpus.call.examples),
            position=site.position,
            accent=site.accent,
            accent_dark=site.accent_dark,
            hours=said_week(hours.week),
            zone=hours.zone.key,
            closed=closed_message(site) if site.closed else None,
            conversation_days=self.settings.conversation_days,
            mails=self.settings.mails,
            chat_url=f"{address}/chat?site={site.key}",
            notices_url=f"{address}/mentions",
            accessibility_url=f"{address}/accessibilite",
        )
        return shown.model_dump(mode="json")

    def _path(self) -> dict[str, Any]:
        guide = self.reception.guide
        if guide is None:
            return {"path": None, "deadline": ""}
        return {"path": START if guide.available else None, "deadline": guide.deadline(self.clock())}

    def _call(self, corpus: Corpus) -> dict[str, Any]:
        call = corpus.call
        quoted = (text for text in by_rank(corpus) if text.status.citable)
        return {
            "call": call.name,
            "authority": call.authority,
            "latest": latest_of(corpus),
            "documents": [
                TextOut(title=text.title, url=self.settings.site + document_path(text.id)) for text in quoted
            ],
        }


def site_routes(presentation: Presentation, admission: Admission) -> APIRouter:
    """Build the route."""
    router = APIRouter(prefix="/api/v1/sites", tags=["Sites"])

    @router.get(
        "/{key}",
        summary="Présenter l’assistant sur un site",
        description="Ce que le module montre avant le premier message. Une page d’un autre site ne le lit "
        "que si le site de cette clé l’autorise.",
        response_model=SiteOut,
        responses=described(403, 404, 422, 503),
    )
    async def show(request: Request, key: Annotated[str, Path(description="Clé du site.")]) -> JSONResponse:
        try:
            site = await admission.to_see(request, key)
        except UnknownSite as error:
            raise Refusal(404, str(error)) from None
        return JSONResponse(presentation.of(site), headers={"Cache-Control": "no-store"})

    return router
