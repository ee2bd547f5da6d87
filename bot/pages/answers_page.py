"""The public page of the answers that the staff validated: all that was answered to some, for everyone."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.answers.quoted import quotations
from bot.answers.validated import ValidatedAnswer
from bot.desk import Reception
from bot.replies import Quotation
from knowledge.documents import Corpus
from knowledge.french import stems
from knowledge.phrases import french_date

PATH: Final = "/reponses"

SEARCHED_FROM: Final = 10
"""Answers above which the page offers to search them."""

InForce = Callable[[date], Awaitable[Sequence[ValidatedAnswer]]]
"""Gives the answers that applicants are given on a day, the last approved first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer as the page shows it; `said` is when it was validated, in words."""

    anchor: str
    question: str
    lines: tuple[str, ...]
    on: date
    said: str
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """Shows the answers in force; `today` gives the day it is where the staff are, `site` our address."""

    in_force: InForce
    reception: Reception
    templates: Environment
    today: Callable[[], date]
    site: str

    def route(self) -> Route:
        """Return the route of the page."""
        return Route(PATH, self.show)

    async def show(self, request: Request) -> HTMLResponse:
        """List the answers in force, or those of them that have the words looked for.

        Raises:
            DeskUnavailable: the texts that they quote are not open.
        """
        corpus = self.reception.desk.corpus
        answers = await self.in_force(self.today())
        wanted = " ".join(request.query_params.get("q", "").split())[:200]
        found = matching(answers, wanted)
        html = self.templates.get_template("answers.html").render(
            call=corpus.call,
            entries=[entry_of(answer, corpus, self.site) for answer in found],
            total=len(answers),
            searched=len(answers) > SEARCHED_FROM,
            wanted=wanted,
        )
        return HTMLResponse(html, headers={"Cache-Control": "no-cache"})


def entry_of(answer: ValidatedAnswer, corpus: Corpus, site: str) -> Entry:
    """Return an answer in force as the page shows it, with the quotations that its texts hold."""
    said = answer.content
    on = answer.approved_on or answer.edited_at.date()
    return Entry(
        anchor=f"reponse-{answer.id}",
        question=said.question,
        lines=tuple(said.text.split("\n")),
        on=on,
        said=f"Réponse validée le {french_date(on)}",
        quotations=quotations(said, corpus, site),
    )


def matching(answers: Iterable[ValidatedAnswer], wanted: str) -> list[ValidatedAnswer]:
    """Return the answers that have every telling word looked for, all of them if there is none."""
    words = set(stems(wanted))
    return [
        one for one in answers if words <= set(stems("\n".join((*one.content.questions, one.content.text))))
    ]
