"""The web application: its pages, its interface for programs, and what it says when something fails."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from anyio import create_task_group
from fastapi import FastAPI
from jinja2 import Environment
from starlette.routing import BaseRoute

from bot.api.admission import Admission
from bot.api.ask import api_routes, health_routes
from bot.api.conversations import conversation_routes
from bot.api.cross_origin import CrossOrigin
from bot.api.eligibility import eligibility_routes
from bot.api.event_stream import Streams
from bot.api.problems import problem_schemas
from bot.api.sites import Presentation, site_routes
from bot.assets import load_assets
from bot.background import Background
from bot.channels import Channels, channels_of
from bot.console.routes import console_routes
from bot.console.shell import Office
from bot.failures import Failures
from bot.limits import PostLimit
from bot.pages.answers_page import AnswersPage
from bot.pages.chat import Chat
from bot.pages.embedding_page import EmbeddingPage
from bot.pages.procedure_page import ProcedurePage
from bot.pages.public import Pages, make_templates
from bot.pages.receipt_page import ReceiptPage
from bot.pages.statistics_page import StatisticsPage
from bot.parts import Parts
from bot.procedure.reminders import ReminderJob
from bot.security import BodyLimit, SecurityHeaders
from bot.sites.origins import origin_of
from bot.talk.beginnings import Beginnings
from bot.talk.contacts import Contacts
from bot.talk.dialogue import Dialogue
from bot.talk.site_limits import SiteLimits
from bot.telegram.service import Service
from bot.widget_files import widget_routes

BODY_LIMIT = 256 * 1024
"""Bytes; two texts of 10,000 characters fit in a form, where a character takes twelve, a file does not."""


class Application(FastAPI):
    """FastAPI, with the problem documents among the schemas that OpenAPI describes."""

    def openapi(self) -> dict[str, Any]:
        """Return the description of `/api/v1` and of the health checks."""
        description = super().openapi()
        description["components"]["schemas"] |= problem_schemas()
        return description


def create_app(parts: Parts) -> FastAPI:
    """Return the application; it serves at once, and says that it is not ready until the desk is open."""
    stores = parts.stores
    dialogue = Dialogue(
        stores.conversations,
        parts.reception,
        parts.hub,
        parts.promises,
        parts.clock,
        stores.sites,
        stores.reminders,
    )
    contacts = Contacts(dialogue, stores, parts.hub, parts.promises, parts.settings, parts.clock)
    channels = channels_of(parts)
    telegram = _telegram(channels, parts, contacts)
    app = Application(
        title="Guichet",
        version="1",
        description="Réponses citées mot pour mot d’après les textes officiels d’un appel à projets.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_beside(parts, dialogue, channels, telegram),
    )
    assets = load_assets()
    templates = make_templates(assets, parts.settings, parts.reception)
    pages = Pages(parts.reception, parts.settings, templates)
    beginnings = Beginnings(contacts)
    admission = Admission(stores.sites, SiteLimits(), origin_of(parts.settings.site))
    presentation = Presentation(parts.reception, parts.promises, parts.settings, parts.clock)
    app.include_router(api_routes(parts.reception, parts.settings.site))
    streams = Streams(stores.conversations, parts.hub, contacts.status)
    app.include_router(conversation_routes(contacts, streams, admission, beginnings))
    app.include_router(site_routes(presentation, admission))
    app.include_router(eligibility_routes(parts.reception, parts.clock))
    app.include_router(health_routes(parts.reception))
    app.router.routes.extend([*(asset.route() for asset in assets.values()), *widget_routes()])
    name = channels.telegram_name
    chat = Chat(pages, contacts, streams, admission, beginnings, name if telegram else None)
    app.router.routes.extend([*chat.routes(), *pages.routes(), *(telegram.routes() if telegram else ())])
    embedding = EmbeddingPage(pages, stores.sites, name)
    app.router.routes.extend([*_public_routes(parts, templates, pages), embedding.route()])
    app.router.routes.extend(console_routes(_office(parts, templates, channels)))
    failures = Failures(pages)
    app.add_middleware(BodyLimit, limit=BODY_LIMIT)
    app.add_middleware(PostLimit, refuse=failures.too_many, posts=parts.settings.posts_per_minute)
    # Outside the limits, whose refusals a page of another site must be able to read too.
    app.add_middleware(CrossOrigin, own=admission.own, embeds=stores.sites.embeds, refuse=failures.said)
    app.add_middleware(SecurityHeaders, secure=parts.settings.secure)
    failures.handle(app)
    return app


def _public_routes(parts: Parts, templates: Environment, pages: Pages) -> list[BaseRoute]:
    """Return the pages that show what is kept: receipts, validated answers, statistics, steps."""
    stores, reception = parts.stores, parts.reception
    answers = AnswersPage(
        stores.validated.in_force,
        reception,
        templates,
        lambda: parts.promises.local(parts.clock()).date(),
        parts.settings.site,
    )
    statistics = StatisticsPage(stores.statistics, parts.promises, reception, templates, parts.clock)
    receipts = ReceiptPage(reception, parts.find, templates)
    procedure = ProcedurePage(pages, parts.promises, parts.clock)
    return [receipts.route(), answers.route(), *statistics.routes(), *procedure.routes()]


def _telegram(channels: Channels, parts: Parts, contacts: Contacts) -> Service | None:
    account = channels.account
    return Service(account, parts, contacts, channels.postman.nudge) if account else None


def _office(parts: Parts, templates: Environment, channels: Channels) -> Office:
    return Office(
        stores=parts.stores,
        hub=parts.hub,
        promises=parts.promises,
        reception=parts.reception,
        settings=parts.settings,
        templates=templates,
        clock=parts.clock,
        publish=parts.publish,
        forget=parts.forget,
        renew=parts.renew,
        nudge=channels.postman.nudge,
        telegram_name=channels.telegram_name,
        drafter=parts.drafter,
    )


def _beside(
    parts: Parts, dialogue: Dialogue, channels: Channels, telegram: Service | None
) -> Callable[[FastAPI], Any]:
    """Return what the application does from its start to its end, beside the requests."""
    zone = parts.promises.hours.zone
    reminders = ReminderJob(parts.stores, parts.reception, parts.hub, parts.clock, zone)
    jobs_beside = (
        channels.postman.run,
        channels.notices.run,
        reminders.run,
        *((telegram.run,) if telegram else ()),
        *parts.beside,
    )
    background = Background(parts, dialogue, jobs_beside)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with create_task_group() as jobs:
            jobs.start_soon(background.run)
            yield
            parts.hub.close()
            jobs.cancel_scope.cancel()
        await parts.stores.close()

    return lifespan
