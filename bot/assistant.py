"""Reply to a question: search, measure, draft, decide, and put the outcome into words."""

import logging
import re
from collections.abc import Sequence
from functools import partial

from bot import wording
from bot.language import LanguageGuard
from bot.links import passage_url
from bot.replies import Decision, Quotation, Reply
from knowledge.answerer import cite, draft
from knowledge.decision import Answer, Clarification, Handoff, Model, Outcome, Reason, decide
from knowledge.documents import Citation, Corpus
from knowledge.follow_up import in_full
from knowledge.retrieval import CITED, Findings, Retriever
from knowledge.signals import measure
from knowledge.snapshot import Snapshot

logger = logging.getLogger(__name__)

_NOBODY = (Reason.OUT_OF_SCOPE, Reason.UNSAFE)
"""Reasons for which the people in charge of the call can do nothing either."""

_MARKUP = re.compile(
    r"<\s*/?\s*(?:a|body|button|form|iframe|img|input|link|meta|object|script|style|svg)\b[^<>]*>", re.I
)
"""A tag of HTML that does something: people do not ask in it, but do write <nom du projet>."""


class Assistant:
    """Answers questions about one corpus from one open snapshot of it."""

    def __init__(self, snapshot: Snapshot, model: Model, site: str) -> None:
        self._snapshot = snapshot
        self._retriever = Retriever(snapshot)
        self._model = model
        self._site = site
        self._guard = LanguageGuard()

    @property
    def corpus(self) -> Corpus:
        """The texts that answers rest on."""
        return self._snapshot.corpus

    def reply(self, question: str, history: Sequence[str] = ()) -> Reply:
        """Return the reply to `question`; `history` holds the contact's earlier ones, oldest first.

        Whatever fails on the way becomes a handoff, never a guess.
        """
        try:
            return self._unreadable(question) or self._reply(question, history)
        except Exception:
            logger.exception("A question could not be answered")
            return self._hand_off(question, Handoff(Reason.TECHNICAL_FAILURE, 0.0))

    def _unreadable(self, question: str) -> Reply | None:
        """Return what to say to a message that is no question one can look up."""
        ask = partial(Reply, question, Decision.CLARIFICATION)
        if not any(character.isalnum() for character in question):
            return ask(wording.EMPTY)
        if len(question) > wording.LONGEST:
            return ask(wording.TOO_LONG.format(count=len(question), longest=wording.LONGEST))
        if _MARKUP.search(question):
            return self._hand_off(question, Handoff(Reason.UNSAFE, 0.0))
        return ask(wording.FOREIGN) if self._guard.foreign(question) else None

    def _reply(self, question: str, history: Sequence[str]) -> Reply:
        findings = self._retriever.search(in_full(question, history, wording.LONGEST))
        outcome = decide(findings, measure(findings, self._snapshot.lexical), self._model)
        return self._worded(question, outcome, findings)

    def _worded(self, question: str, outcome: Outcome, findings: Findings) -> Reply:
        if isinstance(outcome, Handoff):
            return self._hand_off(question, outcome)
        if isinstance(outcome, Answer):
            answer = draft(findings.hits, self.corpus)
            shown = tuple(map(self._quotation, answer.citations))
            return Reply(question, Decision.ANSWER, answer.text, None, shown, outcome.confidence)
        return self._clarify(question, outcome, findings)

    def _clarify(self, question: str, outcome: Clarification, findings: Findings) -> Reply:
        if outcome.intent:
            text = wording.INTENTS[outcome.intent].format(call=self.corpus.call.name)
            return Reply(question, Decision.CLARIFICATION, text, confidence=outcome.confidence)
        near = (cite(hit, self.corpus.document(hit.passage.document_id)) for hit in findings.hits[:CITED])
        shown = tuple(map(self._quotation, near))
        return Reply(question, Decision.CLARIFICATION, wording.OFFER, None, shown, outcome.confidence)

    def _hand_off(self, question: str, outcome: Handoff) -> Reply:
        why = wording.HANDOFFS[outcome.reason]
        if outcome.topic and outcome.document:
            title = self.corpus.document(outcome.document).title
            why = wording.ANNOUNCED.format(topic=outcome.topic, document=title)
        text = why if outcome.reason in _NOBODY else f"{why} {wording.whom_to_ask(self.corpus.call)}"
        return Reply(question, Decision.HANDOFF, text, outcome.reason.value, confidence=outcome.confidence)

    def _quotation(self, citation: Citation) -> Quotation:
        document, passage = citation.document, citation.passage
        return Quotation(
            document=document.id,
            title=document.title,
            kind=document.kind.value,
            status=document.status.value,
            location=passage.location,
            page=passage.page,
            quote=citation.quote,
            url=passage_url(self._site, passage),
            published=document.published.isoformat() if document.published else None,
            lead=citation.lead,
            passage=passage.id,
        )
