"""Tells a press of a button from words, and a question of the contact's own from an answer."""

import re
from collections.abc import Mapping
from typing import Final

from bot.eligibility import commands
from knowledge.french import fold

_WORD = re.compile(r"\w+")

_SAID: Final[Mapping[str, str]] = {
    "verifier les criteres": commands.START,
    "commencer": commands.START,
    "demarrer": commands.START,
    "ma fiche": commands.SHEET,
    "fiche": commands.SHEET,
    "voir la fiche": commands.SHEET,
    "envoyer ma fiche": commands.SEND,
    "envoyer la fiche": commands.SEND,
    "corriger": commands.CORRECT,
    "stop": commands.STOP,
    "pause": commands.STOP,
    "arreter": commands.STOP,
    "on arrete": commands.STOP,
    "j arrete": commands.STOP,
    "plus tard": commands.STOP,
    "reprendre": commands.RESUME,
    "continuer": commands.RESUME,
    "on continue": commands.RESUME,
    "recommencer": commands.RESTART,
    "les etapes": commands.STEPS,
    "voir les etapes": commands.STEPS,
    "le texte": commands.TEXT,
    "c tout": commands.ALL,
    "ce sera tout": commands.ALL,
    "fini": commands.ALL,
    "termine": commands.ALL,
    "c est fini": commands.ALL,
    "personne d autre": commands.ALL,
}
"""What people write for a button, beside its own words."""

_EXPLAIN: Final = re.compile(
    r"(?:je |j |on )?(?:ne |n )?(?:ai pas |)?compren\w*(?: pas| rien| pas bien)?"
    r"(?: (?:a )?(?:la|cette|votre) question)?"
    r"|pas compris|je n ai (?:pas|rien) compris(?: (?:a )?la question)?|pourquoi(?: cette| la)? question"
    r"|(?:c est|ca veut dire) quoi (?:cette|la) question|quel est le rapport|c est a dire"
    r"|expliquez(?: moi)?(?: (?:la|cette) question)?|d ou (?:ca )?vient cette question"
)
"""Words that ask what a question means, or why it is asked."""

_WELL: Final = re.compile(r"^(?:(?:ok|bon|bien|d accord|allez) )+")

_GREETINGS: Final = re.compile(r"(?:re )?(?:bonjour|bonsoir|salut|coucou|hello|bjr|slt|allo)\b")

_ASKS: Final = re.compile(
    r"\?|\b(?:c'est quoi|c koi|c quoi|qu'est|que veut dire|ca veut dire|veut dire quoi|que signifie"
    r"|definition|expliquez|explique|savoir (?:si|ce que|comment|quel\w*|qui)|dites-moi|dis-moi"
    r"|pouvez-vous|pourriez-vous|peux-tu|est-ce qu\w*|j'ai une question|ma question"
    r"|je (?:veux|voudrais|souhaite|cherche|demande))\b"
    r"|^\W*(?:qui|que(?! (?:des?|du)\b)|quoi|quel\w*|quand|comment|combien|pourquoi|ou|a quoi"
    r"|a qui|de qui|faut-il|peut-on"
    r"|puis-je|suis-je|sommes-nous|doit-on|dois-je|et si)\b"
)
"""What a question has and an answer has not, in folded words."""


def key(text: str) -> str:
    """Return the folded words of `text`, one space between: two ways of typing the same are equal.

    >>> key("C’est  tout !")
    'c est tout'
    """
    return " ".join(_WORD.findall(fold(text)))


def command_of(text: str) -> str | None:
    """Return the button that `text` is, as it is pressed or as people write it; None for any other words.

    >>> command_of("c'est tout."), command_of("On est trois")
    ('C’est tout', None)
    """
    said = key(text)
    explain = commands.TEXT if _EXPLAIN.fullmatch(said) else None
    return _BUTTONS.get(said) or _SAID.get(_WELL.sub("", said)) or explain


def pressed(text: str) -> str | None:
    """Return the button that `text` is word for word, None for any other words.

    >>> pressed("C’est tout"), pressed("fini")
    ('C’est tout', None)
    """
    return _BUTTONS.get(key(text))


def greets(text: str) -> bool:
    """Whether `text` begins by a greeting.

    >>> greets("Bonjour !"), greets("bof")
    (True, False)
    """
    return _GREETINGS.match(key(text)) is not None


def asks(text: str) -> bool:
    """Whether `text` asks something, and so answers nothing.

    >>> asks("C’est quoi une SCIC"), asks("une SCIC et une commune")
    (True, False)
    """
    return _ASKS.search(fold(text)) is not None


_BUTTONS: Final[Mapping[str, str]] = {
    key(button): button
    for button in (
        commands.START,
        commands.SHEET,
        commands.SEND,
        commands.CORRECT,
        commands.STOP,
        commands.RESUME,
        commands.RESTART,
        commands.STEPS,
        commands.TEXT,
        commands.REMIND,
        commands.FORGET,
        commands.RIGHT,
        commands.WRONG,
        commands.ALL,
    )
}
