"""All that a decision rests on, gathered from a search; nothing of it lets the question be read."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from knowledge.asked import editions
from knowledge.coverage import Coverage
from knowledge.documents import Corpus, Kind
from knowledge.french import fold, stems
from knowledge.lexical import Lexical
from knowledge.preparation import State
from knowledge.retrieval import CITED, Findings, Neighbour
from knowledge.signals import Signals, measure

NEARER = 0.015
"""By how much a topic of an announced document must be nearer than what the texts say."""

AS_NEAR = 0.003
"""Difference of two similarities that tells nothing: processors round the embedder's sums otherwise."""

_FIRST_PERSON = re.compile(r"\b(?:je|me|moi|mon|ma|mes|nous|notre|nos|on)\b|\b[jm]'")
"""Words without which a question is about a file or a project in general, never about one's own."""

_HURT = re.compile(
    r"\b(?:mour\w*|mort\w*|tuer|suicid\w*|en finir|vivre|adieu|bout du rouleau|n'en peux plus|envie de rien"
    r"|plus d'espoir|desespere\w*|nuls?|nulles?|con|cons|conn\w*|debil\w*|idiot\w*|imbecil\w*|incapables?"
    r"|incompeten\w*|merd\w*|honte\w*|foutre|foutez|voir ailleurs|faire voir|ferme|fermez|pourris?|stupid\w*"
    r"|encul\w*|salop\w*|sale|abruti\w*|ridicule|ronds-de-cuir|guignol\w*|ordure|chier|chiant\w*|bete|minable"
    r"|inutile|servez a rien|sers a rien|sert a rien)\b"
)
"""Words without which a message is neither distress nor insult, whatever it resembles."""


class Read(StrEnum):
    """What a language model says of the passages found: one answers, by words of its own, or none does.

    It is `UNPROVEN` when the words that it gives do not stand in the passage, or tell nothing.
    """

    YES = "yes"
    UNPROVEN = "unproven"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found and measured for one question.

    `found` counts the hits. `nearest` is the
    similarity of the nearest sentence. `approved` tells that staff approved the question, word for
    word, for a passage. `intent` is what the question may be instead of one about
    the texts, with the similarity of its nearest phrasing and its probability. `topic` is the
    likeliest topic, with its probability and, if it is certain, what the texts say on it (`state`).
    `announced` is the topic of an announced document that is nearer than any sentence, in that
    document's words, and `document` its identifier. `oneself` tells the first
    person, `hurt` words of distress or insult. `adrift` tells a question about another year or edition
    than the call's own, and a follow-up that asks about another topic than the question it was read
    after: such a one is never answered. `read` is what a language model said of the passages, None if
    it was not asked or did not answer.
    """

    signals: Signals
    found: int
    nearest: float
    approved: bool = False
    intent: str = ""
    intent_similarity: float = 0.0
    intent_share: float = 0.0
    topic: str = ""
    topic_share: float = 0.0
    state: State | None = None
    announced: str = ""
    document: str = ""
    oneself: bool = False
    hurt: bool = False
    adrift: bool = False
    read: Read | None = None


def own_editions(corpus: Corpus) -> frozenset[str]:
    """Return the years and numbered editions by which a call and its documents are known.

    The day a validated answer was approved says nothing of the edition of the call.
    """
    call = corpus.call
    days = [document.published for document in corpus.documents if document.kind is not Kind.VALIDATED]
    years = [str(day.year) for day in (call.opened, call.closes, *days) if day]
    names = [call.name, *(document.title for document in corpus.documents)]
    return editions(" ; ".join((*names, *years)))


def gather(
    findings: Findings,
    lexical: Lexical,
    coverage: Coverage,
    intents: Sequence[str],
    own: Set[str] | None = None,
) -> Evidence:
    """Return the evidence for a decision on what was found.

    `intents` are the names that are no topic, `own` the years and editions of the call, None if they
    do not matter.
    """
    read = findings.hits
    nearest = max((max(hit.sentence, hit.heading) for hit in read), default=0.0)
    shares = findings.shares
    topics = {label: share for label, share in shares.items() if label not in intents}
    topic = max(topics, key=lambda label: topics[label], default="")
    covered = coverage.of(topic)
    near = _intent(findings)
    announced = _announced(findings, nearest)
    return Evidence(
        signals=measure(findings, lexical),
        found=len(read),
        approved=any(hit.approved for hit in read[:CITED]),
        nearest=nearest,
        intent=near.target if near else "",
        intent_similarity=near.similarity if near else 0.0,
        intent_share=shares.get(near.target, 0.0) if near else 0.0,
        topic=topic,
        topic_share=topics.get(topic, 0.0),
        state=covered.certain if covered else None,
        announced=announced[0],
        document=announced[1],
        oneself=_FIRST_PERSON.search(fold(findings.question)) is not None,
        hurt=_HURT.search(fold(findings.question)) is not None,
        adrift=own is not None and not editions(findings.question) <= own,
    )


def _intent(findings: Findings) -> Neighbour | None:
    """Return the nearest phrasing of an intent; of those that are as near, one of the likeliest intent."""
    if not findings.intents:
        return None
    least = findings.intents[0].similarity - AS_NEAR
    as_near = (near for near in findings.intents if near.similarity >= least)
    return max(as_near, key=lambda near: findings.shares.get(near.target, 0.0))


def _announced(findings: Findings, nearest: float) -> tuple[str, str]:
    """Return the topic that an announced document should treat, nearer than what the texts say, and named."""
    asked = set(stems(findings.explained))
    named = (near for near in findings.announced if asked.intersection(stems(near.text)))
    found = next((near for near in named if near.similarity > nearest + NEARER), None)
    return (found.text, found.target) if found else ("", "")
