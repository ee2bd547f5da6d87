"""The steps and the pieces of a call: show them as the texts let them stand, and change their text."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from bot.console.conversation_sheet import corpus_of
from bot.console.criteria_page import HOME, done
from bot.console.criteria_view import source_of
from bot.console.criterion_page import CLOSED, KEEP, LONGEST_REASON, SEE_FIRST, reason_fault
from bot.console.forms import Form, number, read_form
from bot.console.rule_shelf import EDITS, PATHS, READS, Texts, keep, texts_of
from bot.console.rule_trial import changed_since, cited, digest_of
from bot.console.rule_words import Line, differences
from bot.console.shell import AnyRoute, ConsoleRoute, Me, Office, moment, page
from bot.procedure.wording import when
from bot.replies import Quotation
from bot.store.rule_texts import RuleConflict, RuleKind
from ingest.errors import ManifestError
from ingest.procedure import read_procedure, settle_procedure
from knowledge.documents import Corpus
from knowledge.procedure import Piece, Procedure, Step

STEPS: Final = f"{HOME}/demarches"
CHANGED: Final = "Étapes et pièces modifiées"

SAID: Final = {
    "change": "Étapes et pièces enregistrées. Elles comptent dès maintenant.",
    "attente": "Enregistré. L’assistant le suivra à la prochaine ouverture des textes.",
}
"""What is said once something was done, by the word of it in the address."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form holds; `seen` is the number of the text that it began from."""

    text: str
    reason: str = ""
    previewed: str = ""
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A step or a piece: when it is, if it is a step, and the passages that say it."""

    one: Step | Piece
    when: str
    pieces: tuple[str, ...]
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a text would be: its steps and pieces as the texts of the call let them stand.

    `fault` says why it cannot be read, `problems` what is set aside of it; `lines` are those that change.
    """

    procedure: Procedure = Procedure()
    problems: tuple[str, ...] = ()
    fault: str = ""
    lines: tuple[Line, ...] = ()
    digest: str = ""

    @property
    def sound(self) -> bool:
        """Whether it may be kept."""
        return bool(self.digest) and not self.fault


@dataclass(frozen=True, slots=True)
class StepPages:
    """Shows the steps and the pieces, and keeps another text of them."""

    office: Office

    def routes(self) -> list[AnyRoute]:
        """Return the routes of the page and of its form."""
        return [
            ConsoleRoute(STEPS, ("GET",), READS, self.show),
            ConsoleRoute(f"{STEPS}/modifier", ("GET",), EDITS, self.show_form),
            ConsoleRoute(f"{STEPS}/modifier", ("POST",), EDITS, self.send),
        ]

    async def show(self, request: Request, me: Me) -> Response:
        """Show the steps and the pieces that count."""
        texts, corpus = await texts_of(self.office, RuleKind.PROCEDURE), corpus_of(self.office)
        trial = await to_thread.run_sync(try_out, texts.text, "", corpus)
        names = {one.id: one.name for one in await self.office.stores.staff.all()}
        at = moment(self.office.promises, texts.current.at) if texts.current else ""
        return page(
            self.office, request, me, "criteria_steps.html",
            home=HOME, texts=texts, trial=trial, edits=me.may(EDITS), source=source_of(texts, names, at),
            steps=self._entries(trial.procedure, trial.procedure.steps, corpus),
            pieces=self._entries(trial.procedure, trial.procedure.pieces, corpus),
            said=SAID.get(request.query_params.get("fait", ""), ""),
        )  # fmt: skip

    async def show_form(self, request: Request, me: Me) -> Response:
        """Show the text, to be changed."""
        texts = await texts_of(self.office, RuleKind.PROCEDURE)
        return self._form(request, me, Typed(texts.text, seen=texts.number), Trial())

    async def send(self, request: Request, me: Me) -> Response:
        """Show what a text would be, or keep it once that was seen; nothing typed is lost."""
        form = await read_form(request)
        typed = _typed(form)
        texts = await texts_of(self.office, RuleKind.PROCEDURE)
        if typed.seen != texts.number:
            return await self._conflict(request, me, typed, texts)
        trial = await self._tried(typed, texts)
        if form["action"] != KEEP or not trial.sound:
            return self._form(request, me, typed, trial, 200 if trial.sound else 422)
        if typed.previewed != trial.digest:
            return self._form(request, me, typed, trial, 409, told=SEE_FIRST)
        if fault := reason_fault(typed.reason):
            return self._form(request, me, typed, trial, 422, errors={"reason": fault})
        try:
            served = await keep(self.office, me, texts, typed.text, f"{CHANGED}. {typed.reason}")
        except RuleConflict:
            return await self._conflict(request, me, typed, await texts_of(self.office, texts.kind))
        return done("change", served=served, at=STEPS)

    async def _conflict(self, request: Request, me: Me, typed: Typed, texts: Texts) -> Response:
        """Show what was typed, and what someone else changed since."""
        since = await changed_since(self.office, texts, typed.seen)
        typed = replace(typed, seen=texts.number)
        trial = await self._tried(typed, texts)
        return self._form(request, me, typed, trial, 409, since=since, conflict=True)

    async def _tried(self, typed: Typed, texts: Texts) -> Trial:
        return await to_thread.run_sync(try_out, typed.text, texts.text, corpus_of(self.office))

    def _entries(
        self, procedure: Procedure, ones: Iterable[Step | Piece], corpus: Corpus | None
    ) -> list[Entry]:
        zone, site = self.office.promises.hours.zone, self.office.settings.site
        return [
            Entry(
                one,
                when(one, zone) if isinstance(one, Step) else "",
                _piece_names(one, procedure) if isinstance(one, Step) else (),
                cited(one.passages, corpus, site) if corpus else (),
            )
            for one in ones
        ]

    def _form(
        self, request: Request, me: Me, typed: Typed, trial: Trial, status: int = 200, **values: Any
    ) -> Response:
        corpus, procedure = corpus_of(self.office), trial.procedure
        view: dict[str, Any] = {"errors": {}, "told": "", "since": (), "conflict": False}
        return page(
            self.office, request, me, "criteria_steps_edit.html", status,
            home=HOME, here=STEPS, typed=typed, trial=trial, longest=LONGEST_REASON,
            steps=self._entries(procedure, procedure.steps, corpus),
            pieces=self._entries(procedure, procedure.pieces, corpus), **view | values,
        )  # fmt: skip


def try_out(text: str, former: str, corpus: Corpus | None) -> Trial:
    """Return what a text would be in the place of a former one."""
    path = PATHS[RuleKind.PROCEDURE]
    try:
        written = read_procedure(text, path)
    except ManifestError as error:
        # With the line, which is one of those in the form.
        return Trial(fault=str(error))
    if corpus is None:
        return Trial(written.procedure, fault=CLOSED)
    procedure, problems = settle_procedure(written, corpus.documents, corpus.passages)
    lines = differences(former, text)
    return Trial(procedure, tuple(one.why for one in problems), "", lines, digest_of(text))


def _typed(form: Form) -> Typed:
    text = form["text"].replace("\r\n", "\n").strip() + "\n"
    return Typed(text, form.line("reason"), form["previewed"], number(form["seen"]))


def _piece_names(step: Step, procedure: Procedure) -> tuple[str, ...]:
    found = (procedure.piece(name) for name in step.pieces)
    return tuple(one.name for one in found if one)
