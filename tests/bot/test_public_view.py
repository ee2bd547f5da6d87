"""What a contact gets of a conversation says where it goes on, and nothing of what staff alone see."""

from bot.api.public_view import exported
from bot.conversations.conversation import Conversation
from bot.conversations.states import Channel
from tests.bot.store.made_up import NOON, conversation


def test_an_export_says_in_which_chat_it_goes_on_and_whether_its_contact_can_be_reached() -> None:
    begun = Conversation.begin("c1", "p1", Channel.TELEGRAM, NOON, chat=4_200_000_000)
    lost = begun.lose(NOON)
    about = exported(lost.after, lost.events, {})["conversation"]
    assert (about["channel"], about["telegram"], about["unreachable"]) == ("telegram", 4_200_000_000, True)
    about = exported(conversation(), (), {})["conversation"]
    assert (about["telegram"], about["unreachable"]) == (None, False)


def test_an_export_says_whether_a_reminder_is_wanted() -> None:
    wanted = [exported(conversation(), (), {}, reminder=reminder) for reminder in (True, False)]
    assert [export["conversation"]["reminder"] for export in wanted] == [True, False]
    assert "reminder" not in exported(conversation(), (), {})["conversation"]


def test_an_export_leaves_out_what_its_contact_is_not_told() -> None:
    linked = conversation().follow_to(7, NOON).then(lambda c: c.lose(NOON)).then(lambda c: c.find(NOON))
    told = linked.then(lambda c: c.tell("Bonjour.", NOON))
    export = exported(told.after, told.events, {})
    assert (export["events"], [message["text"] for message in export["messages"]]) == ([], ["Bonjour."])
