from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.buttons import Action, Press, Signer
from bot.telegram.keyboards import (
    LONGEST_LABEL,
    MOST_LINKS,
    choices,
    openable,
    opinion,
    person,
    reading,
    shortened,
)
from tests.bot.desks import CITATION, DRAFT_CITATION
from tests.bot_api.urls import check_link

HERE = replace(CITATION, url="https://guichet.exemple.fr/textes/communique?passage=c#passage-2")
THERE = replace(DRAFT_CITATION, url="https://guichet.exemple.fr/textes/projet?passage=p#passage-1")
SIGNER = Signer(b"secret")


@pytest.mark.parametrize(
    "url",
    [
        "https://exemple.fr",
        "http://exemple.fr:8000/a?b#c",
        "http://127.0.0.1:8000/",
        "https://[2001:db8::1]/",
        "https://é.fr/",
    ],
)
def test_an_address_that_a_telephone_may_find_has_a_button(url: str) -> None:
    assert openable(url)
    assert check_link(url)


@pytest.mark.parametrize(
    "url",
    [
        "", "/textes/loi", "http://localhost:8000/", "http://guichet/", "https://guichet.local/", "ftp://exemple.fr/",
        "javascript:alert(1)", "tg://user?id=1", "https://exemple.fr:0/", "https://exemple.fr:99999/",
        "https://exemple.fr/a b", "https://exemple.fr/\ud800", "https://exemple.fr/" + "a" * 2_000, "https://[::g]/",
        "https://a@exemple.fr/", "https://999.999.999.999/",
    ],
)  # fmt: skip
def test_any_other_address_has_none(url: str) -> None:
    assert not openable(url)


@given(st.text(max_size=30), st.integers(-1, 99_999))
def test_an_address_with_a_button_is_one_that_telegram_takes(text: str, port: int) -> None:
    for url in (text, f"https://{text}", f"https://exemple.fr:{port}/{text}", f"http://{text}.fr?{text}"):
        assert not openable(url) or check_link(url)


def test_one_passage_is_read_in_its_text() -> None:
    assert [button.label for button in reading([HERE, HERE]).values()] == ["Lire dans le texte"]


def test_several_passages_are_told_apart() -> None:
    assert [one.label for one in reading([HERE, THERE]).values()] == [
        "Lire\u00a0: 2e alinéa, page 2",
        "Lire\u00a0: Article 5",
    ]


def test_passages_at_the_same_place_of_two_texts_are_named_by_their_texts() -> None:
    labels = [one.label for one in reading([HERE, replace(THERE, location="2e alinéa", page=2)]).values()]
    assert labels == [
        "Lire\u00a0: Communiqué de presse n° 727, 2e alinéa, page 2",
        "Lire\u00a0: Projet de loi n° 805, 2e alinéa, page 2",
    ]


def test_no_more_passages_have_a_button_than_fit_a_screen() -> None:
    assert len(reading([replace(HERE, url=f"{HERE.url}{number}") for number in range(20)])) == MOST_LINKS


def test_an_address_that_telegram_refuses_has_no_button() -> None:
    assert list(reading([CITATION, HERE])) == [HERE.url]


def test_buttons_ask_what_they_say() -> None:
    rows = (*choices(["Qui ?", "Quand ?"], SIGNER.write, "7f", 4), *opinion(SIGNER.write, "7f", 4))
    rows += person(SIGNER.write, "7f", 4)
    assert [(button.label, SIGNER.read(button.data)) for row in rows for button in row] == [
        ("1. Qui\u00a0?", Press(Action.CHOOSE, "7f", 4, 0)),
        ("2. Quand\u00a0?", Press(Action.CHOOSE, "7f", 4, 1)),
        ("Utile", Press(Action.USEFUL, "7f", 4)),
        ("Pas utile", Press(Action.USELESS, "7f", 4)),
        ("Parler à une personne", Press(Action.PERSON, "7f", 4)),
    ]


@given(st.text(st.characters(), max_size=200))
def test_a_label_is_one_short_line(text: str) -> None:
    label = shortened(text)
    assert len(label) <= LONGEST_LABEL
    assert label == " ".join(filter(None, label.split(" ")))
    assert "\n" not in label
    assert label.encode() or not text.strip() or not shortened(text, 500)
