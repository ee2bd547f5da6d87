"""Say each failure to a person as a page, to a program as a problem document."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.api.problems import Fault, Refusal, faults, problem
from bot.errors import DeskUnavailable
from bot.pages.public import Pages
from bot.security import headers_for
from bot.talk.site_limits import TooMany
from knowledge.errors import StoreUnavailable

logger = logging.getLogger(__name__)

FOR_PROGRAMS = ("/api/", "/health/")


@dataclass(frozen=True, slots=True)
class Failures:
    """Answers the requests that cannot be served."""

    pages: Pages

    def said(
        self,
        request: Request,
        status: int,
        detail: str | None = None,
        headers: Mapping[str, str] | None = None,
        errors: tuple[Fault, ...] = (),
        personal_data: tuple[str, ...] = (),
    ) -> Response:
        """Return the page, or the document, that says a failure."""
        if request.url.path.startswith(FOR_PROGRAMS):
            return problem(status, detail, headers=headers, errors=errors, personal_data=personal_data)
        return self.pages.problem(status, detail, headers)

    def too_many(self, request: Request, seconds: int) -> Response:
        """Ask whoever sends too much to wait."""
        return self.said(request, 429, headers={"Retry-After": str(seconds)})

    def handle(self, app: FastAPI) -> None:
        """Have the application say its failures so."""

        @app.exception_handler(HTTPException)
        async def refused(request: Request, error: HTTPException) -> Response:
            if not isinstance(error, Refusal):
                # Starlette and FastAPI write the details of their own refusals in English.
                return self.said(request, error.status_code, headers=error.headers)
            return self.said(
                request, error.status_code, error.detail, error.headers, error.errors, error.personal_data
            )

        @app.exception_handler(RequestValidationError)
        async def malformed(request: Request, error: RequestValidationError) -> Response:
            return self.said(request, 422, errors=faults(error.errors()))

        @app.exception_handler(DeskUnavailable)
        async def unavailable(request: Request, error: DeskUnavailable) -> Response:
            return self.said(request, 503, str(error), {"Retry-After": str(error.retry_after)})

        @app.exception_handler(TooMany)
        async def hurried(request: Request, error: TooMany) -> Response:
            return self.said(request, 429, str(error), {"Retry-After": str(error.retry_after)})

        @app.exception_handler(StoreUnavailable)
        async def unkept(request: Request, error: StoreUnavailable) -> Response:
            logger.error("A request was refused: %s", error)
            return self.said(request, 503, headers={"Retry-After": str(DeskUnavailable.retry_after)})

        @app.exception_handler(ClientDisconnect)
        async def gone(_: Request, __: ClientDisconnect) -> Response:
            # Nobody reads it; what is not said here is logged as a failure of ours.
            return Response(status_code=400)

        @app.exception_handler(Exception)
        async def failed(request: Request, _: Exception) -> Response:
            # This one answers from outside every middleware; the server still logs the traceback.
            headers = headers_for(request.url.path, secure=self.pages.settings.secure)
            return self.said(request, 500, headers=headers)
