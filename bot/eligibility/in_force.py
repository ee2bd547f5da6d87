"""The criteria, the steps and the cases that count now: the staff's texts, or else those of the corpus."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from anyio import to_thread

from bot.store.rule_texts import STAFF, RuleKind, RuleText, RuleTexts
from bot.store.stores import Stores
from ingest.cases import CASES, read_cases
from ingest.eligibility import ELIGIBILITY, WrittenRules, read_eligibility
from ingest.eligibility_settle import settle_rules
from ingest.errors import ManifestError
from ingest.manifest import read_text
from ingest.procedure import PROCEDURE, WrittenProcedure, read_procedure, settle_procedure
from knowledge.documents import Corpus, Passage
from knowledge.eligibility.cases import Case
from knowledge.eligibility.criteria import Criterion, Rules
from knowledge.preparation import Quoted
from knowledge.procedure import Procedure
from knowledge.versions import Skipped

FILES: Final = {
    RuleKind.ELIGIBILITY: ELIGIBILITY,
    RuleKind.PROCEDURE: PROCEDURE,
    RuleKind.CASES: CASES,
}
"""The file of each kind in the corpus folder, by whose name faults call the staff's text too."""

_READERS: Final[Mapping[RuleKind, Callable[[str, Path], object]]] = {
    RuleKind.ELIGIBILITY: read_eligibility,
    RuleKind.PROCEDURE: read_procedure,
    RuleKind.CASES: read_cases,
}
_DIGITS: Final = 16
"""Hexadecimal digits by which what counts is named."""

Candidates = Mapping[RuleKind, Sequence[RuleText]]
"""The texts of each kind that may count, of which the first that can be read does."""


@dataclass(frozen=True, slots=True)
class InForce:
    """What counts now; `problems` are what could not be read or found, `staff` the kinds that are theirs.

    `digest` is that of the texts and of the passages that they cite, "" if there is nothing; `written`
    are the criteria as they were read, None if there are none.
    """

    rules: Rules = Rules()
    procedure: Procedure = Procedure()
    cases: tuple[Case, ...] = ()
    written: WrittenRules | None = None
    digest: str = ""
    problems: tuple[Skipped, ...] = ()
    staff: frozenset[str] = frozenset()


NOTHING: Final = InForce()
"""A call without any criterion or step."""


async def load_in_force(stores: Stores, corpus: Corpus, folder: Path, now: datetime) -> InForce:
    """Return what counts now for the call; the texts of its folder are kept first, if they are new.

    A file that cannot be read is a problem, and what counted before still does. Criteria that nobody
    has seen yet are taken as they are.

    Raises:
        StoreUnavailable: the database refuses.
    """
    texts, confirmations = stores.rule_texts.of(corpus.call.id), stores.confirmations.of(corpus.call.id)
    read, faults = await to_thread.run_sync(_read, folder)
    for kind, text in read.items():
        await texts.keep_corpus(kind, text, now)
    candidates = {kind: await _candidates(texts, kind) for kind in RuleKind}
    confirmed = await confirmations.all()
    found = await to_thread.run_sync(settled, candidates, corpus, confirmed)
    new = [one for one in found.rules.criteria if one.id not in confirmed and not one.flagged]
    await confirmations.baseline({one.id: criterion_digest(one, corpus) for one in new}, now)
    return replace(found, problems=tuple(dict.fromkeys(faults + found.problems)))


def settled(candidates: Candidates, corpus: Corpus, confirmed: Mapping[str, str]) -> InForce:
    """Return what counts of some texts, compared with those of the call.

    `confirmed` are the digests of the criteria that someone knows, by identifier: one that differs is
    flagged.
    """
    problems: list[Skipped] = []
    chosen: dict[RuleKind, RuleText] = {}
    values = {kind: _chosen(kind, candidates.get(kind, ()), chosen, problems) for kind in RuleKind}
    written, steps = values[RuleKind.ELIGIBILITY], values[RuleKind.PROCEDURE]
    rules, procedure = Rules(), Procedure()
    if isinstance(written, WrittenRules):
        rules, faults = settle_rules(written, corpus.documents, corpus.passages)
        rules = replace(rules, criteria=_flagged(rules.criteria, corpus, confirmed))
        problems += faults
    if isinstance(steps, WrittenProcedure):
        procedure, faults = settle_procedure(steps, corpus.documents, corpus.passages)
        problems += faults
    cases = values[RuleKind.CASES]
    return InForce(
        rules,
        procedure,
        cases if isinstance(cases, tuple) else (),
        written if isinstance(written, WrittenRules) else None,
        _digest(chosen, rules, procedure, corpus),
        tuple(problems),
        frozenset(kind.value for kind, text in chosen.items() if text.origin == STAFF),
    )


def criterion_digest(criterion: Criterion, corpus: Corpus) -> str:
    """Return the digest (SHA-256, hexadecimal) of what a criterion quotes, and of all around it."""
    return _hashed(_cited(criterion.passages, _by_id(corpus)))


def _read(folder: Path) -> tuple[dict[RuleKind, str], tuple[Skipped, ...]]:
    """Return the texts of a corpus folder, "" for one that is not there, and why others cannot be read."""
    read: dict[RuleKind, str] = {}
    faults: list[Skipped] = []
    for kind, name in FILES.items():
        path = folder / name
        try:
            text = read_text(path) if path.is_file() else ""
            _READERS[kind](text, path)
        except ManifestError as error:
            faults.append(Skipped(name, str(error)))
        else:
            read[kind] = text
    return read, tuple(faults)


async def _candidates(texts: RuleTexts, kind: RuleKind) -> tuple[RuleText, ...]:
    found = (await texts.in_force(kind), await texts.of_corpus(kind))
    return tuple(dict.fromkeys(text for text in found if text))


def _chosen(
    kind: RuleKind, candidates: Sequence[RuleText], chosen: dict[RuleKind, RuleText], problems: list[Skipped]
) -> object:
    """Return what the first text says that can be read and says anything, None if there is none."""
    for text in candidates:
        try:
            value = _READERS[kind](text.text, Path(FILES[kind])) if text.text else None
        except ManifestError as error:
            problems.append(Skipped(FILES[kind], str(error)))
            continue
        chosen[kind] = text
        return value
    return None


def _flagged(
    criteria: Sequence[Criterion], corpus: Corpus, confirmed: Mapping[str, str]
) -> tuple[Criterion, ...]:
    """Flag the criteria that quote something else than what was confirmed."""
    passages = _by_id(corpus)
    digests = {one.id: _hashed(_cited(one.passages, passages)) for one in criteria}
    return tuple(
        replace(one, flagged=one.flagged or confirmed.get(one.id, digests[one.id]) != digests[one.id])
        for one in criteria
    )


def _digest(chosen: Mapping[RuleKind, RuleText], rules: Rules, procedure: Procedure, corpus: Corpus) -> str:
    texts = [[kind.value, text.text] for kind, text in sorted(chosen.items()) if text.text]
    cited = [rules.decision, *(one.passages for one in rules.criteria)]
    cited += [*(one.passages for one in procedure.steps), *(one.passages for one in procedure.pieces)]
    passages = _by_id(corpus)
    return _hashed([texts, [_cited(quoted, passages) for quoted in cited]])[:_DIGITS] if texts else ""


def _by_id(corpus: Corpus) -> dict[str, Passage]:
    return {passage.id: passage for passage in corpus.passages}


def _cited(quoted: Sequence[Quoted], passages: Mapping[str, Passage]) -> list[list[str]]:
    """Return each quotation with the whole of its passage, if that is there."""
    found = ((one.quote, passages.get(one.passage)) for one in quoted)
    return [[quote, passage.lead, passage.text] if passage else [quote] for quote, passage in found]


def _hashed(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()
