import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.html import Written, bold, italic, joined, link, paragraphs, plain, quote, text_html
from tests.bot_api.entities import cleaned, slice_of, units
from tests.bot_api.markup import parse_html

TEXTS = st.text(st.characters(), max_size=60)


def shown(written: Written) -> tuple[str, list[tuple[str, str]]]:
    """What Telegram shows: the text, and what each entity covers."""
    text, entities = cleaned(*parse_html(written.html))
    return text, [(one.type, slice_of(text, one)) for one in entities]


@pytest.mark.parametrize(
    "text",
    [
        "<b>gras</b>",
        "R&D &lt; &#60; &amp;amp;",
        "*gras* _italique_ [lien](http://x.fr) `code` ||caché||",
        "a\"b'c",
    ],
)
def test_what_people_type_is_shown_as_they_typed_it(text: str) -> None:
    assert shown(plain(text)) == (text, [])
    assert parse_html(text_html(text)) == (text, [])


def test_signs_that_telegram_refuses_or_drops_are_left_out() -> None:
    assert plain("a\x00b\u202ec\ud83dd\r\ne\u2028f\tg\x85h\x9f").text == "abc\ufffdd\ne\nf g\nh"


def test_two_halves_of_a_sign_are_one() -> None:
    assert plain("\ud83d\ude00").text == "😀"


def test_an_a_with_a_ring_written_in_two_signs_keeps_its_ring() -> None:
    assert shown(plain("A\u030angstro\u0308m"))[0] == "Ångstro\u0308m"


def test_more_than_one_empty_line_is_one() -> None:
    assert plain("Un.\n \n\n\u00a0\nDeux.").text == "Un.\n\nDeux."


def test_emphasis_covers_what_it_is_put_on() -> None:
    written = paragraphs(
        bold("Titre 😀"),
        quote(joined([italic("Chapeau"), "Texte."])),
        link("Lire", "https://a.fr/?b&c"),
    )
    assert shown(written) == (
        "Titre 😀\n\nChapeau\nTexte.\n\nLire",
        [
            ("bold", "Titre 😀"),
            ("expandable_blockquote", "Chapeau\nTexte."),
            ("italic", "Chapeau"),
            ("text_link", "Lire"),
        ],
    )


def test_an_address_keeps_its_signs() -> None:
    url = "https://a.fr/?b=1&c=%22#d'\""
    _, entities = parse_html(link("Lire", url).html)
    assert entities[0].extra == (("url", url),)


def test_quotations_are_never_nested() -> None:
    written = quote(plain("a ") + quote("b") + bold(bold("c")))
    assert shown(written) == ("a bc", [("expandable_blockquote", "a bc"), ("bold", "c")])


def test_nothing_is_put_around_nothing() -> None:
    assert (bold("").html, joined(["", bold("\u200b"), " "]).html, paragraphs().html) == ("", "", "")


@pytest.mark.parametrize(
    "text", ["", " \n\u00a0", "\u200b\u200d", "\u2800", "\ufeff", "\u3164", "\U000e0041"]
)
def test_what_shows_nothing_is_blank(text: str) -> None:
    assert plain(text).blank


@given(TEXTS)
def test_what_is_not_blank_is_something_to_telegram(text: str) -> None:
    written = plain(text)
    assert written.blank or cleaned(written.text, [])[0]


@given(TEXTS, TEXTS, TEXTS)
def test_any_text_is_accepted_and_shown_as_it_was_cleaned(one: str, two: str, three: str) -> None:
    written = plain(one) + quote(bold(two) + italic(three)) + link(bold(three), f"https://exemple.fr/?{two}")
    text, _ = parse_html(written.html)
    assert text == written.text == plain(one).text + plain(two).text + 2 * plain(three).text
    assert written.units == units(text)


@given(TEXTS)
def test_telegram_has_nothing_more_to_take_away(text: str) -> None:
    written = plain(text)
    kept, _ = cleaned(written.text, [])
    assert written.blank or units(kept) == units(written.text.strip(" \n"))


@given(TEXTS, TEXTS, st.data())
def test_a_part_has_the_marks_of_what_it_keeps(one: str, two: str, data: st.DataObject) -> None:
    written = plain(one) + bold(two) + italic(one)
    start = data.draw(st.integers(0, len(written.text)))
    part = written.part(start, data.draw(st.integers(start, len(written.text))))
    text, _ = parse_html(part.html)
    assert text == part.text == part.text.strip(" \n")
    assert all(0 <= mark.start < mark.end <= len(text) for mark in part.marks)
