"""The pages people read besides their conversation: the texts, what they cover, the legal notices."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot import labels
from bot.api.problems import Refusal, detail_of, title_of
from bot.assets import Asset
from bot.desk import Reception
from bot.known_texts import by_rank
from bot.links import document_path
from bot.pages.at_a_glance import at_a_glance
from bot.pages.coverage_page import lists_of
from bot.pages.model_notice import model_notice
from bot.pages.reading import lay_out
from bot.plain_text import own_words
from bot.settings import Settings
from knowledge.documents import Corpus
from knowledge.phrases import french_date


@dataclass(frozen=True, slots=True)
class Pages:
    """Renders the pages with what they all need."""

    reception: Reception
    settings: Settings
    templates: Environment

    def routes(self) -> list[Route]:
        """Return the route of every page."""
        return [
            Route("/textes", self.texts),
            Route("/textes/{document_id:path}", self.text),
            Route("/couverture", self.coverage),
            Route("/accessibilite", self.accessibility),
            Route("/mentions", self.notices),
        ]

    async def texts(self, _: Request) -> HTMLResponse:
        """List the texts."""
        return self._page("texts.html")

    async def text(self, request: Request) -> HTMLResponse:
        """Show a text, with the passage that `?passage=` names highlighted.

        Raises:
            Refusal: 404 when there is no such text.
        """
        corpus = self.reception.desk.corpus
        try:
            document = corpus.document(request.path_params["document_id"])
        except KeyError:
            raise Refusal(404, "Ce texte n’est pas, ou n’est plus, parmi ceux de l’assistant.") from None
        wanted = request.query_params.get("passage")
        pieces = lay_out(document, corpus.passages, wanted)
        moved = wanted is not None and not any(piece.cited for piece in pieces)
        return self._page("text.html", document=document, pieces=pieces, moved=moved)

    async def coverage(self, _: Request) -> HTMLResponse:
        """Show what the texts say of each topic that applicants ask about, and what they do not say."""
        desk = self.reception.desk
        facts = at_a_glance(desk.coverage, desk.corpus)
        return self._page("coverage.html", facts=facts, lists=lists_of(desk.coverage, desk.corpus))

    async def accessibility(self, _: Request) -> HTMLResponse:
        """Show the accessibility statement."""
        return self._page("accessibility.html")

    async def notices(self, _: Request) -> HTMLResponse:
        """Show who answers for the site and what becomes of what people type."""
        return self._page("notices.html")

    def problem(
        self, status: int, detail: str | None = None, headers: Mapping[str, str] | None = None
    ) -> HTMLResponse:
        """Say in French that a page cannot be shown; it needs no open desk."""
        template = self.templates.get_template("problem.html")
        html = template.render(title=title_of(status), detail=detail or detail_of(status), status=status)
        return HTMLResponse(html, status, headers=dict(headers or {}))

    def page(
        self,
        template: str,
        corpus: Corpus | None,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> HTMLResponse:
        """Render a page; without a `corpus`, one that knows of no call and of no text."""
        view = {
            "call": corpus.call if corpus else None,
            "documents": by_rank(corpus) if corpus else (),
            "online_model": online_model(self.settings),
            "receipt_days": self.settings.receipt_days,
            "conversation_days": self.settings.conversation_days,
            "audit_days": self.settings.audit_days,
            "controller": self.settings.controller or (corpus.call.authority if corpus else ""),
            "dpo": self.settings.dpo,
            "mails": self.settings.mails,
            "telegrams": self.settings.telegrams,
            "notifies": bool(self.settings.notified),
        }
        html = self.templates.get_template(template).render(view | values)
        return HTMLResponse(html, status, {"Cache-Control": "no-cache", **(headers or {})})

    def _page(self, template: str, **values: Any) -> HTMLResponse:
        return self.page(template, self.reception.desk.corpus, **values)


def make_templates(
    assets: Mapping[str, Asset], settings: Settings, reception: Reception | None = None
) -> Environment:
    """Return the templates, everything in them escaped, with the French names they use.

    Their menu leads to the steps of the call if the `reception` knows some.
    """
    templates = Environment(
        loader=PackageLoader("bot"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {
        "day": french_date,
        "iso_day": labels.long_date_of,
        "kind": labels.kind_label,
        "path": document_path,
        "spaced": labels.spaced,
        "local": lambda url: url.removeprefix(settings.site),
    }
    templates.globals |= {
        "assets": assets,
        "call": None,
        "language_model": model_notice(settings),
        "has_steps": lambda: bool(reception and reception.guide and reception.guide.has_steps),
        "own_words": own_words,
        "place": labels.place,
        "status_label": labels.status_label,
        "warning": labels.warning_of,
    }
    return templates


def online_model(settings: Settings) -> str:
    """Name the service that receives the text of questions, if there is one; its address may hold a key.

    >>> online_model(Settings(embedder="openai:bge-m3@https://cle@albert.example/v1"))
    'bge-m3 (albert.example)'
    >>> online_model(Settings(embedder="bundled"))
    ''
    """
    kind, _, model = settings.embedder.partition(":")
    name, _, url = model.partition("@")
    return f"{name} ({urlsplit(url).hostname})" if kind == "openai" else ""
