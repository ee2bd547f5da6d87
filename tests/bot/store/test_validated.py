from datetime import timedelta
from functools import partial

import pytest
from anyio import create_task_group, to_thread

from bot.answers.errors import NotPossible, Outdated, OwnAnswer, UnknownAnswer
from bot.answers.states import State
from bot.answers.validated import SYSTEM, ValidatedAnswer
from bot.store.audit import Audit
from bot.store.database import Database
from bot.store.published import flag, in_force
from bot.store.validated import ValidatedAnswers
from tests.bot.answers.examples import CONTENT, DAY, NOON, TODAY, approved, content, proposed

SOON = NOON + timedelta(seconds=1)


@pytest.fixture
def answers(database: Database) -> ValidatedAnswers:
    return ValidatedAnswers(database)


async def acts(database: Database) -> list[tuple[str, str, str, int]]:
    """What the log says, oldest first."""
    found = await Audit(database).page(action="validated.")
    return [(act.actor, act.action, act.object, act.data["revision"]) for _, act in reversed(found)]


def approve(answer: ValidatedAnswer, by: str = "bruno") -> ValidatedAnswer:
    return answer.approved(by, SOON, TODAY)


async def test_an_answer_comes_back_as_it_was_proposed(answers: ValidatedAnswers) -> None:
    answer = proposed(said=content(expires_on=TODAY + DAY))
    await answers.add(answer)
    assert await answers.get("a1") == answer


async def test_an_answer_comes_back_with_all_that_happened_to_it(answers: ValidatedAnswers) -> None:
    await answers.add(proposed())
    changed = await answers.change("a1", approve, seen=1)
    changed = await answers.change("a1", lambda a: a.withdrawn("chef", SOON + DAY, "Erreur."), seen=2)
    assert await answers.get("a1") == changed
    assert changed.state is State.WITHDRAWN
    assert [step.why for step in changed.history] == ["", "", "Erreur."]


async def test_every_step_is_in_the_log_without_a_word_of_the_answer(
    answers: ValidatedAnswers, database: Database
) -> None:
    await answers.add(proposed())
    await answers.change("a1", lambda a: a.edited(CONTENT, "carole", NOON))
    await answers.change("a1", approve)
    assert await acts(database) == [
        ("anne", "validated.proposed", "a1", 1),
        ("carole", "validated.edited", "a1", 2),
        ("bruno", "validated.approved", "a1", 3),
    ]
    for _, act in await Audit(database).page():
        assert set(act.data) == {"revision"}


async def test_a_refused_step_changes_and_logs_nothing(answers: ValidatedAnswers, database: Database) -> None:
    await answers.add(proposed())
    with pytest.raises(OwnAnswer):
        await answers.change("a1", partial(approve, by="anne"))
    assert await answers.get("a1") == proposed()
    assert len(await acts(database)) == 1


async def test_nobody_approves_words_that_changed_since_they_read_them(answers: ValidatedAnswers) -> None:
    await answers.add(proposed())
    await answers.change("a1", lambda a: a.edited(content(text="Autre chose."), "carole", NOON), seen=1)
    with pytest.raises(Outdated) as refused:
        await answers.change("a1", approve, seen=1)
    assert (refused.value.seen, refused.value.revision) == (1, 2)
    assert (await answers.get("a1")).state is State.PROPOSED


async def test_of_two_approvals_at_once_one_is_refused(answers: ValidatedAnswers) -> None:
    await answers.add(proposed())
    refused: list[str] = []

    async def approving(by: str) -> None:
        try:
            await answers.change("a1", partial(approve, by=by), seen=1)
        except Outdated:
            refused.append(by)

    async with create_task_group() as tasks:
        tasks.start_soon(approving, "bruno")
        tasks.start_soon(approving, "carole")
    kept = await answers.get("a1")
    assert [kept.approved_by, *refused] in (["bruno", "carole"], ["carole", "bruno"])
    assert kept.revision == 2


async def test_a_new_version_ends_the_one_in_force_when_it_is_approved(
    answers: ValidatedAnswers, database: Database, url: str
) -> None:
    await answers.add(approved())
    await answers.add(approved().revised("a2", content(text="Le 16."), "carole", SOON))
    assert await to_thread.run_sync(in_force, url, TODAY) == (approved().for_corpus(),)
    assert [one.id for one in await answers.in_force(TODAY)] == ["a1"]
    revision = await answers.revision_of("a1")
    assert revision is not None and revision.id == "a2"
    await answers.change("a2", partial(approve, by="anne"), seen=1)
    assert [one.content.text for one in await answers.in_force(TODAY)] == ["Le 16."]
    assert (await answers.get("a1")).state is State.WITHDRAWN
    assert await answers.revision_of("a1") is None
    assert [act[1:3] for act in (await acts(database))[-2:]] == [
        ("validated.approved", "a2"),
        ("validated.replaced", "a1"),
    ]


async def test_an_answer_that_is_not_there_is_unknown(answers: ValidatedAnswers) -> None:
    with pytest.raises(UnknownAnswer):
        await answers.get("a1")
    with pytest.raises(UnknownAnswer):
        await answers.change("a1", approve)


async def test_answers_are_listed_in_the_order_of_their_states_then_the_last_edited_first(
    answers: ValidatedAnswers,
) -> None:
    for number in range(4):
        await answers.add(proposed(f"a{number}", at=NOON + number * DAY))
    await answers.change("a2", partial(approve))
    assert [one.id for one in await answers.listed([State.PROPOSED])] == ["a3", "a1", "a0"]
    assert [one.id for one in await answers.listed([State.PROPOSED], limit=1, skipped=1)] == ["a1"]
    assert [one.id for one in await answers.listed()] == ["a3", "a1", "a0", "a2"]
    assert [one.id for one in await answers.listed([State.APPROVED, State.PROPOSED], 2)] == ["a2", "a3"]
    counts = dict.fromkeys(State, 0)
    assert await answers.counts() == counts | {State.PROPOSED: 3, State.APPROVED: 1}


async def test_only_an_answer_that_was_withdrawn_is_erased(
    answers: ValidatedAnswers, database: Database
) -> None:
    await answers.add(approved())
    with pytest.raises(NotPossible):
        await answers.erase("a1", "chef", NOON)
    await answers.change("a1", lambda one: one.withdrawn("chef", NOON, "Erreur."))
    await answers.erase("a1", "chef", NOON)
    with pytest.raises(UnknownAnswer):
        await answers.get("a1")
    with pytest.raises(UnknownAnswer):
        await answers.erase("a1", "chef", NOON)
    (_, last), *_ = await Audit(database).page(action="validated.erased")
    assert (last.actor, last.object, last.data) == ("chef", "a1", {})


async def test_only_approved_answers_are_in_force_until_their_last_day(answers: ValidatedAnswers) -> None:
    await answers.add(proposed("waits"))
    await answers.add(approved("always"))
    await answers.add(approved("week", content(expires_on=TODAY + 7 * DAY), NOON + DAY))
    await answers.add(approved("gone").withdrawn("chef", NOON, "Erreur."))
    await answers.add(approved("doubtful").flagged(NOON))
    assert [one.id for one in await answers.in_force(TODAY + 7 * DAY)] == ["week", "always"]
    assert [one.id for one in await answers.in_force(TODAY + 8 * DAY)] == ["always"]


async def test_an_answer_expires_the_day_after_its_last_one(
    answers: ValidatedAnswers, database: Database
) -> None:
    await answers.add(approved("a1", content(expires_on=TODAY)))
    await answers.add(approved("a2"))
    assert await answers.expire(TODAY, NOON) == []
    assert await answers.expire(TODAY + DAY, NOON + DAY) == ["a1"]
    assert await answers.expire(TODAY + DAY, NOON + DAY) == []
    assert (await answers.get("a1")).state is State.EXPIRED
    assert (await acts(database))[-1] == (SYSTEM, "validated.expired", "a1", 3)


async def test_an_ingest_is_given_what_is_in_force(answers: ValidatedAnswers, url: str) -> None:
    limited = approved("a2", content(question="Et après ?", expires_on=TODAY), SOON)
    for answer in (limited, approved("a1"), proposed("a3")):
        await answers.add(answer)
    assert await to_thread.run_sync(in_force, url, TODAY) == (
        approved("a1").for_corpus(),
        limited.for_corpus(),
    )
    assert await to_thread.run_sync(in_force, url, TODAY + DAY) == (approved("a1").for_corpus(),)


async def test_an_ingest_flags_the_answers_that_the_texts_do_not_bear(
    answers: ValidatedAnswers, database: Database, url: str
) -> None:
    for answer in (approved("a1"), approved("a2"), proposed("a3")):
        await answers.add(answer)
    assert await to_thread.run_sync(flag, url, ["a1", "a3", "unknown"], SOON) == 1
    flagged = await answers.get("a1")
    assert (flagged.state, flagged.ended_by, flagged.ended_at) == (State.FLAGGED, SYSTEM, SOON)
    assert [(await answers.get(id)).state for id in ("a2", "a3")] == [State.APPROVED, State.PROPOSED]
    assert (await acts(database))[-1] == (SYSTEM, "validated.flagged", "a1", 3)
    assert await to_thread.run_sync(flag, url, [], SOON) == 0


async def test_what_was_approved_after_the_ingest_read_it_is_not_flagged(
    answers: ValidatedAnswers, url: str
) -> None:
    await answers.add(approved("a1", at=NOON + DAY))
    assert await to_thread.run_sync(flag, url, ["a1"], NOON) == 0
    assert [one.id for one in await answers.in_force(TODAY + DAY)] == ["a1"]


async def test_the_moment_of_a_step_keeps_its_time_zone(answers: ValidatedAnswers) -> None:
    await answers.add(proposed())
    assert (await answers.get("a1")).history[0].at.utcoffset() == timedelta(0)
