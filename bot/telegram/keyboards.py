"""The buttons below what is said: open a text, choose a question, give an opinion, ask for a person."""

import re
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address
from typing import Final

from bot import labels
from bot.replies import Quotation
from bot.telegram.buttons import Action, Press
from bot.telegram.html import plain
from bot.telegram.messages import Button, Rows

Write = Callable[[Press], str]
"""Writes the data of a button, as `Signer.write` does."""

PERSON: Final = "Parler à une personne"
USEFUL, USELESS = "Utile", "Pas utile"
READ: Final = "Lire dans le texte"

MOST_LINKS: Final = 8
"""Links that have a button; there are more only when a person cites that many passages."""

LONGEST_LABEL: Final = 60
SHORT_LABEL: Final = 20
"""Signs of a label that half of a telephone's width shows."""

LONGEST_URL: Final = 2_000

_URL = re.compile(
    r"https?://(?P<host>[\w.-]+|\[[\da-fA-F:.]+\])(?::(?P<port>[1-9]\d{0,4}))?"
    r"(?:[/?#][^\s\x00-\x20\x7f\ud800-\udfff]*)?"
)
_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[^\W\d]{2,63}")
_NOWHERE = ("local", "localhost", "internal", "intranet", "lan", "home", "invalid", "test")
"""Names that no telephone finds, and for which Telegram would refuse the whole message."""


def openable(url: str) -> bool:
    """Tell whether Telegram takes a button that opens this address.

    >>> openable("https://exemple.fr/textes"), openable("http://localhost:8000/textes")
    (True, False)
    """
    match = _URL.fullmatch(url)
    if not match or len(url) > LONGEST_URL or int(match["port"] or 1) > 65_535:
        return False
    return _named(match["host"]) or _numbered(match["host"].strip("[]"))


def shortened(text: str, longest: int = LONGEST_LABEL) -> str:
    """Return a text on one line, its end left out where it has more signs than `longest`.

    >>> shortened("Qui peut  déposer un dossier ?", 20)
    'Qui peut déposer…'
    """
    line = re.sub(r"[ \n]+", " ", plain(text).text).strip(" ")
    if len(line) <= longest:
        return line
    kept = line[: longest - 1]
    return (kept.rpartition(" ")[0] if " " in kept[longest // 2 :] else kept) + "…"


def reading(citations: Sequence[Quotation]) -> Mapping[str, Button]:
    """Return the buttons that open the passages cited, by address; none where Telegram refuses it."""
    urls = [one for one in dict.fromkeys(one.url for one in citations) if openable(one)][:MOST_LINKS]
    by_url = {one.url: one for one in reversed(citations)}
    if len(urls) == 1:
        return {urls[0]: Button(READ, url=urls[0])}
    places = [labels.place(by_url[url].location, by_url[url].page) for url in urls]
    if not all(places) or len(set(places)) < len(places):
        titles = (by_url[url].title for url in urls)
        places = [", ".join(filter(None, pair)) for pair in zip(titles, places, strict=True)]
    return {
        url: Button(shortened(f"Lire\u00a0: {name}"), url=url) for url, name in zip(urls, places, strict=True)
    }


def choices(suggestions: Sequence[str], write: Write, conversation: str, number: int) -> Rows:
    """Return the buttons that ask the questions that a message offers, numbered as in its text."""
    return tuple(
        (
            Button(
                shortened(f"{index + 1}. {labels.spaced(suggestion)}"),
                write(Press(Action.CHOOSE, conversation, number, index)),
            ),
        )
        for index, suggestion in enumerate(suggestions)
    )


def answers(suggestions: Sequence[str], write: Write, conversation: str, number: int) -> Rows:
    """Return the buttons that answer the question of a message, two in a row where both are short."""
    rows: list[tuple[Button, ...]] = []
    for index, suggestion in enumerate(suggestions):
        label = shortened(labels.spaced(suggestion))
        button = Button(label, write(Press(Action.CHOOSE, conversation, number, index)))
        beside = rows[-1] if rows else ()
        if len(beside) == 1 and max(len(beside[0].label), len(label)) <= SHORT_LABEL:
            rows[-1] = (*beside, button)
        else:
            rows.append((button,))
    return tuple(rows)


def opinion(write: Write, conversation: str, number: int) -> Rows:
    """Return the buttons that say whether a reply was of use."""
    return (
        (
            Button(USEFUL, write(Press(Action.USEFUL, conversation, number))),
            Button(USELESS, write(Press(Action.USELESS, conversation, number))),
        ),
    )


def person(write: Write, conversation: str, number: int) -> Rows:
    """Return the button that asks for a person."""
    return ((Button(PERSON, write(Press(Action.PERSON, conversation, number))),),)


def _named(host: str) -> bool:
    return bool(_HOST.fullmatch(host)) and host.rpartition(".")[2] not in _NOWHERE


def _numbered(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False
