"""Bring a corpus folder into service: its documents read, embedded, indexed, then switched to at once."""

import hashlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.applying import Applying, load_applying
from ingest.likely import Likely, propose
from ingest.loading import SCHEMA, Fetched, Former, Loaded, fetch_all, former_of, load
from ingest.manifest import Manifest, load_manifest
from ingest.preparation import Prepared, load_preparation
from ingest.preparation_settle import settle
from ingest.report import Report
from ingest.sources import DEFAULT_LIMITS
from ingest.validated import stand
from ingest.web import Limits
from knowledge.documents import Corpus, Document, Passage
from knowledge.embedders import Embedder
from knowledge.index_files import Place, erase_indexes
from knowledge.preparation import Treatment
from knowledge.progress import Progress
from knowledge.snapshot import write_snapshot
from knowledge.store import Store
from knowledge.validated import DOCUMENT, Validated, in_order, is_answer, is_validated
from knowledge.versions import Size, Skipped, Version
from knowledge.writing.likely import LikelyQuestions

KEPT_VERSIONS = 2
"""The active version, and the former one for those who still have it open."""


def ingest(
    folder: Path,
    store: Store,
    embedder: Embedder,
    data: Path,
    chroma_url: str | None,
    progress: Progress,
    *,
    limits: Limits = DEFAULT_LIMITS,
    refresh: bool = True,
    validated: Sequence[Validated] = (),
    likely: LikelyQuestions | None = None,
) -> Report:
    """Put the texts of `folder` in service, unless the version in service was made from the same.

    A document that cannot be read is reported and the others go on; the text that it had in the
    version in service stays. If no document can be read, only validated answers may change. A topic of
    the preparation whose quotations the texts do not hold any more is left out and reported; criteria,
    steps and cases that do not hold are reported, and are no part of the version. Without `refresh`,
    documents already fetched from a web address are not asked for again.

    `validated` are the answers that staff approved for reuse, all of them: they make a document of their
    own, from which those that are not among them any more are withdrawn. One is left out, reported and
    flagged if the texts do not hold any more what it rests on.

    With `likely`, a language model proposes questions for each passage, for the search only. Those for
    which it fails go without until the next ingest, which makes a version again if there were some.

    Raises:
        ManifestError: the folder, its corpus.toml or a file beside it is not valid, or a document has the
            identifier of the validated answers.
        KnowledgeError: the store, the embedder or Chroma fails; a version in service goes on answering.
    """
    started = time.monotonic()
    manifest, prepared, applying = load_manifest(folder), load_preparation(folder), load_applying(folder)
    place, answers = Place(data, chroma_url), in_order(validated)
    beside = (prepared, applying, answers)
    report = _Job(folder, manifest, *beside, store, embedder, place, progress, limits, refresh, likely).run()
    return replace(report, seconds=time.monotonic() - started)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What there is to do: the version in service, what was fetched, and what both are known by."""

    former: Version | None
    fetched: tuple[Fetched, ...]
    fingerprint: str

    @property
    def changes(self) -> bool:
        return self.former is None or self.former.fingerprint != self.fingerprint

    @property
    def failures(self) -> list[Skipped]:
        """The documents that could not be fetched now, or not be read when the version was made."""
        then = self.former.skipped if self.former else ()
        return _distinct((*(fetched.failure for fetched in self.fetched if fetched.failure), *then))


@dataclass(frozen=True, slots=True)
class _Made:
    """What texts and approvals make, and what of the approvals was left out of it."""

    corpus: Corpus
    warnings: tuple[Skipped, ...]
    flagged: tuple[str, ...]
    likely: Likely | None = None

    @property
    def has_texts(self) -> bool:
        """Whether some text is there, be it of the former version."""
        return any(not is_answer(passage.id) for passage in self.corpus.passages)

    def told(self, report: Report) -> Report:
        """Return `report` with what was left out."""
        told = replace(report, warnings=self.warnings, flagged=self.flagged)
        if self.likely is None:
            return told
        return replace(told, without_questions=self.likely.none, unasked=self.likely.unasked)


@dataclass(frozen=True, slots=True)
class _Job:
    folder: Path
    manifest: Manifest
    prepared: Prepared
    applying: Applying
    answers: tuple[Validated, ...]
    store: Store
    embedder: Embedder
    place: Place
    progress: Progress
    limits: Limits
    refresh: bool
    likely: LikelyQuestions | None

    def run(self) -> Report:
        plan = self._plan()
        if not plan.changes:
            return self._unchanged(plan)
        with self.place.alone("ingest", self.progress):
            if self.store.active() != plan.former:
                plan = self._plan()
            return self._build(plan) if plan.changes else self._unchanged(plan)

    def _plan(self) -> _Plan:
        former = self.store.active()
        known = self.store.digests(former.id) if former else {}
        fetched = fetch_all(
            self.manifest, self.folder, known, self.limits, self.progress, refresh=self.refresh
        )
        made_from = f"{SCHEMA} {self.embedder.key} {self.manifest!r} {self.prepared.approved!r}"
        made_from += f" {self.answers!r}" if self.answers else ""
        made_from += f" {self.likely.maker}" if self.likely else ""
        digest = hashlib.sha256(made_from.encode(errors="replace"))
        for one in fetched:
            digest.update(f"\n{one.document.id} {one.digest}".encode())
        return _Plan(former, fetched, digest.hexdigest())

    def _build(self, plan: _Plan) -> Report:
        loaded, failures = self._load(plan)
        made = self._made((one.document for one in loaded), (part for one in loaded for part in one.passages))
        unread = bool(failures) and not any(one.passages and one.failure is None for one in loaded)
        if unread and not made.has_texts:
            return self._in_service(plan.former, failures)
        if unread and not self._answers_differ(made.corpus, plan.former):
            return made.told(self._in_service(plan.former, failures))
        made, whole = self._with_questions(made)
        number = self.store.save(
            made.corpus,
            self.embedder.name,
            self.embedder.dimensions,
            plan.fingerprint if whole else "",  # made again next time
            {one.document.id: one.digest for one in loaded},
            _lasting(failures, loaded),
        )
        version = self.store.version(number)
        embedded = write_snapshot(version, made.corpus, self.store, self.embedder, self.place, self.progress)
        self.store.activate(number)
        self._tidy()
        reused = len(embedded.vectors) - embedded.computed
        report = _report(self.store.size(number), failures, embedded.computed, reused, changed=True)
        return made.told(report)

    def _made(self, documents: Iterable[Document], passages: Iterable[Passage]) -> _Made:
        """Return what the texts make with what staff approved."""
        texts, parts = tuple(documents), tuple(passages)
        treatments, warnings = settle(self.prepared, self.manifest.documents, parts)
        answers = stand(self.answers, texts, parts, treatments)
        corpus = Corpus(
            self.manifest.call,
            (*texts, *answers.documents),
            (*parts, *answers.passages),
            (*treatments, *answers.treatments),
        )
        applying = self.applying.warnings(self.manifest.documents, parts)
        return _Made(corpus, (*warnings, *applying, *answers.warnings), answers.flagged)

    def _with_questions(self, made: _Made) -> tuple[_Made, bool]:
        """Return what was made with the questions that a model proposes, and whether it read all of it."""
        if self.likely is None:
            return made, True
        likely = propose(made.corpus.passages, self.likely, self.store, self.progress)
        corpus = replace(made.corpus, proposed=likely.proposed)
        return replace(made, corpus=corpus, likely=likely), not likely.unasked

    def _answers_differ(self, corpus: Corpus, former: Version | None) -> bool:
        """Return whether a corpus has other validated answers than the version in service."""
        return former is not None and _answers(corpus) != _answers(self.store.corpus(former.id))

    def _load(self, plan: _Plan) -> tuple[list[Loaded], list[Skipped]]:
        former = former_of(self.store.corpus(plan.former.id)) if plan.former else Former()
        self.progress.stage("Lecture des textes", len(plan.fetched))
        loaded, failures = [], []
        for fetched in plan.fetched:
            one = load(fetched, former, declared=self.manifest.declared)
            if isinstance(one, Loaded):
                loaded.append(one)
            if failure := one if isinstance(one, Skipped) else one.failure:
                failures.append(failure)
            self.progress.advance(1)
        return loaded, failures

    def _tidy(self) -> None:
        for version in self.store.outdated(KEPT_VERSIONS):
            erase_indexes(version, self.place)
        self.store.prune(KEPT_VERSIONS)
        self.place.sweep()

    def _unchanged(self, plan: _Plan) -> Report:
        """Report on the version in service, what does not hold looked for again where something may not."""
        report, former = self._in_service(plan.former, plan.failures), plan.former
        wanted = len(self.prepared.approved) + len(self.answers)
        whole = former is not None and len(self.store.treatments(former.id)) == wanted
        if former is None or (whole and self.applying.empty):
            return report
        corpus = self.store.corpus(former.id)
        texts = (document for document in corpus.documents if document.id != DOCUMENT)
        return self._made(texts, (part for part in corpus.passages if not is_answer(part.id))).told(report)

    def _in_service(self, former: Version | None, failures: Iterable[Skipped]) -> Report:
        size = self.store.size(former.id) if former else Size(0, 0, 0)
        return _report(size, failures, 0, 0, changed=False)


def _report(size: Size, failures: Iterable[Skipped], computed: int, reused: int, *, changed: bool) -> Report:
    return Report(size.documents, size.passages, size.pages, computed, reused, tuple(failures), 0.0, changed)


def _answers(corpus: Corpus) -> tuple[list[Passage], list[Treatment]]:
    """Return the validated answers of a corpus, and the questions that they are given to."""
    passages = [passage for passage in corpus.passages if is_answer(passage.id)]
    return passages, [one for one in corpus.treatments if is_validated(one.topic)]


def _lasting(failures: Iterable[Skipped], loaded: Iterable[Loaded]) -> list[Skipped]:
    """Leave out the documents of which the version has the text all the same: they may be there next time."""
    passing = {one.failure for one in loaded if one.digest}
    return [failure for failure in failures if failure not in passing]


def _distinct(failures: Iterable[Skipped]) -> list[Skipped]:
    """Keep the first failure of each document."""
    return list({failure.name: failure for failure in reversed(tuple(failures))}.values())[::-1]
