"""The answers that staff have ready are kept, and who changes them is written down, on both databases."""

import pytest

from bot.store.audit import Audit
from bot.store.canned import LONGEST_TITLE, Canned, CannedAnswers, UnknownCannedAnswer
from bot.store.database import Database
from tests.bot.store.made_up import ANNE, BRUNO, NOON, TOMORROW


@pytest.fixture
def canned(database: Database) -> CannedAnswers:
    return CannedAnswers(database)


async def test_an_answer_is_added_then_changed(canned: CannedAnswers) -> None:
    id = await canned.save(None, "Délai", "Le dossier est à rendre.", ANNE, NOON)
    assert await canned.all() == [Canned(id, "Délai", "Le dossier est à rendre.", ANNE, NOON)]
    assert await canned.save(id, "Délais", "Il est à rendre.", BRUNO, TOMORROW) == id
    assert await canned.all() == [Canned(id, "Délais", "Il est à rendre.", BRUNO, TOMORROW)]


async def test_they_come_by_title_whatever_the_capitals(canned: CannedAnswers) -> None:
    for title in ("jury", "Budget", "accueil", "Jury"):
        await canned.save(None, title, "…", ANNE, NOON)
    assert [each.title.lower() for each in await canned.all()] == ["accueil", "budget", "jury", "jury"]


async def test_the_longest_title_is_kept(canned: CannedAnswers) -> None:
    title = "é" * LONGEST_TITLE
    await canned.save(None, title, "…", ANNE, NOON)
    assert [each.title for each in await canned.all()] == [title]


async def test_an_answer_is_deleted(canned: CannedAnswers) -> None:
    kept, gone = [await canned.save(None, title, "…", ANNE, NOON) for title in ("a", "b")]
    await canned.delete(gone, BRUNO, NOON)
    assert [each.id for each in await canned.all()] == [kept]


async def test_what_was_deleted_is_neither_changed_nor_deleted(
    canned: CannedAnswers, database: Database
) -> None:
    id = await canned.save(None, "a", "…", ANNE, NOON)
    await canned.delete(id, ANNE, NOON)
    acts = await Audit(database).page()
    with pytest.raises(UnknownCannedAnswer):
        await canned.save(id, "a", "…", BRUNO, NOON)
    with pytest.raises(UnknownCannedAnswer):
        await canned.delete(id, BRUNO, NOON)
    assert await canned.all() == []
    assert await Audit(database).page() == acts


async def test_every_change_is_written_down(canned: CannedAnswers, database: Database) -> None:
    id = await canned.save(None, "a", "…", ANNE, NOON)
    await canned.save(id, "b", "…", BRUNO, NOON)
    await canned.delete(id, ANNE, TOMORROW)
    acts = [act for _, act in reversed(await Audit(database).page())]
    assert [(act.at, act.actor, act.action, act.object) for act in acts] == [
        (NOON, ANNE, "canned_answer.added", id),
        (NOON, BRUNO, "canned_answer.changed", id),
        (TOMORROW, ANNE, "canned_answer.deleted", id),
    ]
