import re

import pytest

from bot.settings import load_settings
from bot.sites.site import Site
from bot.telegram import words
from bot.telegram.about_texts import ELIGIBILITY
from bot.telegram.buttons import LONGEST, Action, Press, Signer
from bot.telegram.keyboards import LONGEST_LABEL
from bot.telegram.offers import buttons, example, where_cut
from bot.telegram.opinions import REASONS, judged
from bot.telegram.welcome import Greeting, welcome
from knowledge.typology import load_typology
from tests.bot.desks import CORPUS
from tests.bot.telegram.chatting import plain

SIGNER = Signer(b"tests")
SENTENCES = [value for value in vars(words).values() if isinstance(value, str) and len(value) > 40]


def test_commands_have_the_form_that_telegram_takes() -> None:
    for name, description in words.COMMANDS:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
        assert 1 <= len(description) <= 256
    assert {name for name, _ in words.GROUP_COMMANDS} == set(words.PUBLIC)
    assert set(words.ALIASES.values()) <= {name for name, _ in words.COMMANDS}


def test_descriptions_are_not_too_long() -> None:
    assert len(words.DESCRIPTION.encode("utf-16-le")) // 2 <= 512
    assert len(words.SHORT_DESCRIPTION.encode("utf-16-le")) // 2 <= 120
    assert "Telegram n’est pas un service de l’État" in words.DESCRIPTION
    assert "assistant automatique" in words.DESCRIPTION


@pytest.mark.parametrize("sentence", [*SENTENCES, *words.UNREADABLE.values()])
def test_sentences_have_the_apostrophe_of_print_and_a_space_before_signs(sentence: str) -> None:
    assert "'" not in sentence
    assert not re.search(r"(?<!https)(?<![\s«/])[:;?!»](?!//)", sentence)


@pytest.mark.parametrize(
    "sentence",
    [words.EXPIRED, words.ASKED_ALREADY, words.CALLED_ALREADY, words.THANKS, words.WHY, words.NOT_THERE,
     words.SENT_ANYWAY, words.ERASED, words.KEPT, words.CALLED],
)  # fmt: skip
def test_what_is_said_of_a_press_fits_where_telegram_shows_it(sentence: str) -> None:
    assert len(sentence) <= 200


def test_the_topics_of_eligibility_are_of_the_typology() -> None:
    assert set(ELIGIBILITY) <= {topic.id for topic in load_typology()}
    assert len(set(ELIGIBILITY)) == len(ELIGIBILITY)


def test_questions_too_long_for_a_button_are_in_the_text_too() -> None:
    long = f"Une commune peut-elle {'vraiment ' * 9}candidater ?"
    short = [example("Qui ?", 0)]
    both = [*short, example(long, 1)]
    assert where_cut(short).blank
    assert long.replace(" ?", "\xa0?") in where_cut(both).text
    rows = buttons(both, SIGNER.write)
    assert all(len(row[0].label) <= LONGEST_LABEL for row in rows)
    assert all(len(row[0].data.encode()) <= LONGEST for row in rows)


def test_the_welcome_is_one_message_and_escapes_what_a_site_says() -> None:
    site = Site("a" * 32, "Ville", welcome="<b>R&D</b> & co")
    greeting = Greeting(load_settings(), CORPUS, site, "Réponse d’une personne demain.")
    (message,) = welcome(greeting, SIGNER.write)
    assert "&lt;b&gt;R&amp;D&lt;/b&gt; &amp; co" in message.html
    assert len(plain(message.html)) < 2_000
    assert "http://localhost:8000/mentions" in message.html


def test_buttons_that_are_not_opinions_stay_where_they_are() -> None:
    def read(data: str) -> Press | None:
        return SIGNER.read(data)

    press = Press(Action.USELESS, "7f" * 16, 2)
    rows = judged((), press, read, SIGNER.write)
    assert len(rows) == 1 + len(REASONS)
    again = judged(rows, Press(Action.USEFUL, "7f" * 6, 2), read, SIGNER.write)
    assert [[one.label for one in row] for row in again] == [["✓ Utile", "Pas utile"]]
