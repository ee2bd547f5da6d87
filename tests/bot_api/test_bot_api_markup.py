import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bot_api.answers import BadRequest
from tests.bot_api.entities import Entity, cleaned, fixed_entities, slice_of, units
from tests.bot_api.keyboards import inline_keyboard
from tests.bot_api.markup import KINDS, parse_html
from tests.bot_api.texts import Formatted, message_text
from tests.bot_api.urls import WrongLink, check_link

WHOLE = {"blockquote", "expandable_blockquote", "pre", "code", "text_link", "custom_emoji"}
TAGS = [
    "b",
    "i",
    "u",
    "s",
    "code",
    "pre",
    "tg-spoiler",
    "blockquote",
    "blockquote expandable",
    'a href="a.fr"',
]
PIECES = st.lists(
    st.one_of(
        st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag.split()[0]}>" for tag in TAGS]),
        st.sampled_from(
            ["&lt;", "&#128077;", "&amp;lt;", "&nbsp;", "&", "<", ">", '"', " ", "\n", "\r", "\u2028"]
        ),
        st.text(max_size=5),
    ),
    max_size=12,
).map("".join)


# What Telegram's own library makes of them: `parse_html`, then `fix_formatted_text`, of
# https://github.com/tdlib/td at 022d60202e446ad1287b9fb68e687c8a0760788b, compiled and run.
RECORDED = json.loads(Path(__file__).with_name("recorded_markup.json").read_text(encoding="utf-8"))


def kinds(html: str) -> list[tuple[str, int, int]]:
    return [(one.type, one.offset, one.length) for one in message_text(html).entities]


@pytest.mark.parametrize(
    "recorded", RECORDED, ids=[one["html"].encode("unicode_escape").decode() for one in RECORDED]
)
def test_markup_becomes_what_telegrams_own_library_makes_of_it(recorded: dict[str, Any]) -> None:
    try:
        text, entities = cleaned(*parse_html(recorded["html"]))
    except BadRequest as error:
        assert error.description.removeprefix("Bad Request: can't parse entities: ") == recorded["refusal"]
        return
    assert text == recorded.get("text", "")
    extra = [[one.type, one.offset, one.length, *(value for _, value in one.extra)] for one in entities]
    told = [[*one[:3], *([one[3]] if one[3] else [])] for one in recorded.get("entities", [])]
    assert [one for one in extra if one[0] != "custom_emoji"] == [
        one for one in told if one[0] != "custom_emoji"
    ]


@pytest.mark.parametrize(
    ("html", "refusal"),
    [
        ("a <p>b</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("é<br/>", 'Unsupported start tag "br/" at byte offset 2'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("1 <b", "Unclosed start tag at byte offset 2"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="a.fr', "Unclosed start tag at byte offset 0"),
        ("<a href=a/b>c</a>", "Unexpected end of name token at byte offset 8"),
        ('<a ="b">c</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ('<span class="red">a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji>a</tg-emoji>", "Invalid custom emoji identifier specified"),
        (
            "<blockquote>a<blockquote>b</blockquote></blockquote>",
            "Block quotations can't be nested at byte offset 13",
        ),
        (
            "&#xd83d;",
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched",
        ),
    ],
)
def test_markup_is_refused_in_telegrams_own_words(html: str, refusal: str) -> None:
    with pytest.raises(BadRequest) as refused:
        parse_html(html)
    start = f"Bad Request: can't parse entities: {refusal[0]}"
    assert refused.value.description.startswith(start + refusal[1:])


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("a &lt;b&gt; &amp;amp; &quot;c&quot;", 'a <b> &amp; "c"'),
        ("&#233;&#xe9;&#x1f44d;", "éé👍"),
        ("&eacute; &nbsp; &apos; &lt", "&eacute; &nbsp; &apos; <"),
        ("&#0; &#1114111; &#99999999999;", "&#0; &#1114111; &#99999999999;"),
        ("&LT;", "&LT;"),
    ],
)
def test_references_are_decoded_as_telegram_does(html: str, plain: str) -> None:
    assert parse_html(html) == (plain, [])


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<B>a</B>", [("bold", 0, 1)]),
        ("<b>a</>", [("bold", 0, 1)]),
        ("👍<i>é</i>", [("italic", 2, 1)]),
        ("<b></b><i> </i>a", [("italic", 0, 1)]),
        ("<b>a <code>b</code> c</b>", [("bold", 0, 2), ("code", 2, 1), ("bold", 3, 2)]),
        ("<a href='a.fr'>a <b>b</b></a>", [("text_link", 0, 3), ("bold", 2, 1)]),
        ("<b>a <a href='a.fr'>b</a></b>", [("bold", 0, 2), ("text_link", 2, 1), ("bold", 2, 1)]),
        ("<blockquote expandable>a <b>b</b></blockquote>", [("expandable_blockquote", 0, 3), ("bold", 2, 1)]),
        ("<pre><code class='language-py'>a</code></pre>", [("pre", 0, 1)]),
        ("<code class='language-py'>a</code>", [("code", 0, 1)]),
        ("<b>a</b><b>b</b>", [("bold", 0, 2)]),
        ("<a href='http://localhost/'>a</a>", []),
        ("<a href='tg://user?id=7'>a</a>", [("text_mention", 0, 1)]),
        ("<b>a\r\nb</b>  ", [("bold", 0, 3)]),
    ],
)
def test_entities_are_those_that_telegram_keeps(html: str, found: list[tuple[str, int, int]]) -> None:
    assert kinds(html) == found


def test_what_telegram_finds_by_itself_is_an_entity_too() -> None:
    found = message_text("/aide, https://a.fr/b et @guichet_bot #appel").entities
    assert [one.type for one in found] == ["bot_command", "url", "mention", "hashtag"]


def test_only_the_first_hundred_entities_are_kept() -> None:
    assert len(message_text("<b>a</b> " * 120).entities) == 100


def test_entities_that_weigh_too_much_are_refused() -> None:
    link = f"<a href='https://exemple.fr/{'a' * 200}'>b</a> "
    assert len(message_text(link * 40).entities) == 40
    with pytest.raises(BadRequest, match="ENTITIES_TOO_LONG"):
        message_text(link * 50)


def test_the_limit_is_that_of_the_text_without_its_tags() -> None:
    assert units(message_text("<b>" + "é" * 4096 + "</b>").text) == 4096
    with pytest.raises(BadRequest, match="message is too long"):
        message_text("😀" * 2049)
    with pytest.raises(BadRequest, match="text is too long"):
        message_text("<b>a</b>" * 4097)


@given(PIECES)
def test_any_text_is_parsed_or_refused_with_a_reason(html: str) -> None:
    try:
        formatted = message_text(html)
    except BadRequest as error:
        assert error.description.startswith("Bad Request: ")
        return
    assert formatted.text.strip(" \n")
    for one in formatted.entities:
        assert 0 <= one.offset < one.end <= units(formatted.text)
        assert slice_of(formatted.text, one)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_an_escaped_text_is_read_back(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(escaped) == (text, [])


@given(
    st.lists(
        st.builds(Entity, st.sampled_from(sorted({*KINDS.values()})), st.integers(0, 9), st.integers(0, 9))
    )
)
def test_fixed_entities_nest_well_and_stay_as_they_are(entities: list[Entity]) -> None:
    fixed = fixed_entities(entities)
    assert fixed_entities(fixed) == fixed
    for one in fixed:
        for other in fixed:
            assert (
                one.end <= other.offset
                or other.end <= one.offset
                or (
                    (one.offset <= other.offset and other.end <= one.end)
                    or (other.offset <= one.offset and one.end <= other.end)
                )
            )


@given(st.text(st.sampled_from(" \n\r\ta\u2028\u200e\u0333👍")), st.integers(0, 6), st.integers(1, 6))
def test_cleaning_twice_changes_nothing_more(text: str, offset: int, length: int) -> None:
    plain, found = cleaned(text, [])
    assert cleaned(plain, found) == (plain, found)
    assert plain == plain.strip(" \n")
    if offset + length <= len(text) and "👍" not in text:
        assert all(one.end <= units(cleaned(text, [Entity("bold", offset, length)])[0]) for one in found)


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        ({"callback_data": "1"}, "can't parse inline keyboard button: Can't find field \"text\""),
        ({"text": " ", "callback_data": "1"}, "inline keyboard button text must be non-empty"),
        (
            {"text": "a"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"text": "a", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": "1", "url": "a.fr"}, "BUTTON_TYPE_INVALID"),
        (
            {"text": "a", "url": "http://localhost:8000/"},
            "inline keyboard button URL 'http://localhost:8000/' is invalid: Wrong HTTP URL",
        ),
        ({"text": "a", "url": "mailto:a@b.fr"}, None),
        (
            {"text": "a", "url": "ftp://a.fr"},
            "inline keyboard button URL 'ftp://a.fr' is invalid: Unsupported URL protocol",
        ),
        (
            {"text": "a", "url": "tel:0199001234"},
            "inline keyboard button URL 'tel:0199001234' is invalid: Wrong port number specified in the URL",
        ),
    ],
)
def test_a_button_that_telegram_refuses_is_refused(button: dict[str, str], refusal: str | None) -> None:
    if refusal is None:  # read as a name and a password before a host
        assert inline_keyboard({"inline_keyboard": [[button]]}) == [
            [{"text": "a", "url": "http://mailto:a@b.fr/"}]
        ]
        return
    with pytest.raises(BadRequest) as refused:
        inline_keyboard({"inline_keyboard": [[button]]})
    assert refused.value.description == f"Bad Request: {refusal}"


@pytest.mark.parametrize(
    ("rows", "taken"), [([8], True), ([9], False), ([8] * 12 + [4], True), ([8] * 13, False)]
)
def test_a_keyboard_has_so_many_buttons_only(rows: list[int], taken: bool) -> None:
    keyboard = {"inline_keyboard": [[{"text": "a", "callback_data": "1"}] * size for size in rows]}
    if taken:
        assert [len(row) for row in inline_keyboard(keyboard)] == rows
    else:
        with pytest.raises(BadRequest, match="BUTTON_COUNT_INVALID"):
            inline_keyboard(keyboard)


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://guichet.exemple.fr/textes/a#b", "https://guichet.exemple.fr/textes/a#b"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/"),
        ("http://[::1]/a b", "http://[::1]/a%20b"),
        ("exemple.fr?a", "http://exemple.fr/?a"),
        ("https://été.fr", "https://été.fr/"),
        ("tg://resolve?domain=guichet", "tg://resolve?domain=guichet"),
    ],
)
def test_a_link_is_kept_as_telegram_keeps_it(link: str, kept: str) -> None:
    assert check_link(link) == kept


@pytest.mark.parametrize(
    "link",
    ["http://localhost", "intranet", "https://", "http://a b.fr", "http://a.fr:99999", "", "ftp://a.fr"],
)
def test_a_link_that_telegram_does_not_take_is_refused(link: str) -> None:
    with pytest.raises(WrongLink):
        check_link(link)


def test_an_empty_text_is_refused_before_and_after_parsing() -> None:
    with pytest.raises(BadRequest, match="message text is empty"):
        message_text("")
    with pytest.raises(BadRequest, match="text must be non-empty"):
        message_text("<b>\u200b</b>\n")
    assert message_text("a", parse_mode="") == Formatted("a")
