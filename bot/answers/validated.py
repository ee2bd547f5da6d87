"""A validated answer and what may happen to it: pure transitions, each a step of its history."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from bot.answers.content import Content
from bot.answers.errors import Fault, Faulty, Field, NotPossible, OwnAnswer
from bot.answers.states import Happened, State
from knowledge.validated import Validated

SYSTEM: Final = "system"
"""Who flags an answer whose texts changed, and ends one at its date: nobody of the staff."""

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to an answer, which then had this `revision`.

    `by` is someone of the staff by identifier, or the system. `why` is the reason that they gave.
    `text` are the words that applicants could read from then on, for an approval.
    """

    what: Happened
    by: str
    at: datetime
    revision: int
    why: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class ValidatedAnswer:
    """An answer of the staff at one `revision` of it, counted from 1.

    `conversation` is where it comes from, until that is erased. `replaces` is the identifier of the answer
    whose place it takes once approved: until then, that one is given. `approved_on` is the day of the last
    approval where the staff are, `history` what happened, oldest first.
    """

    id: str
    content: Content
    state: State
    revision: int
    proposed_by: str
    edited_by: str
    edited_at: datetime
    conversation: str | None = None
    replaces: str | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None
    approved_on: date | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None
    history: tuple[Step, ...] = ()

    @classmethod
    def propose(
        cls, id: str, content: Content, by: str, at: datetime, conversation: str | None = None
    ) -> "ValidatedAnswer":
        """Return an answer that waits for its approval; see `bot.answers.checks` for what it may say."""
        step = Step(Happened.PROPOSED, by, at, 1)
        return cls(id, content, State.PROPOSED, 1, by, by, at, conversation, history=(step,))

    def revised(self, id: str, content: Content, by: str, at: datetime) -> "ValidatedAnswer":
        """Return an answer of other words, which takes the place of this one once it is approved.

        Raises:
            NotPossible: this one is not in service: it can be edited.
        """
        self._require(State.APPROVED, "Cette réponse n’est plus en service : modifiez-la.")
        proposed = ValidatedAnswer.propose(id, content, by, at, self.conversation)
        return replace(proposed, replaces=self.id)

    def edited(self, content: Content, by: str, at: datetime) -> "ValidatedAnswer":
        """Return it with other words, which wait for an approval, whatever became of the former ones.

        Raises:
            NotPossible: it is in service; see `revised`.
        """
        if self.state is State.APPROVED:
            raise NotPossible("Cette réponse est en service : proposez-en une nouvelle version.")
        return self._step(
            Happened.EDITED,
            by,
            at,
            state=State.PROPOSED,
            content=content,
            edited_by=by,
            edited_at=at,
            ended_by=None,
            ended_at=None,
        )

    def approved(self, by: str, at: datetime, today: date) -> "ValidatedAnswer":
        """Return it approved by someone else than who wrote it; `today` is the date that it shows.

        Raises:
            NotPossible: it waits for no approval.
            OwnAnswer: this person proposed it, or edited it last.
            Faulty: it would have expired already.
        """
        self._require(State.PROPOSED, "Seule une réponse proposée peut être approuvée.")
        if not self.approvable_by(by):
            raise OwnAnswer
        if self.expires_on is not None and self.expires_on < today:
            raise Faulty([Fault(Field.EXPIRY, "L’échéance de cette réponse est déjà passée.")])
        return self._step(
            Happened.APPROVED,
            by,
            at,
            text=self.content.text,
            state=State.APPROVED,
            approved_by=by,
            approved_at=at,
            approved_on=today,
        )

    def withdrawn(self, by: str, at: datetime, why: str) -> "ValidatedAnswer":
        """Return it withdrawn for a reason.

        Raises:
            NotPossible: it was withdrawn already, no reason is given, or one that is too long.
        """
        if self.state is State.WITHDRAWN:
            raise NotPossible("Cette réponse est déjà retirée.")
        if not why.strip():
            raise NotPossible("Dites pourquoi vous retirez cette réponse.")
        if len(why) > LONGEST_REASON:
            raise NotPossible(f"Dites-le en {LONGEST_REASON} caractères au plus.")
        return self._ended(Happened.WITHDRAWN, State.WITHDRAWN, by, at, why=why.strip())

    def replaced(self, by: str, at: datetime) -> "ValidatedAnswer":
        """Return it withdrawn because someone approved the answer that takes its place."""
        if self.state is State.WITHDRAWN:
            return self
        return self._ended(Happened.REPLACED, State.WITHDRAWN, by, at)

    def flagged(self, at: datetime) -> "ValidatedAnswer":
        """Return it no longer given, because the texts do not hold any more what it rests on.

        Raises:
            NotPossible: it is not approved.
        """
        self._require(State.APPROVED, "Seule une réponse en service peut être suspendue.")
        return self._ended(Happened.FLAGGED, State.FLAGGED, SYSTEM, at)

    def expired(self, at: datetime, today: date) -> "ValidatedAnswer":
        """Return it no longer given, because its last day has passed.

        Raises:
            NotPossible: it is not approved, or its last day has not passed.
        """
        if self.state is not State.APPROVED or self.in_force(today):
            raise NotPossible("Cette réponse n’a pas expiré.")
        return self._ended(Happened.EXPIRED, State.EXPIRED, SYSTEM, at)

    def shortened(self, until: date, by: str, at: datetime, today: date) -> "ValidatedAnswer":
        """Return it given until the end of the day `until`, sooner than it was.

        To give it longer is to say something new: it must be edited, and approved.

        Raises:
            NotPossible: it is not approved, or it would be given longer, or not even today.
        """
        self._require(State.APPROVED, "Seule une réponse en service a une échéance à avancer.")
        if until < today:
            raise NotPossible("Cette date est déjà passée. Pour ne plus donner cette réponse, retirez-la.")
        if self.expires_on is not None and until >= self.expires_on:
            raise NotPossible(
                "Cette date n’est pas plus proche que l’échéance actuelle. Pour donner cette réponse plus "
                "longtemps, modifiez-la : elle sera approuvée de nouveau."
            )
        return self._step(Happened.SHORTENED, by, at, content=replace(self.content, expires_on=until))

    def approvable_by(self, staff: str) -> bool:
        """Whether this person may approve it: neither who proposed it nor who edited it last may."""
        return self.state is State.PROPOSED and staff not in (self.proposed_by, self.edited_by)

    def in_force(self, today: date) -> bool:
        """Whether it is given to applicants today."""
        return self.state is State.APPROVED and (self.expires_on is None or today <= self.expires_on)

    @property
    def expires_on(self) -> date | None:
        """The last day on which it is given, None if it has none."""
        return self.content.expires_on

    @property
    def own(self) -> str:
        """The identifier of the answer that stands, or stood, for it: the one that it replaces, if any."""
        return self.replaces or self.id

    @property
    def why(self) -> str:
        """The reason of the last step that has one, "" if none has."""
        return next((step.why for step in reversed(self.history) if step.why), "")

    def for_corpus(self) -> Validated:
        """Return it as an ingest puts it in service.

        Raises:
            NotPossible: it was never approved.
        """
        if self.approved_on is None:
            raise NotPossible("Cette réponse n’a jamais été approuvée.")
        said = self.content
        return Validated(self.id, said.question, said.variants, said.text, self.approved_on, said.grounds)

    def _require(self, state: State, otherwise: str) -> None:
        if self.state is not state:
            raise NotPossible(otherwise)

    def _ended(self, what: Happened, state: State, by: str, at: datetime, why: str = "") -> "ValidatedAnswer":
        return self._step(what, by, at, why=why, state=state, ended_by=by, ended_at=at)

    def _step(
        self, what: Happened, by: str, at: datetime, *, why: str = "", text: str = "", **fields: Any
    ) -> "ValidatedAnswer":
        revision = self.revision + 1
        step = Step(what, by, at, revision, why, text)
        return replace(self, revision=revision, history=(*self.history, step), **fields)


Transition = Callable[[ValidatedAnswer], ValidatedAnswer]
