"""The call that comes with the product and the one of the tests are walked from end to end."""

import random
import re

import pytest

from bot.eligibility import commands
from bot.eligibility.path import Stage
from knowledge.eligibility.asking import path_length
from knowledge.eligibility.criteria import Takes
from knowledge.procedure import Procedure
from tests.bot.eligibility.made_up_call import Contact, guide
from tests.bot.eligibility.test_eligibility_wording import VERDICT
from tests.knowledge.eligibility.calls import CALLS, Call

TYPED = {
    Takes.NUMBER: ("12", "une centaine"),
    Takes.DATE: ("28/02/2020", "le 3 mars 2012"),
    Takes.PLACE: ("Rouen", "93", "à l’étranger"),
    Takes.LEGAL_FORM: ("Association déclarée", "une commune"),
}
LONGEST = 900
"""Characters of a question with its help, which a phone shows in two screens."""


def walked(call: Call, chosen: random.Random) -> list[str]:
    """Answer at random until the sheet; return what was said."""
    one = Contact(guide(call.rules, procedure=Procedure()))
    said = [one.says(commands.START).text]
    for _ in range(6 * path_length(call.rules)):
        if one.waiting.stage is Stage.DONE:
            return said
        question = call.rules.question(one.waiting.asked)
        assert question is not None
        buttons = [
            text
            for text in one.guide.hear(commands.RESUME, one.path, (), one.now).suggestions  # type: ignore[union-attr]  # it is always heard
            if text not in (commands.TEXT, commands.CORRECT, commands.STOP)
        ]
        reply = one.says(chosen.choice([*buttons, *TYPED.get(question.takes, ())]))
        said.append(reply.text)
    pytest.fail("the path does not end")


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_every_way_through_ends_with_a_sheet_and_promises_nothing(call: Call) -> None:
    for seed in range(15):
        said = walked(call, random.Random(seed))  # noqa: S311 - a repeatable walk, not a secret
        assert not [text for text in said if VERDICT.search(re.sub("«[^»]*»", "", text))]
        assert all(len(text) <= LONGEST for text in said[1:-1])
        assert "ni un avis ni une décision" in said[-1]


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_every_option_is_read_as_itself_by_its_button(call: Call) -> None:
    for question in call.rules.questions:
        for option in question.options:
            one = Contact(guide(call.rules, procedure=Procedure()))
            one.says(commands.START)
            assert one.path is not None
            one.path = one.guide._course.at(one.waiting, question)
            one.says(option.name)
            assert option.id in (one.waiting.noted or one.waiting.answers[question.id])
