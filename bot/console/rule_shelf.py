"""The texts of the criteria, the steps and the cases: read those that count, keep others in their place."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.api.problems import Refusal
from bot.console.shell import Me, Office
from bot.errors import DeskUnavailable
from bot.staff.roles import Permission
from bot.store.confirmations import Confirmations
from bot.store.rule_texts import STAFF, RuleKind, RuleText, RuleTexts
from ingest.cases import CASES, read_cases
from ingest.eligibility import ELIGIBILITY, WrittenRules, read_eligibility
from ingest.errors import ManifestError
from ingest.procedure import PROCEDURE
from knowledge.eligibility.cases import Case
from knowledge.errors import KnowledgeError

EDITS: Final = Permission.CRITERIA
"""Who may change the criteria."""

READS: Final = Permission.ANSWER
"""Who may read them."""

PATHS: Final = {
    RuleKind.ELIGIBILITY: Path(ELIGIBILITY),
    RuleKind.PROCEDURE: Path(PROCEDURE),
    RuleKind.CASES: Path(CASES),
}
"""The name of the file of each kind, which messages repeat."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The text of a kind that counts, and the last one of the folder of the call; either may be missing."""

    kind: RuleKind
    current: RuleText | None = None
    corpus: RuleText | None = None

    @property
    def number(self) -> int:
        """The number of the text that counts, 0 if there is none."""
        return self.current.id if self.current else 0

    @property
    def text(self) -> str:
        """The text that counts, "" if there is none."""
        return self.current.text if self.current else ""

    @property
    def of_staff(self) -> bool:
        """Whether someone of the staff wrote it."""
        return self.current is not None and self.current.origin == STAFF

    @property
    def overtaken(self) -> bool:
        """Whether the folder has had another text since the staff wrote theirs."""
        if self.current is None or self.corpus is None or not self.of_staff:
            return False
        return self.corpus.at > self.current.at and self.corpus.text != self.current.text


@dataclass(frozen=True, slots=True)
class Book:
    """The criteria and the cases that count, read; `faults` say what cannot be, in French."""

    rules: Texts
    cases: Texts
    written: WrittenRules
    all_cases: tuple[Case, ...] = ()
    faults: tuple[str, ...] = ()
    broken: bool = False
    """Whether the criteria are among what cannot be read."""

    def need(self) -> None:
        """Make sure that the criteria could be read: what replaces them would lose them.

        Raises:
            Refusal: they could not.
        """
        if self.broken:
            raise Refusal(409, " ".join(self.faults))


def kept_texts(office: Office) -> RuleTexts:
    """Return the texts of the call whose documents are in service.

    Raises:
        DeskClosed: they are not open.
    """
    return office.stores.rule_texts.of(_call_of(office))


def kept_confirmations(office: Office) -> Confirmations:
    """Return what was confirmed of the criteria of the call whose documents are in service.

    Raises:
        DeskClosed: they are not open.
    """
    return office.stores.confirmations.of(_call_of(office))


async def texts_of(office: Office, kind: RuleKind) -> Texts:
    """Return the text of a kind that counts, and that of the folder.

    Raises:
        DeskClosed: the documents of the call are not open.
    """
    kept = kept_texts(office)
    return Texts(kind, await kept.in_force(kind), await kept.of_corpus(kind))


async def text_numbered(office: Office, kind: RuleKind, number: int) -> str:
    """Return a text as it once was, "" if it is not known any more."""
    history = await kept_texts(office).history(kind)
    return next((one.text for one in history if one.id == number), "")


async def open_book(office: Office) -> Book:
    """Return the criteria and the cases that count; what cannot be read is left out, and said.

    Raises:
        DeskClosed: the documents of the call are not open.
    """
    rules = await texts_of(office, RuleKind.ELIGIBILITY)
    cases = await texts_of(office, RuleKind.CASES)
    faults: list[str] = []
    broken = False
    written = WrittenRules()
    read: tuple[Case, ...] = ()
    try:
        written = read_eligibility(rules.text, PATHS[RuleKind.ELIGIBILITY]) if rules.current else written
    except ManifestError as error:
        broken = True
        faults.append(str(error))
    try:
        read = read_cases(cases.text, PATHS[RuleKind.CASES]) if cases.current else ()
    except ManifestError as error:
        faults.append(str(error))
    return Book(rules, cases, written, read, tuple(faults), broken)


async def keep(
    office: Office, me: Me, texts: Texts, text: str, note: str, confirmed: Mapping[str, str] | None = None
) -> bool:
    """Have a text count from now on, in the place of the one that `texts` holds; return whether it does yet.

    `confirmed` are the digests of what criteria quote, which whoever wrote the text has just read.

    Raises:
        DeskClosed: the documents of the call are not open.
        RuleConflict: another one counts meanwhile; nothing is kept.
    """
    based_on, now = texts.current.id if texts.current else None, office.clock()
    kept, confirmations = kept_texts(office), kept_confirmations(office)
    await kept.add(texts.kind, text, STAFF, me.staff.id, now, note, based_on=based_on)
    for criterion, digest in (confirmed or {}).items():
        await confirmations.confirm(criterion, digest, me.staff.id, now)
    return await bring(office)


async def bring(office: Office) -> bool:
    """Bring what counts into service; return whether that could be done now."""
    try:
        await office.renew()
    except (DeskUnavailable, KnowledgeError):  # it is kept, and comes with the texts when they open
        return False
    return True


def _call_of(office: Office) -> str:
    return office.reception.desk.corpus.call.id
