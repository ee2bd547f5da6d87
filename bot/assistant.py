"""Reply to a question: search, gather evidence, decide, put the outcome into words, keep a receipt."""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from bot import wording
from bot.choices import Choices
from bot.handing_off import why_handed_off
from bot.language import LanguageGuard
from bot.links import passage_url
from bot.model.guests import Guests, Told
from bot.quoting import quotation
from bot.remarks import remarks
from bot.replies import Decision, Quotation, Reply, Seen
from bot.reporting.figures import Count
from knowledge.answerer import cite, draft
from knowledge.coverage import Basis, Coverage, Covered
from knowledge.decision import Answer, Clarification, Handoff, Model, Outcome, Reason, decide
from knowledge.documents import Citation, Corpus
from knowledge.entries import intents
from knowledge.errors import KnowledgeError
from knowledge.evidence import Evidence, gather, own_editions
from knowledge.excerpt import excerpt
from knowledge.follow_up import in_full, says_nothing_alone
from knowledge.french import fold
from knowledge.hits import Hit
from knowledge.preparation import State
from knowledge.receipt import Receipt, make_receipt
from knowledge.retrieval import Findings, Retriever
from knowledge.sense import sense, sense_name
from knowledge.snapshot import Snapshot

logger = logging.getLogger(__name__)

Keep = Callable[[Receipt], None]

OFFERED = 5
"""Passages shown when the assistant is not sure enough to answer."""

SEEN_WORDS, SEEN_CHARACTERS = 45, 300
"""Length of what staff are shown of a passage that was found."""

ALSO = 0.15
"""Probability from which a topic that the texts leave out is asked too."""

_UNKEPT = ("distress", "insult")
"""Intents of which nothing is kept: they tell something of the person."""

_NARROWER = re.compile(r"\bpar\b|\bchaque\b|\b(?:mon|ma|mes|notre|nos|un seul|une seule)\b")
"""Words of a follow-up that asks for a part of what came before: a grant is no envelope."""

_MARKUP = re.compile(
    r"<\s*/?\s*(?:a|body|button|form|iframe|img|input|link|meta|object|script|style|svg)\b[^<>]*>", re.I
)
"""A tag of HTML that does something: people do not ask in it, but do write <nom du projet>."""


class Assistant:
    """Answers questions about one corpus from one open snapshot of it; `keep` is given each receipt.

    `guests` are what a language model is asked meanwhile, if one is set: nothing of it is believed.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        coverage: Coverage,
        model: Model,
        site: str,
        keep: Keep,
        guests: Guests | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._coverage = coverage
        self._retriever = Retriever(snapshot, model.ranking, coverage)
        self._model = model
        self._site = site
        self._keep = keep
        self._attempts = (guests, Guests()) if guests else (Guests(),)
        self._guard = LanguageGuard()
        self._intents = tuple(intents())
        self._editions = own_editions(snapshot.corpus)
        self._choices = Choices(coverage, self._answers)

    @property
    def corpus(self) -> Corpus:
        """The texts that answers rest on."""
        return self._snapshot.corpus

    @property
    def coverage(self) -> Coverage:
        """What the texts cover of what applicants ask."""
        return self._coverage

    def vector(self, text: str) -> tuple[str, bytes]:
        """Return what a question means, to be compared with others: its name, and float32 of norm 1."""
        topics = self._snapshot.topics
        made = sense(self._snapshot.embed(text), topics)
        return sense_name(self._snapshot.embedder.key, topics), made.astype("<f4").tobytes()

    def reply(self, question: str, history: Sequence[str] = ()) -> Reply:
        """Return the reply to `question`; `history` holds the contact's earlier ones, oldest first.

        Whatever fails on the way becomes a handoff, never a guess; with a language model, first what is
        replied without it.
        """
        for guests in self._attempts:
            try:
                return self._unreadable(question) or self._reply(question, history, guests)
            except Exception:
                logger.exception("A question could not be answered")
        return self._hand_off(question, Handoff(Reason.TECHNICAL_FAILURE, 0.0))

    def _unreadable(self, question: str) -> Reply | None:
        """Return what to say to a message that is no question one can look up."""
        ask = partial(Reply, question, Decision.CLARIFICATION)
        if not any(character.isalnum() for character in question):
            return ask(wording.EMPTY)
        if len(question) > wording.LONGEST:
            return ask(wording.TOO_LONG.format(count=Count(len(question)), longest=wording.LONGEST))
        if _MARKUP.search(question):
            return self._hand_off(question, Handoff(Reason.UNSAFE, 0.0))
        return ask(wording.FOREIGN) if self._guard.foreign(question) else None

    def _reply(self, question: str, history: Sequence[str], guests: Guests) -> Reply:
        whole = in_full(question, history, wording.LONGEST)
        if whole == question and says_nothing_alone(question) and not self._looked_up(question)[1].approved:
            return Reply(question, Decision.CLARIFICATION, wording.ABOUT_WHAT)
        findings, evidence, understood = self._understood(
            question, whole, partial(guests.in_full, question, history)
        )
        evidence, outcome = guests.decided(findings, evidence, self.corpus, self._model)
        asked = partial(
            Reply,
            question,
            confidence=outcome.confidence,
            topic=(isinstance(outcome, Handoff) and outcome.announced) or self._topic(evidence),
            understood=understood,
            seen=tuple(map(self._seen, findings.hits[:OFFERED])),
        )
        if isinstance(outcome, Answer):
            reply, cited = self._answer(asked, findings, evidence, guests)
        elif isinstance(outcome, Clarification):
            reply, cited = self._clarify(asked, outcome, findings)
        else:
            reply, cited = self._told(asked, outcome)
        return self._receipted(reply, evidence, outcome, cited)

    def _understood(
        self, question: str, whole: str, write_out: Callable[[], str | None]
    ) -> tuple[Findings, Evidence, str | None]:
        """Look a question up alone if staff approved it so, else as a `whole` with the one it leans on.

        What a language model made a whole of was approved by nobody, whatever it equals.
        """
        alone = self._looked_up(question)
        if alone[1].approved:
            return *alone, None
        written_out = write_out()
        whole = written_out or whole
        if whole == question:
            return *alone, None
        findings, evidence = self._looked_up(whole)
        elsewhere = alone[1].topic_share >= self._model.topic and alone[1].topic != evidence.topic
        adrift = evidence.adrift or elsewhere or _NARROWER.search(fold(question)) is not None
        approved = evidence.approved and written_out is None
        return findings, replace(evidence, adrift=adrift, approved=approved), whole

    def _looked_up(self, question: str) -> tuple[Findings, Evidence]:
        findings = self._retriever.search(question)
        lexical = self._snapshot.lexical
        return findings, gather(findings, lexical, self._coverage, self._intents, self._editions)

    def _answers(self, question: str) -> bool:
        """Whether this question would be answered if it was asked."""
        return isinstance(decide(self._looked_up(question)[1], self._model), Answer)

    def _topic(self, evidence: Evidence) -> str | None:
        """Return the name of the topic asked, if it is clear."""
        covered = self._coverage.of(evidence.topic) if evidence.topic_share >= self._model.topic else None
        return covered.name if covered else None

    def _answer(
        self, asked: partial[Reply], findings: Findings, evidence: Evidence, guests: Guests
    ) -> tuple[Reply, tuple[Citation, ...]]:
        covered = self._asked_for(findings, evidence)
        approved = self._approved_words(covered)
        answer = draft(findings.hits, self.corpus, approved)
        exact = evidence.approved or bool(approved)
        told = Told("", answer.citations) if exact else guests.told(findings, answer, self.corpus)
        added = remarks(findings.question, findings.wants, covered, told.citations, self._left_out(findings))
        text = "\n".join((*filter(None, (told.lead,)), answer.text, *added))
        reply = asked(
            decision=Decision.ANSWER,
            text=text,
            citations=self._shown(told.citations),
            synthesis=told.synthesis,
        )
        return reply, told.citations

    def _asked_for(self, findings: Findings, evidence: Evidence) -> Covered | None:
        """Return what is covered of what was asked: the approved question's topic, else a clear one."""
        approved = self._coverage.answering(findings.question) if evidence.approved else None
        clear = evidence.topic_share >= self._model.topic
        return approved or (self._coverage.of(evidence.topic) if clear else None)

    def _approved_words(self, covered: Covered | None) -> dict[str, str]:
        """Return the words that staff approved on a topic, by passage, the first of each."""
        if covered is None or covered.basis is not Basis.STAFF:
            return {}
        return {one.passage: one.quote for one in reversed(covered.passages)}

    def _left_out(self, findings: Findings) -> tuple[Covered, ...]:
        """Return the topics that are asked too, on which the texts are known to say nothing."""
        likely = (topic for topic, share in findings.shares.items() if share >= ALSO)
        found = (self._coverage.of(topic) for topic in likely)
        return tuple(one for one in found if one and one.certain is State.NOT_STATED)

    def _clarify(
        self, asked: partial[Reply], outcome: Clarification, findings: Findings
    ) -> tuple[Reply, tuple[Citation, ...]]:
        if outcome.intent:
            text = wording.INTENTS[outcome.intent].format(call=self.corpus.call.name)
            return asked(decision=Decision.CLARIFICATION, text=text), ()
        near = tuple(self._cited(hit) for hit in findings.hits[:OFFERED])
        choices = self._choices.near(findings)
        text = wording.CHOICES if choices else wording.OFFER
        if outcome.verdict:
            text = f"{wording.HANDOFFS[Reason.POLICY]}\n{text}"
        shown = self._shown(near)
        return asked(decision=Decision.CLARIFICATION, text=text, citations=shown, suggestions=choices), near

    def _hand_off(self, question: str, outcome: Handoff) -> Reply:
        """Hand off what was not looked up."""
        return self._told(partial(Reply, question), outcome)[0]

    def _told(self, asked: partial[Reply], outcome: Handoff) -> tuple[Reply, tuple[Citation, ...]]:
        """Say why a question goes to a person, with the passages that disagree if some do."""
        said = why_handed_off(outcome, self.corpus, self._coverage)
        reply = asked(
            decision=Decision.HANDOFF,
            text=said.text,
            reason=outcome.reason.value,
            citations=self._shown(said.against),
            why=said.why,
        )
        return reply, said.against

    def _cited(self, hit: Hit) -> Citation:
        return cite(hit, self.corpus.document(hit.passage.document_id))

    def _seen(self, hit: Hit) -> Seen:
        """Return what staff are shown of a passage that was found."""
        one, document = hit.passage, self.corpus.document(hit.passage.document_id)
        start, end = excerpt(one.text, hit.sentences, SEEN_WORDS)
        quote = one.text[start : min(end, start + SEEN_CHARACTERS)]
        score, url = round(float(hit.score), 4), passage_url(self._site, one)
        return Seen(one.id, document.id, document.title, one.location, one.page, quote, score, url)

    def _shown(self, citations: Sequence[Citation]) -> tuple[Quotation, ...]:
        return tuple(quotation(citation, self._site) for citation in citations)

    def _receipted(
        self, reply: Reply, evidence: Evidence, outcome: Outcome, cited: Sequence[Citation]
    ) -> Reply:
        """Keep the receipt of a reply; the reply goes out all the same if the store refuses it."""
        if isinstance(outcome, Clarification) and outcome.intent in _UNKEPT:
            return reply
        receipt = make_receipt(
            self._snapshot.version, self._model, evidence, outcome, cited, datetime.now(UTC), reply.synthesis
        )
        try:
            self._keep(receipt)
        except KnowledgeError:
            logger.exception("A receipt could not be kept")
            return reply
        return replace(reply, receipt=receipt.number)
