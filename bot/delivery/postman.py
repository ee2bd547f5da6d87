"""Set up the postman: the ways in which contacts and staff are told, as the settings have them."""

from bot.delivery.letters import CHANNEL, Letters
from bot.delivery.mail_server import MailServer, parse_server
from bot.delivery.outbox import Deliver
from bot.parts import Parts


def mail_server_of(parts: Parts) -> MailServer | None:
    """Return the server that letters leave by, None if none is set."""
    url = parts.settings.smtp_url
    return None if url is None else parse_server(url.get_secret_value())


def letters_of(parts: Parts) -> dict[str, Deliver]:
    """Return the way of letters to contacts, none if no mail server is set."""
    server, sender = mail_server_of(parts), parts.settings.mail_from
    if server is None or sender is None:
        return {}
    letters = Letters(
        parts.stores.conversations,
        server,
        sender,
        parts.settings.site,
        lambda: parts.reception.desk.corpus.call.name,
        parts.clock,
    )
    return {CHANNEL: letters.deliver}
