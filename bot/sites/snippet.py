"""Write the two lines of HTML that a webmaster pastes into a page."""

from html import escape
from typing import Final
from urllib.parse import urlencode

from bot.sites.site import Site
from bot.widget_files import LOADER

LINK_TEXT: Final = "Une question sur l’appel à projets ?"
"""What the link says, until the webmaster writes something else."""


def snippet(site: Site, address: str, integrity: str) -> str:
    """Return a link that works without JavaScript, and the script that opens the chat in place of it.

    `address` is the public one, without a slash at the end; `integrity` the digest of the loader.

    >>> print(snippet(Site("7f", "Ville"), "https://guichet.fr", "sha384-AbC"))
    <a class="guichet" href="https://guichet.fr/chat?site=7f" data-position="right">\
Une question sur l’appel à projets ?</a>
    <script async src="https://guichet.fr/widget/v1/guichet.js" integrity="sha384-AbC" \
crossorigin="anonymous" referrerpolicy="strict-origin"></script>
    """
    link = escape(f"{address}/chat?{urlencode({'site': site.key})}")
    script = escape(f"{address}{LOADER}")
    position = escape(site.position.value)
    return (
        f'<a class="guichet" href="{link}" data-position="{position}">{escape(LINK_TEXT)}</a>\n'
        f'<script async src="{script}" integrity="{escape(integrity)}" crossorigin="anonymous" '
        'referrerpolicy="strict-origin"></script>'
    )
