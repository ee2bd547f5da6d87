"""The web application: its pages, its interface for programs, and what it says when something fails."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from bot.api import api_routes, health_routes
from bot.assets import load_assets
from bot.desk import Reception
from bot.errors import DeskUnavailable
from bot.pages import Pages, make_templates
from bot.problems import Fault, Refusal, faults, problem, problem_schemas
from bot.receipt_page import Find, ReceiptPage
from bot.security import HEADERS, BodyLimit, SecurityHeaders
from bot.settings import Settings

BODY_LIMIT = 64 * 1024
"""Bytes; a question of 10,000 characters and its history fit, a file does not."""

FOR_PROGRAMS = ("/api/", "/health/")


class Application(FastAPI):
    """FastAPI, with the problem documents among the schemas that OpenAPI describes."""

    def openapi(self) -> dict[str, Any]:
        """Return the description of `/api/v1` and of the health checks."""
        description = super().openapi()
        description["components"]["schemas"] |= problem_schemas()
        return description


def create_app(reception: Reception, settings: Settings, find: Find) -> FastAPI:
    """Return the application; it serves at once, and says that it is not ready until the desk is open.

    `find` looks receipts up.
    """
    app = Application(
        title="Guichet",
        version="1",
        description="Réponses citées mot pour mot d’après les textes officiels d’un appel à projets.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    assets = load_assets()
    templates = make_templates(assets, settings)
    pages = Pages(reception, settings, templates)
    receipts = ReceiptPage(reception, find, templates)
    app.include_router(api_routes(reception, settings.site))
    app.include_router(health_routes(reception))
    app.router.routes.extend(asset.route() for asset in assets.values())
    app.router.routes.extend([*pages.routes(), receipts.route()])
    app.add_middleware(BodyLimit, limit=BODY_LIMIT)
    app.add_middleware(SecurityHeaders)
    _say_failures(app, pages)
    return app


def _say_failures(app: FastAPI, pages: Pages) -> None:
    """Say each failure to a person as a page, to a program as a problem document."""

    def said(
        request: Request,
        status: int,
        detail: str | None,
        headers: Mapping[str, str],
        errors: tuple[Fault, ...] = (),
    ) -> Response:
        if request.url.path.startswith(FOR_PROGRAMS):
            return problem(status, detail, headers=headers, errors=errors)
        return pages.problem(status, detail, headers)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        # Starlette and FastAPI write the details of their own refusals in English.
        detail = error.detail if isinstance(error, Refusal) else None
        return said(request, error.status_code, detail, error.headers or {})

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> Response:
        return said(request, 422, None, {}, faults(error.errors()))

    @app.exception_handler(DeskUnavailable)
    async def unavailable(request: Request, error: DeskUnavailable) -> Response:
        return said(request, 503, str(error), {"Retry-After": str(error.retry_after)})

    @app.exception_handler(Exception)
    async def failed(request: Request, _: Exception) -> Response:
        # This one answers from outside every middleware; the server still logs the traceback.
        return said(request, 500, None, HEADERS)
