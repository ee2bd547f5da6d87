"""Write the link that opens a chat with our bot, and tells it where someone comes from."""


def start_of(payload: str) -> str:
    """Return what follows the address of the bot, for it to be sent /start with a payload.

    https://core.telegram.org/bots/features#deep-linking

    >>> start_of("7f")
    '?start=7f'
    """
    return f"?start={payload}"


def deep_link(bot: str, payload: str) -> str:
    """Return the link, "" while the user name of the `bot` is not known.

    >>> deep_link("appel_bot", "7f"), deep_link("", "7f")
    ('https://t.me/appel_bot?start=7f', '')
    """
    return f"https://t.me/{bot}{start_of(payload)}" if bot else ""
