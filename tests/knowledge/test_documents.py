from dataclasses import FrozenInstanceError

import pytest

from knowledge.documents import Corpus, Kind, Status
from tests.knowledge.examples import BILL, CALL, CORPUS


def test_kinds_rank_from_the_law_down_to_a_summary() -> None:
    by_rank = [Kind.LAW, Kind.DECREE, Kind.SPECIFICATIONS, Kind.FAQ, Kind.VALIDATED, Kind.GUIDE]
    by_rank += [Kind.PRESS_RELEASE, Kind.BILL, Kind.SUMMARY]
    assert sorted(Kind, key=lambda kind: kind.rank) == by_rank
    assert {kind.rank for kind in Kind} == set(range(len(Kind)))


def test_only_what_is_in_force_or_a_draft_may_be_quoted() -> None:
    assert {status for status in Status if status.citable} == {Status.IN_FORCE, Status.DRAFT}


def test_a_document_is_found_by_its_identifier() -> None:
    assert CORPUS.document("projet") is BILL
    with pytest.raises(KeyError, match="inconnu"):
        CORPUS.document("inconnu")


def test_nothing_is_approved_of_texts_until_staff_do() -> None:
    assert Corpus(CALL, (), ()).treatments == ()


def test_what_was_read_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        BILL.title = "Loi"  # type: ignore[misc]  # the very mistake
