"""The call at a glance: each key fact as the texts state it, or that they do not, or that they disagree.

A value belongs to the fact whose cue stands nearest to it, so that none is taken for another's.
Two values contradict each other when both are firm, neither is the other told with more precision,
they stand in different passages (or documents: see `conflict` in key_facts.toml), and they are about
the same thing: the same sort of call (that which the sentence, its introduction, its headings or else
its document names) and the same part of it ("volet 2"). All other values stand side by side, each with
what it is about.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from knowledge.documents import Corpus, Document, Kind, Passage, Status
from knowledge.key_fact_reading import Evidence, read_passage
from knowledge.key_fact_rules import Conflict, Rule, Rules, load_rules
from knowledge.key_fact_scope import Scope, scope_of
from knowledge.preparation import State


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a fact, with the quotation that states it.

    `text` is a literal piece of `quote`, and `quote` of the passage's text; `lead` is the literal
    sentence that introduces the quotation, when it does not directly precede it. `firm` is False for
    what a bill, a draft, an unofficial text or a provisional calendar says. `about` is the sort of
    call, and the part of it, that the value is for, "" if unknown. `day` is the date meant by a text
    that only says "aujourd'hui".
    """

    text: str
    quote: str
    passage_id: str
    document_id: str
    firm: bool = True
    lead: str = ""
    about: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class KeyFact:
    """A fact by its topic, with its different values: firm ones first, then by authority of the text."""

    topic: str
    state: State
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A value with what it is compared by; `order` puts the most reliable first."""

    value: Value
    evidence: Evidence
    order: tuple[bool, int, int]

    def covers(self, other: "_Candidate") -> bool:
        same = not (self.value.about and other.value.about) or self.value.about == other.value.about
        return same and self.evidence.meaning.covers(other.evidence.meaning)

    def contradicts(self, other: "_Candidate", conflict: Conflict) -> bool:
        one, two = self.value, other.value
        apart = {
            Conflict.PASSAGES: one.passage_id != two.passage_id,
            Conflict.DOCUMENTS: one.document_id != two.document_id,
            Conflict.NEVER: False,
        }
        same = one.about == two.about and self.evidence.meaning.comparable(other.evidence.meaning)
        return one.firm and two.firm and same and apart[conflict]


def key_facts(corpus: Corpus) -> tuple[KeyFact, ...]:
    """Return what the texts of a call say of each key fact, in the order of key_facts.toml."""
    rules = load_rules()
    found: dict[str, list[_Candidate]] = {rule.topic: [] for rule in rules.facts}
    for candidate in _candidates(corpus, rules):
        found[candidate.evidence.topic].append(candidate)
    return tuple(_fact(rule, found[rule.topic]) for rule in rules.facts)


def _candidates(corpus: Corpus, rules: Rules) -> Iterator[_Candidate]:
    """Yield every value that the texts state, in their order; a validated answer is no text of the call."""
    passages: dict[str, list[Passage]] = {}
    for passage in corpus.passages:
        passages.setdefault(passage.document_id, []).append(passage)
    for number, document in enumerate(corpus.documents):
        if document.status.citable and document.kind is not Kind.VALIDATED:
            scope = scope_of(document, passages.get(document.id, ()), rules)
            for passage in passages.get(document.id, ()):
                yield from _of_passage(document, passage, scope, rules, number)


def _of_passage(
    document: Document, passage: Passage, scope: Scope, rules: Rules, number: int
) -> Iterator[_Candidate]:
    if not scope.holds(passage):
        return
    official = document.official and document.status is Status.IN_FORCE
    official = official and document.kind not in (Kind.BILL, Kind.SUMMARY)
    for evidence in read_passage(passage, rules, document.published):
        value = Value(
            evidence.text,
            evidence.quote,
            passage.id,
            document.id,
            official and not evidence.doubtful,
            evidence.lead,
            scope.about(passage, evidence),
            evidence.day,
        )
        yield _Candidate(value, evidence, (not value.firm, document.kind.rank, number))


def _fact(rule: Rule, candidates: Sequence[_Candidate]) -> KeyFact:
    kept = _merged(sorted(candidates, key=lambda candidate: candidate.order))
    values = tuple(candidate.value for candidate in kept)
    if not values:
        return KeyFact(rule.topic, State.NOT_STATED)
    pairs = combinations(kept, 2)
    disagree = any(one.contradicts(two, rule.conflict) for one, two in pairs)
    return KeyFact(rule.topic, State.CONFLICTING if disagree else State.STATED, values)


def _merged(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """Leave out what an earlier value says already, and put a firm value that says more in its place."""
    kept: list[_Candidate] = []
    for one in candidates:
        if any(other.covers(one) for other in kept):
            continue
        finer = [other for other in kept if one.value.firm and one.covers(other)]
        place = kept.index(finer[0]) if finer else len(kept)
        kept = [other for other in kept if other not in finer]
        kept.insert(min(place, len(kept)), one)
    return kept
