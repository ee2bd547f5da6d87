"""The criteria that count: list them, confirm one whose text changed, read their history, go back."""

from dataclasses import dataclass
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.api.problems import Refusal
from bot.console.criteria_view import KINDS, changes, listed, source_of
from bot.console.forms import read_form
from bot.console.rule_shelf import (
    EDITS,
    READS,
    Texts,
    bring,
    kept_confirmations,
    kept_texts,
    open_book,
    texts_of,
)
from bot.console.rule_trial import plain
from bot.console.rule_words import differences, in_words
from bot.console.shell import AnyRoute, ConsoleRoute, Me, Office, moment, page
from bot.store.rule_texts import RuleKind
from knowledge.eligibility.cases import failures

HOME: Final = "/console/criteres"

SAID: Final = {
    "ajoute": "Critère ajouté. Il compte dès maintenant.",
    "change": "Critère enregistré. Il compte dès maintenant.",
    "supprime": "Critère supprimé.",
    "confirme": "Critère confirmé.",
    "attente": "Enregistré. L’assistant le suivra à la prochaine ouverture des textes.",
    "corpus": "Le texte du dossier du corpus compte de nouveau.",
}
"""What is said once something was done, by the word of it in the address."""

MOST: Final = 20
"""Texts of a history that are shown, the last ones."""

MOVED: Final = "Le texte cité a encore changé. Relisez-le avant de confirmer."
UNKNOWN: Final = "Ce critère n’existe pas, ou a été supprimé."
NO_TEXT: Final = "Ce texte n’existe pas."


@dataclass(frozen=True, slots=True)
class CriteriaPages:
    """Shows the criteria and what became of their texts."""

    office: Office

    def routes(self) -> list[AnyRoute]:
        """Return the routes of the list, of the history, of what confirms and goes back."""
        back = f"{HOME}/retour/{{kind:str}}"
        return [
            ConsoleRoute(HOME, ("GET",), READS, self.show_all, menu="Critères"),
            ConsoleRoute(f"{HOME}/historique/{{kind:str}}", ("GET",), READS, self.history),
            ConsoleRoute(f"{HOME}/confirmation/{{id:str}}", ("POST",), EDITS, self.confirm),
            ConsoleRoute(back, ("GET",), EDITS, self.before_back),
            ConsoleRoute(back, ("POST",), EDITS, self.back),
        ]

    async def show_all(self, request: Request, me: Me) -> Response:
        """List the criteria, those to confirm first, with where they come from and how the cases stand."""
        return await self._list(request, me, said=SAID.get(request.query_params.get("fait", ""), ""))

    async def confirm(self, request: Request, me: Me) -> Response:
        """Keep that a criterion still says what its text says, as it was shown.

        Raises:
            Refusal: 404 when there is no such criterion.
        """
        id, form = request.path_params["id"], await read_form(request)
        shown = listed(self.office, await open_book(self.office))
        one = next((one for one in shown if one.criterion.id == id), None)
        if one is None:
            raise Refusal(404, UNKNOWN)
        if not one.digest or form["digest"] != one.digest:
            return await self._list(request, me, 409, error=MOVED)
        now = self.office.clock()
        await kept_confirmations(self.office).confirm(id, one.digest, me.staff.id, now)
        return done("confirme", served=await bring(self.office))

    async def history(self, request: Request, me: Me) -> Response:
        """Show who changed a text, when and why, and which lines.

        Raises:
            Refusal: 404 when there is no such text.
        """
        kind, name = _kind(request)
        texts, names = await texts_of(self.office, kind), await self._names()
        kept = await kept_texts(self.office).history(kind, MOST)
        shown = await to_thread.run_sync(changes, kept, names, texts.number)
        return page(
            self.office, request, me, "criteria_history.html",
            home=HOME, word=request.path_params["kind"], name=name, kinds=KINDS, texts=texts,
            source=self._source(texts, names), changes=shown,
            edits=me.may(EDITS),
        )  # fmt: skip

    async def before_back(self, request: Request, me: Me) -> Response:
        """Show what going back to the text of the folder would change.

        Raises:
            Refusal: 404 when there is no such text.
        """
        kind, _ = _kind(request)
        return self._back(request, me, await texts_of(self.office, kind))

    async def back(self, request: Request, me: Me) -> Response:
        """Have the text of the folder count again, unless the staff changed theirs meanwhile.

        Raises:
            Refusal: 404 when there is no such text.
        """
        kind, _ = _kind(request)
        texts, form = await texts_of(self.office, kind), await read_form(request)
        if form["seen"] != str(texts.number):
            return self._back(request, me, texts, 409)
        await kept_texts(self.office).withdraw(kind, me.staff.id, self.office.clock())
        return done("corpus", served=await bring(self.office))

    def _back(self, request: Request, me: Me, texts: Texts, status: int = 200) -> Response:
        corpus = texts.corpus.text if texts.corpus else ""
        return page(
            self.office, request, me, "criteria_back.html", status,
            home=HOME, word=request.path_params["kind"], name=_kind(request)[1], texts=texts,
            lines=differences(plain(texts.kind, texts.text), plain(texts.kind, corpus)), again=status == 409,
        )  # fmt: skip

    async def _list(
        self, request: Request, me: Me, status: int = 200, said: str = "", error: str = ""
    ) -> Response:
        book, names = await open_book(self.office), await self._names()
        rules = book.written.rules
        failed = await to_thread.run_sync(failures, rules, book.all_cases)
        guide = self.office.reception.guide
        return page(
            self.office, request, me, "criteria.html", status,
            home=HOME, listed=listed(self.office, book), book=book, source=self._source(book.rules, names),
            wrong=in_words(failed, rules), count=len(book.all_cases), edits=me.may(EDITS),
            problems=guide.in_force.problems if guide else (), said=said, error=error,
        )  # fmt: skip

    def _source(self, texts: Texts, names: dict[str, str]) -> str:
        at = moment(self.office.promises, texts.current.at) if texts.current else ""
        return source_of(texts, names, at)

    async def _names(self) -> dict[str, str]:
        return {one.id: one.name for one in await self.office.stores.staff.all()}


def done(word: str, *, served: bool, at: str = HOME) -> Response:
    """Go back to a list that says what was done, or that it is not in service yet."""
    return RedirectResponse(f"{at}?fait={word if served else 'attente'}", 303)


def _kind(request: Request) -> tuple[RuleKind, str]:
    """Return the text that an address names, and its name.

    Raises:
        Refusal: 404 when there is no such text.
    """
    found = KINDS.get(request.path_params["kind"])
    if found is None:
        raise Refusal(404, NO_TEXT)
    return found
