"""What the list of the criteria and the history of their texts say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.console.conversation_sheet import corpus_of
from bot.console.rule_shelf import Book, Texts
from bot.console.rule_trial import cited, plain, settled
from bot.console.rule_words import Line, State, differences, state_of
from bot.console.shell import Office
from bot.console.words import SOMEONE
from bot.eligibility.in_force import criterion_digest
from bot.replies import Quotation
from bot.store.rule_texts import RuleKind, RuleText
from knowledge.documents import Corpus
from knowledge.eligibility.criteria import Criterion, Question, Rules
from knowledge.eligibility.judging import mentioned

KINDS: Final[Mapping[str, tuple[RuleKind, str]]] = {
    "criteres": (RuleKind.ELIGIBILITY, "Critères et questions"),
    "demarches": (RuleKind.PROCEDURE, "Étapes et pièces"),
    "cas": (RuleKind.CASES, "Cas métier"),
}
"""The texts, by their word in addresses, each with its name."""

FOLDER: Final = "Dossier du corpus"
WITHDRAWN: Final = "Retiré par {who}, pour revenir au texte du corpus."


@dataclass(frozen=True, slots=True)
class Listed:
    """A criterion of the list; `digest` is that of what it quotes, as it is now, "" if that is not known."""

    criterion: Criterion
    state: State
    questions: tuple[Question, ...]
    quotations: tuple[Quotation, ...]
    announced: str = ""
    digest: str = ""
    lost: bool = False
    """Whether a quotation of it is in the texts no more: it must be corrected."""


@dataclass(frozen=True, slots=True)
class Change:
    """A text that was kept: by whom, when, why, and the lines that it changed; `now` if it counts.

    `withdrawn` says who took it back, "" if nobody did.
    """

    who: str
    at: datetime
    why: str
    lines: tuple[Line, ...]
    now: bool
    withdrawn: str = ""


def listed(office: Office, book: Book) -> list[Listed]:
    """Return the criteria that count, those to confirm first."""
    corpus, rules = corpus_of(office), book.written.rules
    standing = settled(book.written, corpus)
    guide = office.reception.guide
    if guide:
        led = {one.id: one for one in guide.in_force.rules.criteria if one.id in standing}
        standing = {**standing, **led}
    site, quotes = office.settings.site, book.written.quotes
    shown = [
        _listed(standing[one.id], len(quotes.get(one.id, ())), rules, corpus, site) for one in rules.criteria
    ]
    return sorted(shown, key=lambda one: not one.criterion.flagged)


def source_of(texts: Texts, names: Mapping[str, str], local: str) -> str:
    """Say where the text that counts comes from; `local` is when it came, in words."""
    if texts.current is None:
        return "Le dossier du corpus n’en a pas."
    if not texts.of_staff:
        return f"Texte du dossier du corpus, lu le {local}."
    who = names.get(texts.current.by or "", SOMEONE)
    return f"Texte modifié dans la console par {who} le {local}."


def changes(history: Sequence[RuleText], names: Mapping[str, str], number: int) -> list[Change]:
    """Return what was kept, the last first, each beside what was kept before it."""
    read = [plain(one.kind, one.text) for one in history]
    before = [*read[1:], ""][: len(read)]
    return [
        Change(
            names.get(one.by, SOMEONE) if one.by else FOLDER,
            one.at,
            one.note,
            differences(former, now) if former else (),
            one.id == number,
            WITHDRAWN.format(who=names.get(one.withdrawn_by, SOMEONE)) if one.withdrawn_by else "",
        )
        for one, now, former in zip(history, read, before, strict=True)
    ]


def questions_of(criterion: Criterion, rules: Rules) -> tuple[Question, ...]:
    """Return the questions whose answers a criterion looks at."""
    found = (rules.question(name) for name in mentioned(criterion.conditions))
    return tuple(one for one in found if one)


def titles(ids: Iterable[str], corpus: Corpus | None) -> dict[str, str]:
    """Return the titles of documents, by their identifier."""
    known = {one.id: one.title for one in corpus.documents} if corpus else {}
    return {one: known.get(one, one) for one in ids}


def _listed(criterion: Criterion, quotes: int, rules: Rules, corpus: Corpus | None, site: str) -> Listed:
    return Listed(
        criterion,
        state_of(criterion),
        questions_of(criterion, rules),
        cited(criterion.passages, corpus, site) if corpus else (),
        titles([criterion.announced], corpus)[criterion.announced],
        criterion_digest(criterion, corpus) if corpus else "",
        corpus is not None and len(criterion.passages) < quotes,
    )
