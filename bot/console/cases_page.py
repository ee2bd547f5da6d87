"""The bench of cases that staff write: run them all, add one, change one, delete one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from bot.api.problems import Refusal
from bot.console.case_form import Typed, asked, expected_fields, read_case, typed_in, typed_of, with_result
from bot.console.criteria_page import HOME, done
from bot.console.forms import read_form
from bot.console.rule_shelf import EDITS, PATHS, READS, Book, keep, open_book
from bot.console.rule_trial import changed_since
from bot.console.rule_words import Line, in_words, said
from bot.console.shell import AnyRoute, ConsoleRoute, Me, Office, page
from bot.store.rule_texts import RuleConflict, RuleKind
from ingest.cases import read_cases
from ingest.eligibility_write import write_cases
from ingest.errors import ManifestError
from knowledge.eligibility.cases import Case, failures

CASES: Final = f"{HOME}/cas"
SHORT: Final = 12
"""Characters by which an address names a case."""

SAID: Final = {
    "ajoute": "Cas ajouté.",
    "change": "Cas enregistré.",
    "supprime": "Cas supprimé.",
    "attente": "Enregistré. L’assistant le suivra à la prochaine ouverture des textes.",
}
"""What is said once something was done, by the word of it in the address."""

TAKEN: Final = "Le résultat actuel est pris. Vérifiez-le critère par critère, puis enregistrez."
UNKNOWN: Final = "Ce cas n’existe pas, ou a été supprimé."

Edit = Callable[[tuple[Case, ...]], tuple[Case, ...]]
"""Returns all cases as they would be."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of a case holds; `key` is "" for one to add, `since` what others changed meanwhile."""

    key: str
    book: Book
    typed: Typed
    errors: Mapping[str, str]
    fault: str = ""
    told: str = ""
    conflict: bool = False
    since: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class CasePages:
    """Shows the cases with how they end, and changes them."""

    office: Office

    def routes(self) -> list[AnyRoute]:
        """Return the routes of the bench and of one case."""
        one = f"{CASES}/{{key:str}}"
        return [
            ConsoleRoute(CASES, ("GET",), READS, self.show_all),
            ConsoleRoute(f"{CASES}/ajouter", ("GET",), EDITS, self.show_form),
            ConsoleRoute(f"{CASES}/ajouter", ("POST",), EDITS, self.send),
            ConsoleRoute(one, ("GET",), EDITS, self.show),
            ConsoleRoute(one, ("POST",), EDITS, self.send),
            ConsoleRoute(f"{one}/suppression", ("POST",), EDITS, self.delete),
        ]

    async def show_all(self, request: Request, me: Me) -> Response:
        """Run all cases, and list them, those that fail first."""
        book = await open_book(self.office)
        rules = book.written.rules
        failed = await to_thread.run_sync(failures, rules, book.all_cases)
        wrong = {one.name: one for one in in_words(failed, rules)}
        listed = [(key_of(one), one, wrong.get(one.name)) for one in book.all_cases]
        return page(
            self.office, request, me, "criteria_cases.html",
            home=HOME, cases=CASES, listed=sorted(listed, key=lambda one: one[2] is None), wrong=wrong,
            book=book, edits=me.may(EDITS), said=SAID.get(request.query_params.get("fait", ""), ""),
        )  # fmt: skip

    async def show_form(self, request: Request, me: Me) -> Response:
        """Show the form of a new case."""
        book = await self._book()
        return self._page(request, me, Shown("", book, Typed(seen=book.cases.number), {}))

    async def show(self, request: Request, me: Me) -> Response:
        """Show the form of a case.

        Raises:
            Refusal: 404 when there is none, 409 when the texts cannot be read.
        """
        book, key = await self._book(), request.path_params["key"]
        case = next((one for one in book.all_cases if key_of(one) == key), None)
        if case is None:
            raise Refusal(404, UNKNOWN)
        typed = typed_of(case, book.written.rules, book.cases.number)
        return self._page(request, me, Shown(key, book, typed, {}))

    async def send(self, request: Request, me: Me) -> Response:
        """Keep a case, or fill in what the criteria now give; nothing typed is lost.

        Raises:
            Refusal: 409 when the texts cannot be read.
        """
        form, book = await read_form(request), await self._book()
        typed, key = typed_in(form), request.path_params.get("key", "")
        rules = book.written.rules
        if form["action"] == "resultat":
            typed, errors = with_result(rules, typed)
            shown = Shown(key, book, typed, errors, told="" if errors else TAKEN)
            return self._page(request, me, shown, 422 if errors else 200)
        case, errors = read_case(rules, typed)
        shown = Shown(key, book, typed, errors)
        if errors:
            return self._page(request, me, shown, 422)
        what = f"Cas {'modifié' if key else 'ajouté'}\u00a0: {case.name}"
        return await self._change(
            request, me, shown, lambda cases: _put(cases, key, case), what, "change" if key else "ajoute"
        )

    async def delete(self, request: Request, me: Me) -> Response:
        """Delete a case.

        Raises:
            Refusal: 404 when there is none, 409 when the texts cannot be read.
        """
        form, book = await read_form(request), await self._book()
        key = request.path_params["key"]
        case = next((one for one in book.all_cases if key_of(one) == key), None)
        if case is None:
            raise Refusal(404, UNKNOWN)
        typed = replace(typed_of(case, book.written.rules, 0), seen=typed_in(form).seen)
        return await self._change(
            request, me, Shown(key, book, typed, {}),
            lambda cases: tuple(one for one in cases if key_of(one) != key),
            f"Cas supprimé\u00a0: {case.name}", "supprime",
        )  # fmt: skip

    async def _change(
        self, request: Request, me: Me, shown: Shown, edit: Edit, note: str, word: str
    ) -> Response:
        """Keep all cases with a change, unless someone else changed one meanwhile: then say so first."""
        book = shown.book
        text = write_cases(edit(book.all_cases))
        try:
            read_cases(text, PATHS[RuleKind.CASES])
        except ManifestError as error:
            return self._page(request, me, replace(shown, fault=said(error)), 422)
        if shown.typed.seen != book.cases.number:
            return await self._conflict(request, me, shown)
        try:
            served = await keep(self.office, me, book.cases, text, note)
        except RuleConflict:
            return await self._conflict(request, me, replace(shown, book=await self._book()))
        return done(word, served=served, at=CASES)

    async def _conflict(self, request: Request, me: Me, shown: Shown) -> Response:
        since = await changed_since(self.office, shown.book.cases, shown.typed.seen)
        typed = replace(shown.typed, seen=shown.book.cases.number)
        return self._page(request, me, replace(shown, typed=typed, conflict=True, since=since), 409)

    async def _book(self) -> Book:
        book = await open_book(self.office)
        if book.faults:
            raise Refusal(409, " ".join(book.faults))
        return book

    def _page(self, request: Request, me: Me, shown: Shown, status: int = 200) -> Response:
        rules = shown.book.written.rules
        return page(
            self.office, request, me, "criteria_case.html", status,
            home=HOME, cases=CASES, shown=shown, typed=shown.typed, errors=shown.errors,
            asked=asked(rules, shown.typed), expected=expected_fields(rules, shown.typed),
            action=f"{CASES}/{shown.key or 'ajouter'}",
        )  # fmt: skip


def key_of(case: Case) -> str:
    """Return what names a case in an address.

    >>> key_of(Case("Une ville", {}, {})) == key_of(Case("Un village", {}, {}))
    False
    """
    return sha256(case.name.encode()).hexdigest()[:SHORT]


def _put(cases: tuple[Case, ...], key: str, case: Case) -> tuple[Case, ...]:
    """Return cases with one in the place of that of a key, or at the end if there is none."""
    if any(key_of(one) == key for one in cases):
        return tuple(case if key_of(one) == key else one for one in cases)
    return (*cases, case)
