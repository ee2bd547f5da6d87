"""Set up the postman: the ways in which contacts are told of replies, as the settings have them."""

from bot.delivery.letters import CHANNEL, Letters
from bot.delivery.mail_server import parse_server
from bot.delivery.outbox import Deliver, Postman
from bot.parts import Parts


def postman_of(parts: Parts) -> Postman:
    """Return the postman of these parts, who sends no letter if no mail server is set."""
    return Postman(parts.stores.outbox, _ways(parts), parts.clock)


def _ways(parts: Parts) -> dict[str, Deliver]:
    settings = parts.settings
    if settings.smtp_url is None or settings.mail_from is None:
        return {}
    letters = Letters(
        parts.stores.conversations,
        parse_server(settings.smtp_url.get_secret_value()),
        settings.mail_from,
        settings.site,
        lambda: parts.reception.desk.corpus.call.name,
        parts.clock,
    )
    return {CHANNEL: letters.deliver}
