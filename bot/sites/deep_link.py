"""Write the link that opens Telegram for a site or a campaign."""

from bot.sites.site import Site


def start_of(site: Site) -> str:
    """Return what follows the address of the bot, and tells it which site someone comes from.

    https://core.telegram.org/bots/features#deep-linking

    >>> start_of(Site("7f", "Ville"))
    '?start=7f'
    """
    return f"?start={site.key}"


def deep_link(bot: str, site: Site) -> str:
    """Return the link for a site, "" while the user name of the `bot` is not known.

    >>> deep_link("appel_bot", Site("7f", "Ville")), deep_link("", Site("7f", "Ville"))
    ('https://t.me/appel_bot?start=7f', '')
    """
    return f"https://t.me/{bot}{start_of(site)}" if bot else ""
