from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.incoming import (
    Blocked,
    Command,
    Ignored,
    Migrated,
    Pressed,
    Said,
    Unblocked,
    Unreadable,
    Us,
)
from bot.telegram.messages import Button
from bot.telegram.updates import KINDS, read
from bot.telegram.words import UNREADABLE
from tests.bot.telegram.made_up_updates import (
    BOT,
    CHAT,
    CONTACT,
    GROUP,
    edited,
    membership,
    message,
    pressed,
    said,
    sent,
)

US = Us(42, "guichet_bot")
PHOTO = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]

KEYS = [
    "message", "edited_message", "callback_query", "my_chat_member", "chat", "id", "type", "text", "caption",
    "entities", "offset", "length", "from", "is_bot", "message_id", "data", "reply_markup", "inline_keyboard",
    "reply_to_message", "photo", "migrate_to_chat_id", "new_chat_member", "status", "edit_date", "user",
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=40,
)


@given(JSON)
def test_any_json_gives_a_value(payload: Any) -> None:
    assert read(payload, US) is not None


@given(JSON)
def test_any_message_of_a_chat_gives_a_value(content: Any) -> None:
    more = content if isinstance(content, dict) else {"text": content}
    for chat in (CHAT, GROUP):
        for kind in ("message", "edited_message"):
            assert read({kind: {**message(3, chat), **more}}, US) is not None
    press = {"id": "1", "message": {**message(3), **more}, "data": more.get("text")}
    assert read({"callback_query": press}, US) is not None


def test_a_text_in_private_is_for_us() -> None:
    assert read(said("Qui ?"), US) == Said(CHAT, True, 10, "Qui ?")


def test_a_forwarded_text_is_a_question_even_if_it_looks_like_a_command() -> None:
    origin = {"type": "hidden_user", "sender_user_name": "X", "date": 1}
    found = read(said("/supprimer", forward_origin=origin), US)
    assert found == Said(CHAT, True, 10, "/supprimer", forwarded=True)


def test_an_edited_text_says_when_it_was_changed() -> None:
    assert read(edited("Où ?", at=99), US) == Said(CHAT, True, 10, "Où ?", edited=99)


def test_the_caption_of_a_picture_is_the_question() -> None:
    found = read(sent(photo=PHOTO, caption="Qui ?", media_group_id="55"), US)
    assert found == Said(CHAT, True, 10, "Qui ?", beside="photo", album="55")


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_no_words_is_named_by_its_kind(kind: str) -> None:
    content: dict[str, Any] = {kind: {}}
    assert read(sent(**content), US) == Unreadable(CHAT, 10, kind)
    assert read({"edited_message": message(10, **content)}, US) == Ignored()


def test_an_animation_is_no_document_and_a_venue_no_location() -> None:
    assert read(sent(animation={}, document={}), US) == Unreadable(CHAT, 10, "animation")
    assert read(sent(venue={}, location={}), US) == Unreadable(CHAT, 10, "venue")


def test_each_kind_that_people_send_has_its_sentence() -> None:
    usual = {"voice", "photo", "document", "sticker", "location", "contact", "poll", "video_note", "venue"}
    assert usual <= set(UNREADABLE) <= set(KINDS)


def test_a_message_of_service_is_ignored() -> None:
    assert read(sent(pinned_message={}), US) == Ignored()
    assert read(sent(new_chat_title="x"), US) == Ignored()
    assert read(sent(message_auto_delete_timer_changed={}), US) == Ignored()


@pytest.mark.parametrize(
    ("text", "name", "argument", "named"),
    [
        ("/aide", "aide", "", False),
        ("/AIDE@Guichet_Bot", "aide", "", True),
        ("/start 7f7f", "start", "7f7f", False),
        ("/conseiller\nJ’ai une question.", "conseiller", "J’ai une question.", False),
        ("/éligibilité", "eligibilite", "", False),
    ],
)
def test_a_command_is_read(text: str, name: str, argument: str, named: bool) -> None:
    assert read(said(text), US) == Command(CHAT, True, 10, name, argument, named)


@pytest.mark.parametrize("text", ["/ ou pas ?", "/etc/passwd est un fichier", "1/2 /aide"])
def test_a_text_with_a_slash_is_no_command(text: str) -> None:
    assert read(said(text), US) == Said(CHAT, True, 10, text)


def test_in_a_group_what_is_not_for_us_is_ignored() -> None:
    assert read(said("Qui ?", chat=GROUP), US) == Ignored()
    assert read(said("@autre_bot qui ?", chat=GROUP), US) == Ignored()
    assert read(said("/aide@autre_bot", chat=GROUP), US) == Ignored()
    assert read(sent(chat=GROUP, photo=PHOTO), US) == Ignored()


def test_in_a_group_our_name_calls_us_and_is_taken_out() -> None:
    found = read(said("😀 @guichet_bot, qui peut candidater ?", chat=GROUP), US)
    assert found == Said(GROUP, False, 10, "😀 , qui peut candidater ?")
    assert read(said("@guichet_bot", chat=GROUP), US) == Said(GROUP, False, 10, "")


def test_in_a_group_a_caption_may_call_us() -> None:
    entities = [{"type": "mention", "offset": 6, "length": 12}]
    found = read(sent(chat=GROUP, photo=PHOTO, caption="Qui ? @guichet_bot", caption_entities=entities), US)
    assert found == Said(GROUP, False, 10, "Qui ?", beside="photo")


def test_in_a_group_a_mention_of_our_account_without_its_name_calls_us() -> None:
    entities = [{"type": "text_mention", "offset": 0, "length": 7, "user": BOT}]
    found = read({"message": message(10, GROUP, text="Guichet qui ?", entities=entities)}, US)
    assert found == Said(GROUP, False, 10, "qui ?")


def test_in_a_group_an_answer_to_one_of_our_messages_is_for_us() -> None:
    ours = message(3, GROUP, text="…") | {"from": BOT}
    assert read(said("Et quand ?", chat=GROUP, reply_to_message=ours), US) == Said(
        GROUP, False, 10, "Et quand ?"
    )
    theirs = message(3, GROUP, text="…") | {"from": CONTACT}
    assert read(said("Et quand ?", chat=GROUP, reply_to_message=theirs), US) == Ignored()


def test_in_a_group_a_command_that_names_nobody_may_be_ours() -> None:
    assert read(said("/textes", chat=GROUP), US) == Command(GROUP, False, 10, "textes")
    assert read(said("/textes@guichet_bot", chat=GROUP), US) == Command(
        GROUP, False, 10, "textes", named=True
    )


def test_while_our_name_is_not_known_no_name_is_ours() -> None:
    assert read(said("@ ?", chat=GROUP), Us(42, "")) == Ignored()


def test_a_program_is_not_answered_but_an_anonymous_administrator_is() -> None:
    other = {"id": 99, "is_bot": True}
    assert read({"message": message(10, text="Qui ?") | {"from": other}}, US) == Ignored()
    speaks_for = message(10, GROUP, text="/aide", sender_chat={"id": GROUP}) | {"from": other}
    assert read({"message": speaks_for}, US) == Command(GROUP, False, 10, "aide")


def test_a_channel_is_ignored() -> None:
    post = message(10, text="Qui ?") | {"chat": {"id": -5, "type": "channel"}}
    assert read({"message": post}, US) == Ignored()
    assert read({"channel_post": post}, US) == Ignored()


def test_a_press_gives_the_buttons_and_the_message_that_ours_answers() -> None:
    rows = ((Button("Utile", "u:1"), Button("Lire", url="https://exemple.fr")),)
    found = read(pressed("u:1", 1001, rows, message(9, text="Mon numéro")), US)
    answered = Said(CHAT, True, 9, "Mon numéro")
    assert found == Pressed(CHAT, True, "p1001", 1001, "u:1", rows, answered)


def test_a_press_on_a_message_that_telegram_does_not_show_any_more_is_read() -> None:
    gone = {"chat": {"id": CHAT, "type": "private"}, "message_id": 5, "date": 0}
    found = read({"callback_query": {"id": "1", "from": CONTACT, "data": "x", "message": gone}}, US)
    assert found == Pressed(CHAT, True, "1", 5, "x")
    nowhere = read({"callback_query": {"id": "1", "from": CONTACT, "inline_message_id": "z"}}, US)
    assert nowhere == Pressed(0, False, "1", 0, "")


def test_being_blocked_and_unblocked_is_read_in_private_only() -> None:
    assert read(membership("kicked"), US) == Blocked(CHAT)
    assert read(membership("member"), US) == Unblocked(CHAT)
    assert read(membership("kicked", GROUP), US) == Ignored()


def test_a_group_that_migrates_is_read_from_both_its_messages() -> None:
    assert read(sent(chat=-5, migrate_to_chat_id=GROUP), US) == Migrated(-5, GROUP)
    assert read(sent(chat=GROUP, migrate_from_chat_id=-5), US) == Migrated(-5, GROUP)


def test_half_a_character_becomes_one_that_can_be_kept() -> None:
    found = read(said("Qui \ud83d ?"), US)
    assert isinstance(found, Said)
    assert found.text.encode() == "Qui � ?".encode()


def test_a_number_too_large_for_telegram_is_none() -> None:
    assert read({"message": message(2**70, text="Qui ?")}, US) == Ignored()
