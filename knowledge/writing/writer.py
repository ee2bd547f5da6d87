"""Ask a language model for a synthesis of passages, and keep of it what the passages bear."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.chat.values import ChatModel
from knowledge.errors import ModelUnavailable
from knowledge.writing.fault_kinds import Fault
from knowledge.writing.prompts import writing_request
from knowledge.writing.proposals import read_proposal
from knowledge.writing.support import checked
from knowledge.writing.synthesis import Proposal, Source, Synthesis


class Wrote(StrEnum):
    """What became of a request for a synthesis."""

    WHOLE = "whole"
    """All that was proposed stands."""
    PARTLY = "partly"
    """Some sentences were refused."""
    REFUSED = "refused"
    """No sentence stands, or the first that does is not of the first source."""
    NOT_SAID = "not_said"
    """The model says that the passages do not answer, or nothing could be shown to it."""
    FAILED = "failed"
    """It did not answer in time, or at all."""
    UNREAD = "unread"
    """What it wrote is not what was asked for."""


@dataclass(frozen=True, slots=True)
class Written:
    """A synthesis that may be shown, or why there is none; `proposed` is how many sentences there were."""

    synthesis: Synthesis | None
    outcome: Wrote
    faults: tuple[Fault, ...] = ()
    proposed: int = 0


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes with a language model, for `seconds` at most; no sentence of it is taken on its word."""

    chat: ChatModel
    seconds: float

    def write(self, question: str, sources: Sequence[Source]) -> Written:
        """Return what may be shown of the answer that a model writes from the sources alone.

        A model that fails, or writes nonsense, is an outcome, never an error. What is `missing` by its
        word is not looked at if it proposes sentences: each of them stands or falls alone. But nothing
        is shown unless the first that stands rests on the first source, the first that the answer cites:
        a true sentence of another passage may answer another question.
        """
        if not sources:
            return Written(None, Wrote.NOT_SAID)
        try:
            found = self.chat.ask(writing_request(question, sources), self.seconds)
            proposal = read_proposal("" if found.cut else found.text)
        except ModelUnavailable:
            return Written(None, Wrote.FAILED)
        except ValueError:
            return Written(None, Wrote.UNREAD)
        return self._judged(proposal, sources)

    def _judged(self, proposal: Proposal, sources: Sequence[Source]) -> Written:
        if not proposal.sentences:
            return Written(None, Wrote.NOT_SAID)
        kept, faults = checked(proposal, sources)
        count = len(proposal.sentences)
        if not kept or sources[0].passage.id not in kept[0].passages:
            return Written(None, Wrote.REFUSED, faults, count)
        outcome = Wrote.WHOLE if len(kept) == count else Wrote.PARTLY
        return Written(Synthesis(kept, self.chat.name), outcome, faults, count)
