from collections.abc import Callable, Coroutine, Sequence
from datetime import timedelta
from typing import Any

import pytest
from anyio import create_task_group

from bot.store.audit import Act, Audit
from bot.store.database import Database, database_at
from bot.store.rule_texts import CORPUS, STAFF, RuleConflict, RuleKind, RuleTexts
from tests.bot.store.made_up import ANNE, NOON

CALL, NEXT = "ptce-2026", "ptce-2027"
RULES = RuleKind.ELIGIBILITY
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def texts(database: Database) -> RuleTexts:
    return of_call(database)


def of_call(database: Database, call: str = CALL) -> RuleTexts:
    return RuleTexts(database).of(call)


async def in_force(texts: RuleTexts, kind: RuleKind = RULES) -> tuple[int, str] | None:
    kept = await texts.in_force(kind)
    return (kept.id, kept.text) if kept else None


async def staff_write(texts: RuleTexts, text: str, based_on: int | None) -> int:
    kept = await texts.add(RULES, text, STAFF, ANNE, LATER, "Le jury l’a dit.", based_on=based_on)
    return kept.id


async def test_nothing_counts_before_the_corpus_has_a_text(texts: RuleTexts) -> None:
    assert (await in_force(texts), await texts.of_corpus(RULES), await texts.history(RULES)) == (
        None,
        None,
        [],
    )
    await texts.keep_corpus(RULES, "", NOON)
    assert await texts.history(RULES) == []


async def test_the_text_of_the_corpus_counts_and_is_kept_once(texts: RuleTexts) -> None:
    for text in ("un", "un", "deux", "deux", "un"):
        await texts.keep_corpus(RULES, text, NOON)
    assert [(one.id, one.text, one.origin, one.by) for one in await texts.history(RULES)] == [
        (3, "un", CORPUS, None),
        (2, "deux", CORPUS, None),
        (1, "un", CORPUS, None),
    ]
    assert await in_force(texts) == (3, "un")


async def test_a_file_that_is_taken_away_counts_no_more(texts: RuleTexts) -> None:
    await texts.keep_corpus(RULES, "un", NOON)
    await texts.keep_corpus(RULES, "", NOON)
    assert await in_force(texts) == (2, "")


async def test_the_text_of_the_staff_counts_even_if_the_corpus_changes(
    texts: RuleTexts, database: Database
) -> None:
    await texts.keep_corpus(RULES, "corpus", NOON)
    await staff_write(texts, "équipe", 1)
    await texts.keep_corpus(RULES, "corpus changé", LATER)
    kept = await texts.in_force(RULES)
    assert kept is not None
    assert (kept.text, kept.by, kept.at, kept.note) == ("équipe", ANNE, LATER, "Le jury l’a dit.")
    of_corpus = await texts.of_corpus(RULES)
    assert of_corpus is not None
    assert of_corpus.text == "corpus changé"
    ((_, act),) = await Audit(database).page()
    assert act == Act(LATER, ANNE, "rules.changed", "eligibility", {"call": CALL, "text": 2})


async def test_who_changed_another_text_than_the_one_that_counts_is_told(texts: RuleTexts) -> None:
    await texts.keep_corpus(RULES, "corpus", NOON)
    await staff_write(texts, "équipe", 1)
    for based_on in (None, 1, 3):
        with pytest.raises(RuleConflict, match="modifié entre-temps"):
            await staff_write(texts, "trop tard", based_on)
    assert await in_force(texts) == (2, "équipe")


async def test_what_the_staff_withdraw_gives_its_place_back_to_the_corpus(
    texts: RuleTexts, database: Database
) -> None:
    await texts.keep_corpus(RULES, "corpus", NOON)
    await staff_write(texts, "équipe", 1)
    await staff_write(texts, "équipe, encore", 2)
    await texts.withdraw(RULES, ANNE, LATER)
    await texts.withdraw(RULES, ANNE, LATER)
    assert await in_force(texts) == (1, "corpus")
    assert [one.withdrawn_by for one in await texts.history(RULES)] == [ANNE, ANNE, None]
    assert [(act.action, act.data["call"]) for _, act in await Audit(database).page()] == [
        ("rules.withdrawn", CALL),
        *[("rules.changed", CALL)] * 2,
    ]
    assert await staff_write(texts, "à nouveau", 1) == 4
    assert await in_force(texts) == (4, "à nouveau")


async def test_the_kinds_do_not_mix(texts: RuleTexts) -> None:
    for kind in RuleKind:
        await texts.keep_corpus(kind, kind.value, NOON)
    assert [await in_force(texts, kind) for kind in RuleKind] == [(1, kind.value) for kind in RuleKind]
    await texts.withdraw(RuleKind.CASES, ANNE, NOON)
    assert await in_force(texts, RuleKind.CASES) == (1, "cases")


async def test_two_calls_in_one_database_never_see_the_texts_of_each_other(
    texts: RuleTexts, database: Database
) -> None:
    following = of_call(database, NEXT)
    await texts.keep_corpus(RULES, "corpus", NOON)
    await staff_write(texts, "équipe", 1)
    assert (await in_force(following), await following.history(RULES)) == (None, [])
    await following.keep_corpus(RULES, "corpus", NOON)
    assert await in_force(following) == (3, "corpus")
    assert await following.of_corpus(RULES) == await following.in_force(RULES)
    await following.withdraw(RULES, ANNE, LATER)
    assert await in_force(texts) == (2, "équipe")
    await staff_write(following, "équipe suivante", 3)
    await texts.keep_corpus(RULES, "corpus changé", LATER)
    await texts.withdraw(RULES, ANNE, LATER)
    assert await in_force(texts) == (5, "corpus changé")
    assert await in_force(following) == (4, "équipe suivante")
    assert [one.id for one in await texts.history(RULES)] == [5, 2, 1]
    assert {one.call for one in await following.history(RULES)} == {NEXT}


async def test_what_was_read_of_one_call_changes_nothing_of_another(
    texts: RuleTexts, database: Database
) -> None:
    following = of_call(database, NEXT)
    await texts.keep_corpus(RULES, "corpus", NOON)
    await following.keep_corpus(RULES, "corpus suivant", NOON)
    with pytest.raises(RuleConflict):
        await staff_write(following, "équipe", 1)
    assert await in_force(following) == (2, "corpus suivant")


async def test_the_history_begins_with_the_newest_and_ends_somewhere(texts: RuleTexts) -> None:
    for number in range(5):
        await texts.keep_corpus(RULES, str(number), NOON)
    assert [one.text for one in await texts.history(RULES, limit=2)] == ["4", "3"]


async def test_of_those_who_write_at_once_one_is_kept(database: Database, url: str) -> None:
    databases = [database, *(database_at(url) for _ in range(3))]
    await of_call(database).keep_corpus(RULES, "corpus", NOON)
    outcomes: list[bool] = []

    async def write(one: Database, number: int) -> None:
        try:
            await staff_write(of_call(one), f"équipe {number}", 1)
        except RuleConflict:
            outcomes.append(False)
        else:
            outcomes.append(True)

    await at_once(write, databases)
    assert sorted(outcomes) == [False, False, False, True]
    assert len(await of_call(database).history(RULES)) == 2


async def test_two_calls_that_start_at_once_both_keep_their_text(database: Database, url: str) -> None:
    async def start(one: Database, number: int) -> None:
        await of_call(one, f"appel-{number}").keep_corpus(RULES, "corpus", NOON)

    await at_once(start, [database, *(database_at(url) for _ in range(3))])
    kept = [await in_force(of_call(database, f"appel-{number}")) for number in range(4)]
    assert sorted(one for one in kept if one) == [(number, "corpus") for number in range(1, 5)]


async def test_processes_that_start_at_once_keep_the_text_of_the_corpus_once(
    database: Database, url: str
) -> None:
    async def start(one: Database, _number: int) -> None:
        await of_call(one).keep_corpus(RULES, "corpus", NOON)

    await at_once(start, [database, *(database_at(url) for _ in range(3))])
    assert await in_force(of_call(database)) == (1, "corpus")


async def at_once(
    work: Callable[[Database, int], Coroutine[Any, Any, None]], databases: Sequence[Database]
) -> None:
    """Do a work on each database at the same time, and close all but the first."""
    async with create_task_group() as group:
        for number, one in enumerate(databases):
            group.start_soon(work, one, number)
    for other in databases[1:]:
        await other.close()
