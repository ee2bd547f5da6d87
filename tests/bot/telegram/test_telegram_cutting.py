import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.cutting import LONGEST, MOST_MARKS, NOTHING, cut, messages
from bot.telegram.html import Written, bold, italic, joined, link, plain, quote
from bot.telegram.messages import Button
from tests.bot_api.entities import cleaned, units
from tests.bot_api.markup import parse_html

FAMILY = "👨‍👩‍👧"
SIGNS = st.one_of(
    st.characters(),
    st.sampled_from(
        [*" \n.!»<>&*_", "\u00a0", FAMILY, "🇫🇷", "e\u0301", "\u05d0", "\u202e", "\ud83d", "\x00"]
    ),
)
TEXTS = st.lists(SIGNS, max_size=80).map("".join)
KINDS = st.sampled_from([plain, bold, italic, quote, lambda text: link(text, "https://exemple.fr/")])
WRITTEN = st.lists(st.builds(lambda kind, text: kind(text), KINDS, TEXTS), max_size=8).map(
    lambda parts: sum(parts, Written())
)


def visible(text: str) -> str:
    return "".join(text.split())


def texts(written: Written, longest: int) -> list[str]:
    return [part.text for part in cut(written, longest)]


def test_a_short_text_is_one_message() -> None:
    assert texts(plain("Un.\n\nDeux."), 20) == ["Un.\n\nDeux."]


def test_paragraphs_are_kept_whole_where_they_can_be() -> None:
    assert texts(plain("Un deux. Trois.\n\nQuatre. Cinq."), 22) == ["Un deux. Trois.", "Quatre. Cinq."]


def test_else_lines_then_sentences_then_words() -> None:
    assert texts(plain("Un deux. Trois.\nQuatre. Cinq."), 22) == ["Un deux. Trois.", "Quatre. Cinq."]
    assert texts(plain("Un deux. Trois « quatre. » Cinq six"), 30) == [
        "Un deux. Trois « quatre. »",
        "Cinq six",
    ]
    assert texts(plain("un deux trois quatre"), 13) == ["un deux trois", "quatre"]


def test_a_message_is_not_left_nearly_empty_for_a_paragraph() -> None:
    parts = texts(plain("Titre\n\n" + "mot " * 30), 60)
    assert len(parts[0]) > 50


def test_a_word_too_long_is_cut_but_no_sign_is() -> None:
    assert texts(plain("a" * 10), 4) == ["aaaa", "aaaa", "aa"]
    assert texts(plain("e\u0301" * 4), 3) == ["e\u0301"] * 4
    assert texts(plain("🇫🇷" * 3), 7) == ["🇫🇷"] * 3
    assert texts(plain(FAMILY * 2), 9) == [FAMILY, FAMILY]
    assert texts(plain("👍🏽" * 2), 7) == ["👍🏽", "👍🏽"]
    assert texts(plain("😀" * 3), 3) == ["😀"] * 3


def test_a_sign_longer_than_a_message_is_cut_all_the_same() -> None:
    pile = "e" + "\u0301" * 10
    assert texts(plain(pile), 4) == [pile[:4], pile[4:8], pile[8:]]


def test_a_non_breaking_space_does_not_break() -> None:
    assert texts(plain("Est-ce vrai\u00a0?"), 12) == ["Est-ce", "vrai\u00a0?"]


def test_a_mark_that_is_cut_goes_on_in_the_next_message() -> None:
    parts = cut(quote(joined([bold("Un."), "Deux. Trois."])), 9)
    assert [part.html for part in parts] == [
        "<blockquote expandable><b>Un.</b>\nDeux.</blockquote>",
        "<blockquote expandable>Trois.</blockquote>",
    ]


def test_a_message_has_no_more_marks_than_telegram_reads() -> None:
    parts = cut(joined([bold(str(number)) for number in range(250)], " "))
    assert [len(part.marks) for part in parts] == [100, 100, 50]


def test_the_first_message_answers_and_the_last_has_the_buttons() -> None:
    buttons = ((Button("Oui", "y"),),)
    sent = messages("mot " * 3_000, buttons, 7)
    assert [one.reply_to for one in sent] == [7, None, None]
    assert [one.buttons for one in sent] == [(), (), buttons]


@pytest.mark.parametrize("text", ["", " \n ", "\u200b" * 9_000, "\x00\u202e"])
def test_what_shows_nothing_is_said_to_be_empty(text: str) -> None:
    (sent,) = messages(text)
    assert sent.html == NOTHING


@settings(max_examples=300)
@given(WRITTEN, st.integers(2, 40), st.integers(2, 6))
def test_nothing_is_lost_and_no_part_is_too_long_or_blank(written: Written, longest: int, most: int) -> None:
    parts = cut(written, longest, most)
    for part in parts:
        text, entities = parse_html(part.html)
        kept, _ = cleaned(text, entities)
        assert kept and units(kept) == units(text) <= longest
        assert len(entities) <= most
    assert joined_visible(parts) == visible_of(written)


def joined_visible(parts: tuple[Written, ...]) -> str:
    return "".join(visible_of(part) for part in parts)


def visible_of(written: Written) -> str:
    """The signs that are seen: a part where there is none is not sent."""
    return "".join(
        sign
        for sign in visible(written.text)
        if unicodedata.category(sign)[0] not in "ZC" and not plain(sign).blank
    )


@settings(max_examples=25, deadline=None)
@given(TEXTS.filter(bool), st.integers(200, 6_000))
def test_ten_thousand_signs_are_cut_into_messages_that_telegram_takes(text: str, times: int) -> None:
    sent = messages(quote(text * times) + bold(text))
    for one in sent:
        kept, entities = cleaned(*parse_html(one.html))
        assert 0 < units(kept) <= LONGEST
        assert len(entities) <= MOST_MARKS
