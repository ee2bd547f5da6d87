"""Put together what leaves for elsewhere than our pages: letters, Telegram, notices of the staff."""

from dataclasses import dataclass

from bot.conversations.deliveries import TELEGRAM
from bot.delivery.outbox import Deliver, Postman
from bot.delivery.postman import letters_of, mail_server_of
from bot.notices.notices import CHANNEL as NOTICE
from bot.notices.notices import Mailing, Notices
from bot.parts import Parts
from bot.telegram.service import Account, account_of, courier_of, losing_of


@dataclass(frozen=True, slots=True)
class Channels:
    """Who makes the deliveries, who looks for what staff must be told; the bot, None if there is none."""

    postman: Postman
    notices: Notices
    account: Account | None

    def telegram_name(self) -> str:
        """Return the name of the bot without @, "" without one or until Telegram has told it."""
        return self.account.name() if self.account else ""


def channels_of(parts: Parts) -> Channels:
    """Return the channels that the settings of these parts open."""
    account, notices = account_of(parts.settings), _notices(parts)
    ways: dict[str, Deliver] = letters_of(parts) | {NOTICE: notices.deliver}
    if account is not None:
        ways[TELEGRAM] = courier_of(account, parts).deliver
    postman = Postman(parts.stores.outbox, ways, parts.clock, lost=losing_of(parts))
    return Channels(postman, notices, account)


def _notices(parts: Parts) -> Notices:
    server, sender = mail_server_of(parts), parts.settings.mail_from
    return Notices(
        parts.stores.waiting_notices,
        parts.settings.notified,
        parts.promises,
        parts.settings.site,
        Mailing(server, sender) if server and sender else None,
        parts.clock,
    )
