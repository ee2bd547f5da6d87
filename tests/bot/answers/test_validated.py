from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.answers.content import Cited, tidy
from bot.answers.errors import AnswerError, Faulty, NotPossible, OwnAnswer
from bot.answers.states import LABELS, STEPS, Happened, State
from bot.answers.validated import SYSTEM, Step, ValidatedAnswer
from knowledge.validated import RestsOn, Validated
from tests.bot.answers.examples import CONTENT, DAY, NOON, QUESTION, QUOTE, TODAY, approved, content, proposed

LATER = NOON + DAY
OTHER = content(text="Le 15.")
LIMITED = content(expires_on=TODAY + 7 * DAY)

STARTS: dict[State, ValidatedAnswer] = {
    State.PROPOSED: proposed(said=LIMITED),
    State.APPROVED: approved(said=LIMITED),
    State.FLAGGED: approved(said=LIMITED).flagged(NOON),
    State.EXPIRED: approved(said=LIMITED).expired(NOON, TODAY + 8 * DAY),
    State.WITHDRAWN: approved(said=LIMITED).withdrawn("chef", NOON, "Erreur."),
}
MOVES: dict[Happened, Callable[[ValidatedAnswer], ValidatedAnswer]] = {
    Happened.EDITED: lambda a: a.edited(OTHER, "carole", LATER),
    Happened.APPROVED: lambda a: a.approved("bruno", LATER, TODAY),
    Happened.WITHDRAWN: lambda a: a.withdrawn("chef", LATER, "Le texte est paru."),
    Happened.FLAGGED: lambda a: a.flagged(LATER),
    Happened.EXPIRED: lambda a: a.expired(LATER, TODAY + 8 * DAY),
    Happened.REPLACED: lambda a: a.replaced("bruno", LATER),
    Happened.SHORTENED: lambda a: a.shortened(TODAY, "chef", LATER, TODAY),
}
LEADS = {
    (State.PROPOSED, Happened.EDITED): State.PROPOSED,
    (State.PROPOSED, Happened.APPROVED): State.APPROVED,
    (State.PROPOSED, Happened.WITHDRAWN): State.WITHDRAWN,
    (State.PROPOSED, Happened.REPLACED): State.WITHDRAWN,
    (State.APPROVED, Happened.REPLACED): State.WITHDRAWN,
    (State.APPROVED, Happened.WITHDRAWN): State.WITHDRAWN,
    (State.APPROVED, Happened.FLAGGED): State.FLAGGED,
    (State.APPROVED, Happened.EXPIRED): State.EXPIRED,
    (State.APPROVED, Happened.SHORTENED): State.APPROVED,
    (State.FLAGGED, Happened.EDITED): State.PROPOSED,
    (State.FLAGGED, Happened.WITHDRAWN): State.WITHDRAWN,
    (State.FLAGGED, Happened.REPLACED): State.WITHDRAWN,
    (State.EXPIRED, Happened.REPLACED): State.WITHDRAWN,
    (State.EXPIRED, Happened.EDITED): State.PROPOSED,
    (State.EXPIRED, Happened.WITHDRAWN): State.WITHDRAWN,
    (State.WITHDRAWN, Happened.EDITED): State.PROPOSED,
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", State)
def test_a_step_leads_where_the_table_says_or_is_refused(state: State, move: Happened) -> None:
    start = STARTS[state]
    assert start.state is state
    if (state, move) == (State.WITHDRAWN, Happened.REPLACED):
        return  # nothing happens to it
    if (state, move) not in LEADS:
        with pytest.raises(NotPossible):
            MOVES[move](start)
        return
    after = MOVES[move](start)
    assert after.state is LEADS[state, move]
    assert after.revision == start.revision + 1
    assert after.history[:-1] == start.history
    last = after.history[-1]
    assert (last.what, last.at, last.revision) == (move, LATER, after.revision)


@pytest.mark.parametrize(
    ("answer", "staff", "may"),
    [
        (proposed(), "anne", False),
        (proposed(), "bruno", True),
        (proposed().edited(OTHER, "bruno", NOON), "bruno", False),
        (proposed().edited(OTHER, "bruno", NOON), "anne", False),
        (proposed().edited(OTHER, "bruno", NOON), "carole", True),
        (proposed().edited(OTHER, "bruno", NOON).edited(OTHER, "carole", NOON), "bruno", True),
        (approved(), "carole", False),
    ],
)
def test_whoever_wrote_an_answer_never_approves_it(answer: ValidatedAnswer, staff: str, may: bool) -> None:
    assert answer.approvable_by(staff) is may
    if may:
        assert answer.approved(staff, LATER, TODAY).approved_by == staff
    else:
        with pytest.raises(AnswerError):
            answer.approved(staff, LATER, TODAY)


def test_the_author_is_told_why_they_cannot_approve() -> None:
    with pytest.raises(OwnAnswer, match="une autre personne doit l’approuver"):
        proposed().approved("anne", LATER, TODAY)


def test_an_approval_keeps_who_when_and_the_words_that_applicants_could_read() -> None:
    answer = proposed().approved("bruno", LATER, TODAY + DAY)
    assert (answer.approved_by, answer.approved_at, answer.approved_on) == ("bruno", LATER, TODAY + DAY)
    assert answer.history == (
        Step(Happened.PROPOSED, "anne", NOON, 1),
        Step(Happened.APPROVED, "bruno", LATER, 2, text=CONTENT.text),
    )


def test_an_edition_is_given_once_it_is_approved() -> None:
    edited = STARTS[State.FLAGGED].edited(OTHER, "carole", LATER)
    assert not edited.in_force(TODAY)
    assert edited.content == OTHER
    assert (edited.edited_by, edited.edited_at) == ("carole", LATER)
    again = edited.approved("bruno", LATER, TODAY + DAY)
    assert again.in_force(TODAY + DAY)
    assert again.approved_on == TODAY + DAY


def test_an_answer_in_service_is_revised_by_another_one() -> None:
    former = approved()
    revision = former.revised("a2", OTHER, "anne", LATER)
    assert (revision.id, revision.state, revision.content) == ("a2", State.PROPOSED, OTHER)
    assert (revision.replaces, revision.own, revision.conversation) == ("a1", "a1", former.conversation)
    assert (former.replaces, former.own) == (None, "a1")
    assert not revision.approvable_by("anne")
    with pytest.raises(NotPossible):
        former.edited(OTHER, "anne", LATER)
    for state in set(State) - {State.APPROVED}:
        with pytest.raises(NotPossible):
            STARTS[state].revised("a2", OTHER, "anne", LATER)


def test_an_answer_that_was_withdrawn_is_not_replaced() -> None:
    assert STARTS[State.WITHDRAWN].replaced("bruno", LATER) == STARTS[State.WITHDRAWN]


def test_an_edition_forgets_that_the_answer_had_ended() -> None:
    edited = STARTS[State.WITHDRAWN].edited(OTHER, "anne", LATER)
    assert (edited.ended_by, edited.ended_at) == (None, None)
    assert edited.why == "Erreur."


def test_an_answer_is_in_force_until_the_end_of_its_last_day() -> None:
    answer = approved(said=content(expires_on=TODAY + DAY))
    assert answer.in_force(TODAY + DAY)
    assert not answer.in_force(TODAY + 2 * DAY)
    with pytest.raises(NotPossible):
        answer.expired(LATER, TODAY + DAY)
    over = answer.expired(LATER, TODAY + 2 * DAY)
    assert (over.ended_by, over.ended_at) == (SYSTEM, LATER)


def test_an_answer_whose_last_day_has_passed_is_not_approved() -> None:
    with pytest.raises(Faulty, match="échéance"):
        proposed(said=content(expires_on=TODAY)).approved("bruno", LATER, TODAY + DAY)
    assert proposed(said=content(expires_on=TODAY)).approved("bruno", LATER, TODAY).in_force(TODAY)


@pytest.mark.parametrize("why", ["", "  ", "a" * 501])
def test_a_withdrawal_says_why_in_a_few_words(why: str) -> None:
    with pytest.raises(NotPossible):
        approved().withdrawn("chef", LATER, why)


def test_a_withdrawal_is_kept_with_its_reason() -> None:
    answer = approved().withdrawn("chef", LATER, " Le texte est paru. ")
    assert (answer.ended_by, answer.ended_at, answer.why) == ("chef", LATER, "Le texte est paru.")
    assert not answer.in_force(TODAY)


@pytest.mark.parametrize(
    ("until", "possible"),
    [(TODAY - DAY, False), (TODAY, True), (TODAY + 6 * DAY, True), (TODAY + 7 * DAY, False)],
)
def test_only_a_nearer_end_needs_no_approval(until: date, possible: bool) -> None:
    if possible:
        assert STARTS[State.APPROVED].shortened(until, "chef", LATER, TODAY).expires_on == until
    else:
        with pytest.raises(NotPossible):
            STARTS[State.APPROVED].shortened(until, "chef", LATER, TODAY)


def test_an_answer_without_an_end_may_be_given_one() -> None:
    assert approved().shortened(TODAY + DAY, "chef", LATER, TODAY).expires_on == TODAY + DAY


def test_an_ingest_is_given_the_words_their_date_and_what_they_rest_on() -> None:
    expected = Validated("a1", QUESTION, CONTENT.variants, CONTENT.text, TODAY, (RestsOn("avis", QUOTE),))
    assert approved().for_corpus() == expected
    with pytest.raises(NotPossible):
        proposed().for_corpus()


def test_every_state_and_step_has_a_french_name() -> None:
    assert set(LABELS) == set(State)
    assert set(STEPS) == set(Happened)


def test_what_is_typed_is_tidied() -> None:
    cited = Cited("avis", "avis:2", QUOTE)
    said = tidy(
        "  Quand ?\r\n",
        [" ", "QUAND", "À  quelle date ?", "a quelle date"],
        "\r\n A.\r\n\r\n B. ",
        [cited, cited],
    )
    assert (said.question, said.variants) == ("Quand ?", ("À quelle date ?",))
    assert said.text == "A.\nB."
    assert said.citations == (cited,)


def test_an_answer_is_a_value() -> None:
    assert replace(approved(), revision=2) == approved()
