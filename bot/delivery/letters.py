"""Tell a contact by e-mail that the team has replied, without saying what, or recall a date as they asked.

The reply itself is not in the letter, nor the question: mail travels and stays in places that neither
the contact nor we choose. A reminder says the date, which is public. The letter holds a link that opens
the conversation, until its contact takes their address back or erases the conversation.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from anyio import to_thread

from bot.conversations.deliveries import MAIL
from bot.conversations.errors import UnknownConversation
from bot.conversations.events import Kind
from bot.delivery.mail import Letter, MailRefused, MailUnavailable, send
from bot.delivery.mail_server import MailServer
from bot.delivery.outbox import NotNow, NotWanted, Undeliverable
from bot.errors import DeskUnavailable
from bot.store.conversations import Conversations
from bot.store.outbox import Waiting

CHANNEL = MAIL
"""The channel of the deliveries that are letters."""

SUBJECT = "L’équipe vous a répondu : {call}"
TEXT = """\
Bonjour,

L’équipe qui répond aux questions sur l’appel à projets « {call} » vous a répondu.

Pour lire sa réponse et poursuivre la conversation, ouvrez cette adresse :
{link}

Cette adresse vous est personnelle : quiconque la connaît peut lire votre conversation et y écrire. \
Merci de ne pas transférer ce message.

Vous recevez ce message parce que vous avez demandé à être averti par courriel des réponses de l’équipe. \
Pour ne plus l’être, ouvrez l’adresse ci-dessus et retirez-y votre adresse électronique.

Merci de ne pas répondre à ce message, que personne ne lirait : écrivez dans la conversation.
"""

REMINDER_SUBJECT = "Rappel : {call}"
REMINDER = """\
Bonjour,

Vous avez demandé que la date limite de l’appel à projets « {call} » vous soit rappelée.

{reminder}

Pour retrouver votre conversation, ouvrez cette adresse :
{link}

Cette adresse vous est personnelle : quiconque la connaît peut lire votre conversation et y écrire. \
Merci de ne pas transférer ce message.

Pour ne plus recevoir de rappel, ouvrez l’adresse ci-dessus, puis retirez votre demande de rappel ou \
votre adresse électronique.

Merci de ne pas répondre à ce message, que personne ne lirait : écrivez dans la conversation.
"""


def letter(waiting: Waiting, call: str, link: str, reminder: str = "") -> Letter:
    """Write the letter of a delivery: that there is a reply on the call of this name, and where.

    It gives the words of the `reminder` instead, if it is one.

    >>> letter(Waiting(1, "k", "email", "a@b.fr", "c", 2, 1), "PTCE 2013", "https://x.fr/chat/t").subject
    'L’équipe vous a répondu : PTCE 2013'
    """
    name = "".join(sign for sign in " ".join(call.split()) if sign.isprintable())
    subject, text = (REMINDER_SUBJECT, REMINDER) if reminder else (SUBJECT, TEXT)
    written = text.format(call=name, link=link, reminder=reminder)
    return Letter(waiting.address, subject.format(call=name), written, waiting.key)


class Letters:
    """Sends the letters from `sender`; `site` is the public address of our pages, without a final slash.

    `call` gives the name of the call, and raises DeskUnavailable until it is known.
    """

    def __init__(
        self,
        conversations: Conversations,
        server: MailServer,
        sender: str,
        site: str,
        call: Callable[[], str],
        clock: Callable[[], datetime],
    ) -> None:
        self._conversations = conversations
        self._send = partial(send, server, sender)
        self._site = site
        self._call = call
        self._clock = clock

    async def deliver(self, waiting: Waiting) -> None:
        """Send the letter of a delivery, with a link of its own; tried again, it is the same letter.

        Raises:
            NotWanted: the contact has erased the conversation, or taken this address back.
            Undeliverable: no server would take this letter, or it is of no conversation.
            NotNow: the server does not take it for now, or the name of the call is not known yet.
        """
        if waiting.conversation is None:
            raise Undeliverable("Cet envoi n’est d’aucune conversation.")
        try:
            # Kept before the letter leaves: a link that was sent opens, until its address is withdrawn.
            token = await self._conversations.letter_token(waiting.conversation, waiting.id, self._clock())
        except UnknownConversation as error:
            raise NotWanted(str(error)) from None
        if not token:
            raise NotWanted("Le demandeur ne souhaite plus être averti à cette adresse.")
        try:
            reminder = await self._reminder(waiting.conversation, waiting.number)
            written = letter(waiting, self._call(), f"{self._site}/chat/{token}", reminder)
            await to_thread.run_sync(self._send, written)
        except MailRefused as error:
            raise Undeliverable(str(error)) from error
        except (MailUnavailable, DeskUnavailable) as error:
            raise NotNow(str(error)) from error

    async def _reminder(self, conversation: str, number: int | None) -> str:
        """Return what a reminder says, "" if a delivery is of another message."""
        events = await self._conversations.events(conversation, (number or 0) - 1, 1)
        said = events[0].message if events and events[0].kind is Kind.REMINDED else None
        return said.text if said else ""
