"""The call at a glance: what applicants look for first, as the texts put it, or that they do not say it."""

from dataclasses import dataclass

from bot.pages.coverage_page import Source, Sources, anchor_of
from knowledge.coverage import Basis, Coverage, Covered
from knowledge.documents import Call, Corpus, Document
from knowledge.french import fold
from knowledge.preparation import State

LABELS = {
    "opening_date": "Ouverture",
    "closing_date": "Date limite de dépôt",
    "results_date": "Annonce des résultats",
    "hearing": "Auditions",
    "project_start": "Démarrage des projets",
    "project_duration": "Durée des projets",
    "total_budget": "Enveloppe totale",
    "grant_amount": "Aide par projet",
    "funding_rate": "Taux d’aide",
    "number_of_winners": "Nombre de lauréats",
    "jury": "Qui décide",
    "where_to_file": "Où déposer le dossier",
    "contact": "Contact",
    "press_contact": "Contact presse",
}
"""The topics that are key facts, in the order in which they are shown."""

VITAL = ("closing_date", "where_to_file")
"""What a candidate must know, so that not knowing it is said too, however short the list."""

BY_REFERENCE = ("aujourd'hui", "ce jour")
"""Values that say nothing away from their text."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A key fact as it is shown.

    `state` is None where nobody has settled it: then nothing is shown of it. `value` is a literal piece
    of the first quotation, "" if the quotations must speak for themselves; `more` is how many others say
    it. `missing` is what the texts leave out, `awaited` the announced document that should say it.
    `automatic` is True when no person approved it.
    """

    topic: str
    anchor: str
    label: str
    state: State | None
    value: str
    sources: tuple[Source, ...]
    more: int
    missing: str
    awaited: Document | None
    automatic: bool


def at_a_glance(coverage: Coverage, corpus: Corpus) -> tuple[Fact, ...]:
    """Return the key facts of a call, in the order of `LABELS`."""
    found = (coverage.of(topic) for topic in LABELS)
    known = [covered for covered in found if covered]
    sources = Sources(corpus, known)
    return tuple(_fact(covered, sources) for covered in known)


def in_short(facts: tuple[Fact, ...], call: Call) -> tuple[Fact, ...]:
    """Return the facts that the texts state in one place or dispute, and what is vital whatever they say.

    A closing date that the texts do not say is left out when the call itself gives it.
    """
    return tuple(fact for fact in facts if _in_short(fact, call))


def _in_short(fact: Fact, call: Call) -> bool:
    if fact.state is State.CONFLICTING:
        return True
    if fact.state is State.STATED:
        return len(fact.sources) == 1 or fact.topic in VITAL
    return fact.topic in VITAL and not (fact.topic == "closing_date" and call.closes)


def _fact(covered: Covered, sources: Sources) -> Fact:
    settled = covered.settled
    quoted = sources.of(covered) if settled else ()
    shown = quoted if _all_count(covered) else quoted[:1]
    return Fact(
        topic=covered.topic,
        anchor=anchor_of(covered),
        label=LABELS[covered.topic],
        state=covered.state if settled else None,
        value=_value(covered) if len(shown) == 1 else "",
        sources=shown,
        more=len(quoted) - len(shown),
        missing=covered.missing,
        awaited=sources.awaited(covered),
        automatic=covered.basis is Basis.FACT,
    )


def _all_count(covered: Covered) -> bool:
    """Return whether each quotation says something else; those that staff approved tell one fact."""
    return covered.state is State.CONFLICTING or covered.basis is Basis.FACT


def _value(covered: Covered) -> str:
    literal = covered.value in covered.passages[0].quote
    return covered.value if literal and fold(covered.value) not in BY_REFERENCE else ""
