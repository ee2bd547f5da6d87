"""Have a model write a draft for the staff, from what a contact asks and the passages that were found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from bot.conversations.events import Author, Event, Message
from knowledge.chat.values import ChatModel, Completion, Request, Use
from knowledge.documents import Corpus, Passage
from knowledge.french import stems
from knowledge.hits import Hit
from knowledge.sentences import sentences
from knowledge.writing.sources import sources
from knowledge.writing.synthesis import Source, Synthesis

MOST_MESSAGES: Final = 3
"""Messages of the contact that a draft replies to, the last ones."""
LONGEST_MESSAGE: Final = 1_500
"""Characters of each that a model is given."""

NOTHING_ASKED: Final = "le demandeur n’a rien écrit depuis la dernière réponse de l’équipe"
NO_SOURCE: Final = "aucun texte en vigueur n’a été trouvé pour cette question"
NOTHING_WRITTEN: Final = "le modèle de langue n’a rien proposé"
WHY: Final[Mapping[str, str]] = {
    "refused": "ce que le modèle de langue a écrit n’est pas dans les textes cités, et n’est donc pas montré",
    "not_said": "d’après le modèle de langue, les passages trouvés ne répondent pas à cette question",
    "failed": "le modèle de langue ne répond pas pour le moment",
    "unread": "la réponse du modèle de langue n’est pas utilisable",
}
"""Why there is no draft, by what became of the writing."""


class Written(Protocol):
    """What a writer gives back: what of it stands, None if nothing does, and what became of it."""

    @property
    def synthesis(self) -> Synthesis | None:
        """The sentences that their passages bear."""

    @property
    def outcome(self) -> str:
        """A word, one of `WHY` if there is no synthesis."""


class Writes(Protocol):
    """Whoever writes from passages and checks what is written, such as `knowledge.writing.writer.Writer`."""

    def write(self, question: str, sources: Sequence[Source]) -> Written:
        """Write; a model that fails is an outcome, never an error. It blocks for seconds."""


@dataclass(frozen=True, slots=True)
class ForDrafts:
    """A model whose requests count as drafts for the staff, whoever words them."""

    inner: ChatModel

    @property
    def name(self) -> str:
        """The model as it was set."""
        return self.inner.name

    def ask(self, request: Request, within: float) -> Completion:
        """Ask, and wait `within` seconds at most; it blocks.

        Raises:
            ModelUnavailable: see `ChatModel.ask`.
        """
        return self.inner.ask(replace(request, use=Use.DRAFTS), within)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a contact waits for: their words, and the passages that the assistant saw, the nearest first."""

    question: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoDraft:
    """There is no draft; `why` is a French phrase, without a capital or a full stop."""

    why: str


@dataclass(frozen=True, slots=True)
class Drafter:
    """Writes drafts for the staff, who read them before anybody else does."""

    writer: Writes

    def draft(self, asked: Asked, corpus: Corpus) -> Synthesis | NoDraft:
        """Write a draft of a reply from the texts in force; it blocks as long as the writer does."""
        if not asked.question:
            return NoDraft(NOTHING_ASKED)
        shown = sources_of(asked, corpus)
        if not shown:
            return NoDraft(NO_SOURCE)
        written = self.writer.write(asked.question, shown)
        if written.synthesis is None or not written.synthesis.sentences:
            return NoDraft(WHY.get(written.outcome, NOTHING_WRITTEN))
        return written.synthesis


def asked_of(events: Iterable[Event]) -> Asked:
    """Return what the contact of a conversation asks that nobody of the staff has replied to."""
    since: list[Message] = []
    for said in (event.message for event in events if event.message and not event.message.private):
        since = [] if said.author is Author.STAFF else [*since, said]
    texts = [said.text.strip() for said in since if said.author is Author.CONTACT and said.text.strip()]
    answers = [said.answer for said in reversed(since) if said.answer is not None]
    found = [str(one["passage"]) for answer in answers for one in answer.get("seen") or _cited(answer)]
    question = "\n".join(text[:LONGEST_MESSAGE] for text in texts[-MOST_MESSAGES:])
    return Asked(question, tuple(dict.fromkeys(found)))


def _cited(answer: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Return the citations of a reply that kept nothing of what else it saw, as earlier releases did."""
    return [one for one in answer.get("citations") or () if one.get("passage")]


def sources_of(asked: Asked, corpus: Corpus) -> tuple[Source, ...]:
    """Return what a model may read of the passages in force: the sentences nearest to the question."""
    known = {passage.id: passage for passage in corpus.passages}
    words = frozenset(stems(asked.question))
    hits = [_hit(known[id], words) for id in asked.passages if id in known]
    return sources(hits, corpus, ())


def _hit(passage: Passage, words: frozenset[str]) -> Hit:
    """Return a passage as found, each of its sentences as near as it shares words with the question."""
    shared = (len(words.intersection(stems(sentence))) for sentence in sentences(passage.text))
    return Hit(passage, 1.0, 0.0, 0.0, 0.0, tuple(count / max(1, len(words)) for count in shared))
