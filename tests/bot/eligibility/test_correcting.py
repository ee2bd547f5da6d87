"""The answer to correct is found by its button or in words, and never guessed."""

from dataclasses import replace

import pytest

from bot.eligibility.correcting import correction_buttons, to_correct, wants_to_correct
from tests.bot.eligibility.made_up_call import FORM, LENGTH, PARTNERS, PLACE, POOLING, RULES, STAGE

ALL = RULES.questions


def test_each_question_has_a_button_of_its_own() -> None:
    long = replace(PARTNERS, ask="Une question si longue qu’aucun bouton ne peut la contenir entière ?")
    buttons = correction_buttons([long, replace(long, id="again"), POOLING])
    assert [question.id for question in buttons.values()] == ["partners", "again", "pooling"]
    assert all(len(button) < 64 for button in buttons)
    assert [to_correct(button, [long, replace(long, id="again")]) for button in list(buttons)[:2]] == [
        long,
        replace(long, id="again"),
    ]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("corriger les partenaires", PARTNERS),
        ("je veux changer la forme juridique", FORM),
        ("modifier le lieu", PLACE),
        ("je me suis trompée sur la durée du projet en mois", LENGTH),
        ("Corrigez le partage de moyens", POOLING),
    ],
)
def test_words_name_the_answer(text: str, question: object) -> None:
    assert to_correct(text, ALL) == question
    assert wants_to_correct(text, ALL)


@pytest.mark.parametrize("text", ["corriger", "je me suis trompé", "corriger le projet"])
def test_words_that_name_none_or_several_correct_none(text: str) -> None:
    assert to_correct(text, ALL) is None
    assert wants_to_correct(text, ALL)


@pytest.mark.parametrize("text", ["Peut-on changer de partenaire ?", "une commune", "les partenaires", "oui"])
def test_other_words_correct_nothing(text: str) -> None:
    assert to_correct(text, ALL) is None
    assert not wants_to_correct(text, ALL)


def test_words_alone_are_enough_once_they_are_waited_for() -> None:
    assert to_correct("les partenaires", ALL, waits=True) == PARTNERS
    assert to_correct("le projet", [STAGE, POOLING], waits=True) == STAGE
