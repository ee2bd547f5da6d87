"""The rules of both calls against their texts: all that is said is quoted, word for word."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.cases import CASES, load_cases, read_cases
from ingest.eligibility import ELIGIBILITY, load_eligibility, read_eligibility
from ingest.eligibility_settle import settle_rules
from ingest.eligibility_write import write_cases, write_eligibility
from ingest.manifest import Manifest, load_manifest
from ingest.procedure import load_procedure, settle_procedure
from ingest.readers import read
from ingest.structure import to_passages
from knowledge.documents import Passage, Status
from knowledge.eligibility.criteria import Criterion, Outcome, Rules
from knowledge.eligibility.judging import form_in, judge
from knowledge.legal_forms import load_legal_forms
from knowledge.preparation import Quoted
from knowledge.procedure import Procedure
from knowledge.versions import Skipped
from tests.knowledge.eligibility.calls import CALLS, EIG4_FOLDER, PTCE_FOLDER, Call
from tests.knowledge.eligibility.made_up_rules import answers_to

RELEASE, SUMMARY = "communique-2013-07-15", "synthese-projet-de-loi"
SPECIFICATIONS = "cahier-des-charges-2013"
PDF = "AAPEIG4_Cahierdescharges.pdf"
EACH_CALL = pytest.mark.parametrize("call", CALLS, ids=str)
EACH_FOLDER = pytest.mark.parametrize("folder", [PTCE_FOLDER, EIG4_FOLDER], ids=lambda folder: folder.name)
PROMISE = re.compile(r"éligible|admissible|vous (?:avez|aurez) droit|garanti|obtiendr|ser(?:a|ez) retenu")


@dataclass(frozen=True)
class Settled:
    """A call whose rules and procedure were compared with its texts."""

    manifest: Manifest
    passages: tuple[Passage, ...]
    rules: Rules
    procedure: Procedure
    skipped: tuple[Skipped, ...]

    def documents_of(self, criterion: Criterion) -> set[str]:
        documents = {passage.id: passage.document_id for passage in self.passages}
        return {documents[quoted.passage] for quoted in criterion.passages}


def settled(folder: Path) -> Settled:
    manifest = load_manifest(folder)
    return settled_with(folder, manifest, tuple(passages_of(folder, manifest)))


def settled_with(folder: Path, manifest: Manifest, passages: tuple[Passage, ...]) -> Settled:
    written, steps = load_eligibility(folder), load_procedure(folder)
    assert written is not None
    assert steps is not None
    rules, skipped = settle_rules(written, manifest.documents, passages)
    procedure, more = settle_procedure(steps, manifest.documents, passages)
    return Settled(manifest, passages, rules, procedure, (*skipped, *more))


def passages_of(folder: Path, manifest: Manifest) -> Iterator[Passage]:
    for document in manifest.documents:
        if document.source:
            blocks = read((folder / document.source).read_bytes(), document.source)
            yield from to_passages(document.id, blocks)


PTCE = settled(PTCE_FOLDER)


@pytest.fixture(scope="session")
def eig4(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Settled:
    """Return the second call, with the real PDF copied beside its rules."""
    folder = tmp_path_factory.mktemp("corpora") / "eig4"
    shutil.copytree(EIG4_FOLDER, folder)
    shutil.copy(shared / "corpus" / "eig4" / PDF, folder)
    return settled(folder)


def holds_to_its_texts(call: Settled) -> None:
    assert call.skipped == ()
    assert [criterion.id for criterion in call.rules.criteria if criterion.flagged] == []
    assert [one.id for one in call.rules.criteria if bool(one.passages) is not one.stated] == []
    assert call.rules.decision
    assert [one.id for one in call.procedure.steps if bool(one.passages) is not one.stated] == []
    assert [one.id for one in call.procedure.pieces if bool(one.passages) is not one.stated] == []
    texts = {passage.id: passage.text for passage in call.passages}
    assert all(one.quote in texts[one.passage] for one in quoted_by(call))


def quoted_by(call: Settled) -> Iterator[Quoted]:
    yield from call.rules.decision
    for passages in (one.passages for one in call.rules.criteria):
        yield from passages
    for passages in (one.passages for one in call.procedure.steps):
        yield from passages
    for passages in (one.passages for one in call.procedure.pieces):
        yield from passages


def test_every_quotation_of_the_shipped_call_is_in_its_text() -> None:
    holds_to_its_texts(PTCE)


def test_every_quotation_of_the_second_call_is_in_the_real_specifications(eig4: Settled) -> None:
    holds_to_its_texts(eig4)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_every_sheet_has_a_passage_for_every_stated_criterion(data: st.DataObject) -> None:
    sheet = judge(PTCE.rules, data.draw(answers_to(PTCE.rules)))
    assert all(one.criterion.passages for one in sheet.judged if one.outcome is not Outcome.NOT_STATED)


def test_what_governs_rests_on_the_press_release_alone_and_the_bill_is_a_draft() -> None:
    stated = [criterion for criterion in PTCE.rules.criteria if criterion.stated]
    drafts = {criterion.id for criterion in stated if criterion.draft}
    assert drafts == {"draft_local", "draft_persons"}
    for criterion in stated:
        assert PTCE.documents_of(criterion) == {SUMMARY if criterion.draft else RELEASE}


def test_what_is_not_stated_is_what_the_expected_specifications_announce() -> None:
    missing = [criterion for criterion in PTCE.rules.criteria if not criterion.stated]
    expected = {one.id for one in PTCE.manifest.documents if one.status is Status.EXPECTED}
    assert {criterion.announced for criterion in missing} == expected == {SPECIFICATIONS}
    assert {"specifications", "closing_date", "partner_rules", "lead"} <= {one.id for one in missing}


def test_a_press_release_that_changes_flags_what_quotes_it_and_staff_judge() -> None:
    changed = tuple(
        replace(passage, text=passage.text.replace("entreprises commerciales", "sociétés"))
        for passage in PTCE.passages
    )
    now = settled_with(PTCE_FOLDER, PTCE.manifest, changed)
    flagged = [criterion.id for criterion in now.rules.criteria if criterion.flagged]
    assert flagged == ["ess", "commercial", "structure"]
    sheet = judge(now.rules, {"partners": {"ess": 2, "commercial": 2}, "structure": "exists"})
    assert {one.outcome for one in sheet.judged if one.criterion.id in flagged} == {Outcome.STAFF}
    assert now.skipped


def test_the_shipped_procedure_dates_nothing_but_the_launch() -> None:
    dated = [step for step in PTCE.procedure.steps if step.begins or step.ends or step.said]
    assert [(step.id, step.begins) for step in dated] == [("launch", date(2013, 7, 15))]
    assert not any(piece.stated for piece in PTCE.procedure.pieces)


def test_the_second_procedure_says_when_with_its_zone_or_in_words(eig4: Settled) -> None:
    steps = {step.id: step for step in eig4.procedure.steps}
    assert eig4.manifest.call.closes == datetime.fromisoformat("2020-02-28T17:00:00+01:00")
    assert steps["filing"].ends == eig4.manifest.call.closes
    assert (steps["jury"].begins, steps["jury"].ends) == (date(2020, 3, 24), date(2020, 3, 25))
    assert steps["preselection"].said == "Mi-mars"
    assert len(steps["filing"].pieces) == len(eig4.procedure.pieces) == 4


@EACH_FOLDER
def test_every_piece_is_needed_by_a_step(folder: Path) -> None:
    written = load_procedure(folder)
    assert written is not None
    needed = [piece for step in written.procedure.steps for piece in step.pieces]
    assert sorted(needed) == sorted(piece.id for piece in written.procedure.pieces)


@EACH_FOLDER
def test_what_is_written_again_says_the_same(folder: Path) -> None:
    rules, cases = load_eligibility(folder), load_cases(folder)
    assert rules is not None
    again = read_eligibility(write_eligibility(rules), folder / ELIGIBILITY)
    assert (again.rules, again.quotes.keys()) == (rules.rules, rules.quotes.keys())
    assert read_cases(write_cases(cases), folder / CASES) == cases


@EACH_CALL
def test_questions_are_short_and_asked_as_questions(call: Call) -> None:
    assert [one.ask for one in call.rules.questions if len(one.ask) > 110 or not one.ask.endswith(" ?")] == []
    assert all(question.help for question in call.rules.questions if question.takes == "partners")


@EACH_CALL
def test_our_words_promise_nothing_and_are_set_in_french(call: Call) -> None:
    ours = [*(one.ask for one in call.rules.questions), *(one.help for one in call.rules.questions)]
    ours += [option.name for question in call.rules.questions for option in question.options]
    ours += [words for one in call.rules.criteria for words in (one.name, one.to_meet)]
    assert [words for words in ours if PROMISE.search(words) or "'" in words] == []


@EACH_CALL
def test_what_can_be_mended_says_how(call: Call) -> None:
    judged = [one for one in call.rules.criteria if one.stated and any(one.conditions)]
    assert [criterion.id for criterion in judged if not criterion.to_meet] == []


@EACH_CALL
def test_no_legal_form_is_usually_of_two_types(call: Call) -> None:
    for question in call.rules.questions:
        forms = [form for option in question.options for form in option.forms]
        assert len(forms) == len(set(forms))
        whole = [form for form in forms if not form.endswith("*")]
        assert [form for form in whole if load_legal_forms().get(form) is None] == []
        starred = [form for form in forms if form.endswith("*")]
        assert [one for one in whole if any(form_in(one, star) for star in starred)] == []


@EACH_CALL
def test_no_two_types_are_called_by_the_same_word(call: Call) -> None:
    for question in call.rules.questions:
        words = [word.lower() for option in question.options for word in {option.name, *option.words}]
        assert len(words) == len(set(words))
