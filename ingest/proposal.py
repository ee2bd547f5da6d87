"""Propose a preparation to staff: on each topic that they have not approved, what the texts seem to say."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType

from ingest.manifest import slug
from ingest.preparation import Prepared, PreparedQuote, PreparedTopic
from ingest.preparation_headings import HALF, names, resemblance
from ingest.preparation_search import pattern
from ingest.preparation_settle import settle
from ingest.preparation_texts import Part, Texts, opening, plain
from knowledge.coverage import Coverage
from knowledge.documents import Corpus, Document, Passage, Status
from knowledge.french import fold, stems
from knowledge.key_facts import KeyFact
from knowledge.preparation import Quoted, State, Treatment
from knowledge.typology import Topic

QUOTES = 3
"""Quotations proposed for a topic, unless texts contradict each other."""

PARTS = 30
"""Topics proposed for parts of the texts that no known topic claims."""

QUESTIONS = 3
"""Questions proposed for a topic: its own, then direct phrasings of it."""

_DIRECT = 4
"""Phrasings of a topic that come first, in correct and polite French."""

_ASKING = re.compile(r"^(?:Qu|Où|Comment|Combien|Pourquoi|À quel)|-(?:t-)?(?:ils?|elles?|on|ce)\b")
"""What a whole question has, and not a title with a question mark."""

_LONGEST_ID = 72
_NO_HINTS: Mapping[str, Sequence[Quoted]] = MappingProxyType({})


def propose(
    coverage: Coverage,
    facts: Iterable[KeyFact],
    typology: Sequence[Topic],
    corpus: Corpus,
    existing: Prepared,
    hints: Mapping[str, Sequence[Quoted]] = _NO_HINTS,
) -> Prepared:
    """Return `existing` with a proposal for each topic of the typology that nobody approved.

    What is approved stays as it is, even when the texts changed. A proposal that is there stays too,
    for staff may have mended it, unless its quotations are gone, or it says that the texts are silent
    and they no longer seem to be. Key facts come first, then what the coverage guesses, then `hints`,
    likenesses by topic that are too weak to answer with, then headings. Parts of the texts that no
    topic claims are proposed as topics of the call's own. Topics that are there keep their order, new
    ones follow.
    """
    texts = Texts(corpus)
    proposer = _Proposer(coverage, {fact.topic: fact for fact in facts}, texts, corpus.documents, hints)
    holding = {treatment.topic for treatment in _settled(existing.topics, corpus)}
    topics = {topic.id: topic for topic in existing.topics}
    asked = {_same(question) for topic in existing.approved for question in topic.questions}

    def put(proposed: PreparedTopic) -> None:
        there = topics.get(proposed.id)
        if there is None or not there.approved:
            topics[proposed.id] = _chosen(there, proposed, holding) if there else proposed
            asked.update(map(_same, topics[proposed.id].questions))

    for topic in typology:
        put(proposer.topic(topic, asked))
    claimed = {quoted.passage for one in _settled(topics.values(), corpus) for quoted in one.passages}
    known = {topic.id for topic in typology}
    there = sum(not topic.approved and topic.id not in known for topic in topics.values())
    for part in islice(proposer.parts(typology, claimed), max(0, PARTS - there)):
        put(part)
    return Prepared(tuple(topics.values()), existing.path)


@dataclass(frozen=True, slots=True)
class _Proposer:
    """What proposals are made from; the facts and the hints by topic."""

    coverage: Coverage
    facts: Mapping[str, KeyFact]
    texts: Texts
    documents: Sequence[Document]
    hints: Mapping[str, Sequence[Quoted]]

    def topic(self, topic: Topic, asked: Collection[str]) -> PreparedTopic:
        """Return the proposal for a topic, without the questions already `asked` of others."""
        fact = self.facts.get(topic.id)
        state, quotes, value = self._fact(fact) if fact and fact.values else self._seems(topic)
        lacking = state in (State.NOT_STATED, State.PARTLY)
        return PreparedTopic(
            topic.id,
            state,
            quotes,
            value=value,
            announced=_announced(topic, self.documents) if lacking else "",
            questions=_questions(topic, asked) if quotes else (),
            approved=False,
        )

    def parts(self, typology: Sequence[Topic], claimed: Collection[str]) -> Iterator[PreparedTopic]:
        """Yield a topic for each part that none is named like, with its passages that are not `claimed`."""
        for part in self.texts.parts:
            left = [passage for passage in part.passages if passage.id not in claimed]
            if left and not any(names(topic, part.subject) for topic in typology):
                yield _of_part(part, self.texts.quotes(map(opening, left[:QUOTES])))

    def _fact(self, fact: KeyFact) -> tuple[State, tuple[PreparedQuote, ...], str]:
        quotes = self.texts.quotes(Quoted(value.passage_id, value.quote) for value in fact.values)
        if fact.state is State.CONFLICTING:
            return fact.state, quotes, ""
        first = fact.values[0]
        value = plain(first.text) if quotes and first.day is None else ""
        literal = bool(value and pattern(value).search(quotes[0].quote))
        state = State.STATED if any(one.firm for one in fact.values) else State.PARTLY
        return state, quotes[:QUOTES], value if literal else ""

    def _seems(self, topic: Topic) -> tuple[State, tuple[PreparedQuote, ...], str]:
        """Return what the texts seem to say; where a key fact is wanted, something near is only a part."""
        covered, fact = self.coverage.of(topic.id), topic.id in self.facts
        found = self.texts.ranked(covered.passages if covered else ())
        sure = not fact and bool(found) and self.texts.settle(found)
        if not found and not fact:
            found = self.texts.ranked(self.hints.get(topic.id, ())) or self._under_headings(topic)
        quotes = self.texts.quotes(found)[:QUOTES]
        if not quotes:
            return State.NOT_STATED, (), ""
        return State.STATED if sure else State.PARTLY, quotes, ""

    def _under_headings(self, topic: Topic) -> list[Quoted]:
        """Return the passage of each part named like a topic that has most of its expressions."""
        terms = [frozenset(stems(term)) for term in topic.terms]

        def treats(passage: Passage) -> int:
            said = frozenset(stems(passage.text))
            return sum(term <= said for term in terms)

        parts = (part for part in self.texts.parts if names(topic, part.subject))
        return [opening(max(part.passages, key=treats)) for part in parts]


def _settled(topics: Iterable[PreparedTopic], corpus: Corpus) -> tuple[Treatment, ...]:
    """Return the treatments that the topics would have if all were approved."""
    all_of_them = Prepared(tuple(replace(topic, approved=True) for topic in topics))
    return settle(all_of_them, corpus.documents, corpus.passages)[0]


def _chosen(there: PreparedTopic, proposed: PreparedTopic, holding: Collection[str]) -> PreparedTopic:
    """Return the proposal that is there if it may still be right, else the new one with what staff added."""
    if there.id in holding and (there.passages or not proposed.passages):
        return there
    questions = there.questions or proposed.questions
    return replace(proposed, questions=questions, missing=there.missing)


def _of_part(part: Part, quotes: tuple[PreparedQuote, ...]) -> PreparedTopic:
    called = part.subject.replace("« ", "“").replace(" »", "”")
    question = called if called.endswith("?") else f"Que disent les textes sur « {called} » ?"
    return PreparedTopic(
        f"partie-{slug(called)[:_LONGEST_ID]}".rstrip("-"),
        State.STATED,
        quotes,
        name=f"la partie « {called} »",
        question=question,
        approved=False,
    )


def _announced(topic: Topic, documents: Iterable[Document]) -> str:
    """Return the expected document of which one subject resembles the topic most, "" if none does enough."""
    expected = (document for document in documents if document.status is Status.EXPECTED)
    scores = {
        document.id: max((resemblance(topic, subject) for subject in document.topics), default=0.0)
        for document in expected
    }
    best = max(scores, key=lambda one: scores[one], default="")
    return best if best and scores[best] >= HALF else ""


def _questions(topic: Topic, asked: Collection[str]) -> tuple[str, ...]:
    direct = [typographic(said) for said in topic.phrasings[:_DIRECT]]
    whole = (said for said in direct if said.endswith(" ?") and _ASKING.search(said) and "«" not in said)
    chosen = {_same(question): question for question in (*whole, topic.question)}
    own = _same(topic.question)
    ordered = (topic.question, *(question for key, question in chosen.items() if key != own))
    return tuple(question for question in ordered if _same(question) not in asked)[:QUESTIONS]


def typographic(text: str) -> str:
    """Return words with the apostrophe of printed texts.

    >>> typographic("Y a-t-il une date d'ouverture ?")
    'Y a-t-il une date d’ouverture ?'
    """
    return text.replace("'", "’")


def _same(question: str) -> str:
    """Return what makes two questions the same one."""
    return " ".join(fold(question).split())
