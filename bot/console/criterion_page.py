"""One criterion and its questions: add it, change it, see what that would do, delete it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from bot.api.problems import Refusal
from bot.console.conversation_sheet import corpus_of
from bot.console.criteria_page import HOME, UNKNOWN, done
from bot.console.criteria_view import questions_of
from bot.console.criterion_form import Edited, Typed, edit, typed_in, typed_of, typed_question, without
from bot.console.criterion_view import (
    Preview,
    documents_of,
    expected_of,
    notation,
    preview_of,
)
from bot.console.forms import read_form
from bot.console.rule_shelf import EDITS, Book, keep, open_book
from bot.console.rule_trial import Trial, changed_since, try_out
from bot.console.rule_words import TAKES, Line
from bot.console.shell import AnyRoute, ConsoleRoute, Me, Office, page
from bot.eligibility.in_force import criterion_digest
from bot.store.audit import Act
from bot.store.rule_texts import RuleConflict, RuleKind
from knowledge.documents import Corpus
from knowledge.eligibility.criteria import Criterion, Question

KEEP: Final = "enregistrer"
"""The word of the button that keeps, where the other only shows."""
NEW: Final = "nouvelle"
"""Asks for the form of a new question, in an address."""

NO_REASON: Final = "Dites pourquoi, en quelques mots\u00a0: l’équipe le lira dans l’historique."
LONGEST_REASON: Final = 500
TOO_LONG: Final = f"Ce motif dépasse {LONGEST_REASON} caractères. Raccourcissez-le."
NOT_ACCEPTED: Final = "Des cas métier échoueraient. Corrigez le critère, ou cochez cette case."
SEE_FIRST: Final = "Le texte a changé depuis l’aperçu. Relisez-le ci-dessous avant d’enregistrer."
WRONG_FIRST: Final = "enregistré malgré {count} cas en échec"
CLOSED: Final = "Les textes ne sont pas encore ouverts. Réessayez dans quelques instants."
ADDED, CHANGED, DELETED = "Critère ajouté", "Critère modifié", "Critère supprimé"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of a criterion holds; `id` is None for a new one, `since` what others changed since."""

    id: str | None
    book: Book
    typed: Typed
    errors: Mapping[str, str]
    trial: Trial = Trial()
    edited: Edited | None = None
    since: tuple[Line, ...] = ()
    conflict: bool = False
    told: str = ""

    @property
    def name(self) -> str:
        """The name that the criterion has now, else the one that was typed."""
        criterion = self.book.written.rules.criterion(self.id) if self.id else None
        return criterion.name if criterion else self.typed.name

    @property
    def known(self) -> bool:
        """Whether the question of the form is one that is there already."""
        return self.book.written.rules.question(self.typed.question) is not None

    @property
    def dropped(self) -> tuple[Question, ...]:
        """The questions that no criterion would look at any more."""
        return self.edited.dropped if self.edited else ()


@dataclass(frozen=True, slots=True)
class CriterionPages:
    """Shows the form of a criterion, and keeps what it says."""

    office: Office

    def routes(self) -> list[AnyRoute]:
        """Return the routes of the form."""
        one, gone = f"{HOME}/critere/{{id:str}}", f"{HOME}/suppression/{{id:str}}"
        return [
            ConsoleRoute(f"{HOME}/ajouter", ("GET",), EDITS, self.show),
            ConsoleRoute(f"{HOME}/ajouter", ("POST",), EDITS, self.send),
            ConsoleRoute(one, ("GET",), EDITS, self.show),
            ConsoleRoute(one, ("POST",), EDITS, self.send),
            ConsoleRoute(gone, ("GET",), EDITS, self.before_delete),
            ConsoleRoute(gone, ("POST",), EDITS, self.delete),
        ]

    async def show(self, request: Request, me: Me) -> Response:
        """Show the form of a criterion, with one of its questions, or an empty one.

        Raises:
            Refusal: 404 when there is no such criterion, 409 when the criteria cannot be read.
        """
        book, id = await self._book(), request.path_params.get("id")
        rules, wanted = book.written.rules, request.query_params.get("question", "")
        if id is None:
            typed = replace(typed_question(rules.question(wanted)), seen=book.rules.number)
            return self._page(request, me, Shown(None, book, typed, {}))
        criterion = _criterion(book, id)
        own = questions_of(criterion, rules)
        question = rules.question(wanted) or (own[0] if own and wanted != NEW else None)
        typed = typed_of(book.written, criterion, question, book.rules.number)
        return self._page(request, me, Shown(id, book, typed, {}))

    async def send(self, request: Request, me: Me) -> Response:
        """Show what a criterion would be, or keep it once that was seen; nothing typed is lost.

        Raises:
            Refusal: 409 when the criteria cannot be read.
        """
        form, id = await read_form(request), request.path_params.get("id")
        typed = typed_in(form)
        shown = await self._tried(id, typed)
        if form["action"] != KEEP or not _sound(shown):
            return self._page(request, me, shown, 200 if _sound(shown) else 422)
        if shown.conflict or typed.previewed != shown.trial.digest:
            return self._page(request, me, replace(shown, told=SEE_FIRST), 409)
        if errors := _unanswered(typed, shown.trial):
            return self._page(request, me, replace(shown, errors=errors), 422)
        try:
            served = await self._keep(me, shown, CHANGED if id else ADDED, typed)
        except RuleConflict:
            return self._page(request, me, replace(await self._tried(id, typed), told=SEE_FIRST), 409)
        return done("change" if id else "ajoute", served=served)

    async def before_delete(self, request: Request, me: Me) -> Response:
        """Show what deleting a criterion would do.

        Raises:
            Refusal: 404 when there is no such criterion, 409 when the criteria cannot be read.
        """
        id = request.path_params["id"]
        return self._gone(request, me, await self._without(id, Typed()))

    async def delete(self, request: Request, me: Me) -> Response:
        """Delete a criterion, for a reason.

        Raises:
            Refusal: 404 when there is no such criterion, 409 when the criteria cannot be read.
        """
        id, typed = request.path_params["id"], typed_in(await read_form(request))
        shown = await self._without(id, typed)
        if not shown.trial.sound:
            return self._gone(request, me, shown, 422)
        if typed.previewed != shown.trial.digest:
            return self._gone(request, me, replace(shown, told=SEE_FIRST), 409)
        if errors := _unanswered(typed, shown.trial):
            return self._gone(request, me, replace(shown, errors=errors), 422)
        try:
            served = await self._keep(me, shown, DELETED, typed)
        except RuleConflict:
            return self._gone(request, me, replace(await self._without(id, typed), told=SEE_FIRST), 409)
        return done("supprime", served=served)

    async def _tried(self, id: str | None, typed: Typed) -> Shown:
        """Return what was typed upon the criteria as they are now, tried out if it can be."""
        book = await self._book()
        edited = edit(book.written, typed, id)
        conflict = typed.seen != book.rules.number
        since: tuple[Line, ...] = ()
        if conflict:
            since = await changed_since(self.office, book.rules, typed.seen)
        typed = replace(typed, seen=book.rules.number)
        trial = Trial() if edited.errors else await self._try_out(edited, book, id or typed.id)
        return Shown(id, book, typed, edited.errors, trial, edited, since, conflict)

    async def _without(self, id: str, typed: Typed) -> Shown:
        book = await self._book()
        criterion = _criterion(book, id)
        edited = without(book.written, id)
        typed = replace(typed, id=id, name=criterion.name, seen=book.rules.number)
        return Shown(id, book, typed, {}, await self._try_out(edited, book, id), edited)

    async def _try_out(self, edited: Edited, book: Book, id: str) -> Trial:
        corpus = corpus_of(self.office)
        if corpus is None:
            return Trial(fault=CLOSED)
        return await to_thread.run_sync(try_out, edited.written, book.rules.text, corpus, book.all_cases, id)

    async def _keep(self, me: Me, shown: Shown, what: str, typed: Typed) -> bool:
        """Keep criteria that were tried out, with the reason, and what was accepted along."""
        trial, corpus = shown.trial, corpus_of(self.office)
        criterion = trial.rules.criterion(shown.id or typed.id)
        read = {}
        if criterion and criterion.passages and corpus:
            read[criterion.id] = criterion_digest(criterion, corpus)
        note = f"{what}\u00a0: {typed.name}. {typed.reason}"
        if trial.wrong:
            note += f" ({WRONG_FIRST.format(count=len(trial.wrong))})"
        served = await keep(self.office, me, shown.book.rules, trial.text, note, read)
        if trial.wrong:
            data = {"criterion": shown.id or typed.id, "count": len(trial.wrong)}
            act = Act(self.office.clock(), me.staff.id, "rules.accepted", RuleKind.ELIGIBILITY.value, data)
            await self.office.stores.audit.add(act)
        return served

    async def _book(self) -> Book:
        book = await open_book(self.office)
        book.need()
        return book

    def _page(self, request: Request, me: Me, shown: Shown, status: int = 200) -> Response:
        corpus, rules = corpus_of(self.office), shown.book.written.rules
        return page(
            self.office, request, me, "criteria_one.html", status,
            home=HOME, shown=shown, typed=shown.typed, errors=shown.errors, trial=shown.trial,
            takes=list(TAKES.items()), documents=documents_of(corpus), expected=expected_of(corpus),
            notation=notation(rules), preview=self._preview(shown, corpus),
            others=_others(shown),
            action=f"{HOME}/critere/{shown.id}" if shown.id else f"{HOME}/ajouter",
            longest=LONGEST_REASON, new=NEW,
        )  # fmt: skip

    def _preview(self, shown: Shown, corpus: Corpus | None) -> Preview | None:
        if corpus is None or not shown.trial.rules.criteria:
            return None
        return preview_of(shown.trial.rules, shown.id or shown.typed.id, corpus, self.office.settings.site)

    def _gone(self, request: Request, me: Me, shown: Shown, status: int = 200) -> Response:
        return page(
            self.office, request, me, "criteria_delete.html", status,
            home=HOME, shown=shown, typed=shown.typed, errors=shown.errors, trial=shown.trial,
            longest=LONGEST_REASON,
        )  # fmt: skip


def reason_fault(reason: str) -> str:
    """Say why a reason does not do, "" if it does.

    >>> reason_fault("Le cahier des charges est paru.")
    ''
    """
    if not reason:
        return NO_REASON
    return TOO_LONG if len(reason) > LONGEST_REASON else ""


def _criterion(book: Book, id: str) -> Criterion:
    found = book.written.rules.criterion(id)
    if found is None:
        raise Refusal(404, UNKNOWN)
    return found


def _others(shown: Shown) -> list[Question]:
    """Return the other questions that the criterion looks at, whose words may be changed too."""
    rules = shown.book.written.rules
    criterion = rules.criterion(shown.id) if shown.id else None
    found = questions_of(criterion, rules) if criterion else ()
    return [one for one in found if one.id != shown.typed.question]


def _sound(shown: Shown) -> bool:
    return not shown.errors and shown.trial.sound


def _unanswered(typed: Typed, trial: Trial) -> dict[str, str]:
    """Say what must be answered still before anything is kept, by field."""
    errors = {}
    if fault := reason_fault(typed.reason):
        errors["reason"] = fault
    if trial.wrong and not typed.despite:
        errors["despite"] = NOT_ACCEPTED
    return errors
