"""Which messages must reach a contact elsewhere than on our pages, and where."""

from bot.conversations.events import Author, Delivery, Kind, Message

MAIL, TELEGRAM = "email", "telegram"
"""The channels of deliveries."""


def lane_of(chat: int) -> str:
    """Return the lane of what is sent to a chat of Telegram.

    >>> lane_of(-100123)
    'telegram:-100123'
    """
    return f"{TELEGRAM}:{chat}"


def deliveries(
    conversation: str, kind: Kind, message: Message, email: str | None, chat: int | None
) -> tuple[Delivery, ...]:
    """Return what must be sent for a message of a conversation, said by an event of this kind.

    The replies of a person, and reminders, go to the address that the contact left; all that is said to
    them, to their chat.
    """
    if message.private or message.author is Author.CONTACT:
        return ()
    found = []
    key = f"{conversation}:{message.number}"
    if email and (message.author is Author.STAFF or kind is Kind.REMINDED):
        found.append(Delivery(f"{key}:{MAIL}", MAIL, email, message.number))
    if chat is not None:
        found.append(Delivery(f"{key}:{TELEGRAM}", TELEGRAM, str(chat), message.number, lane_of(chat)))
    return tuple(found)
