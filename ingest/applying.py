"""What stands beside the texts for who applies (criteria, steps, cases): read, then held against them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.cases import CASES, load_cases
from ingest.eligibility import ELIGIBILITY, WrittenRules, load_eligibility
from ingest.eligibility_settle import settle_rules
from ingest.errors import one_line
from ingest.procedure import WrittenProcedure, load_procedure, settle_procedure
from knowledge.documents import Document, Passage
from knowledge.eligibility.cases import Case, Difference, Failed, failures
from knowledge.eligibility.criteria import Rules
from knowledge.versions import Skipped

_NAMED = 3
"""Criteria that a message names of a case that fails."""


@dataclass(frozen=True, slots=True)
class Applying:
    """What a corpus folder says for who applies; None, or no case, where it has no such file."""

    rules: WrittenRules | None = None
    procedure: WrittenProcedure | None = None
    cases: tuple[Case, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to hold against the texts."""
        return self.rules is None and self.procedure is None and not self.cases

    def warnings(self, documents: Iterable[Document], passages: Iterable[Passage]) -> tuple[Skipped, ...]:
        """Return what does not hold, a French line each: quotations that are gone, then cases that fail.

        `documents` are all that are declared, `passages` those of the documents that could be read, in
        their order. Cases are run on the criteria as they are written: of a text that changed, only the
        criteria that quote it are told.
        """
        declared, parts = tuple(documents), tuple(passages)
        found: list[Skipped] = []
        if self.rules is not None:
            found += settle_rules(self.rules, declared, parts)[1]
        if self.procedure is not None:
            found += settle_procedure(self.procedure, declared, parts)[1]
        return (*found, *self._failing())

    def _failing(self) -> Iterator[Skipped]:
        if self.rules is not None:
            yield from failing(self.rules.rules, self.cases)
        elif self.cases:
            what = f"{CASES} : aucun critère ne correspond à ces cas"
            yield Skipped(CASES, f"{what}. Ajoutez {ELIGIBILITY}, ou retirez ce fichier.")


def load_applying(folder: Path) -> Applying:
    """Return what a corpus folder says for who applies.

    Raises:
        ManifestError: one of its files cannot be read, is not TOML, or says something impossible.
    """
    return Applying(load_eligibility(folder), load_procedure(folder), load_cases(folder))


def failing(rules: Rules, cases: Iterable[Case]) -> tuple[Skipped, ...]:
    """Return the cases that fail, each by its name, with a French line that says how."""
    return tuple(_line(failed) for failed in failures(rules, cases))


def _line(failed: Failed) -> Skipped:
    name = failed.case.name
    reason = f". {failed.why}" if failed.why else f" : {_differences(failed.differences)}."
    mend = "Corrigez ce cas, ou les critères."
    return Skipped(name, one_line(f"{CASES} : le cas « {name} » échoue{reason} {mend}"))


def _differences(found: Sequence[Difference]) -> str:
    """Say what differs, the first criteria by their names."""
    named = " ; ".join(map(_difference, found[:_NAMED]))
    more = len(found) - _NAMED
    if more <= 0:
        return named
    return f"{named} ; et {more} autres critères" if more > 1 else f"{named} ; et un autre critère"


def _difference(one: Difference) -> str:
    if one.found is None:
        return f"le critère « {one.criterion} » n’existe pas"
    expected = f"« {one.expected} » est attendu" if one.expected else "le cas n’en dit rien"
    return f"le critère « {one.criterion} » est « {one.found} », {expected}"
