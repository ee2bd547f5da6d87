"""A notice as each product takes it: nothing in it is read as markup that we did not mean.

- Slack: https://docs.slack.dev/messaging/formatting-message-text, three characters are escaped;
- Mattermost: https://developers.mattermost.com/integrate/webhooks/incoming/, in Markdown;
- Matrix: https://spec.matrix.org/latest/client-server-api/#mnotice, a message that machines do not answer;
- Telegram: https://core.telegram.org/bots/api#html-style.
"""

import re
from html import escape
from typing import Final

from bot.delivery.mail import Letter
from bot.notices.wording import WHY_MAIL, Notice
from bot.telegram.messages import Outgoing

MARKDOWN: Final = re.compile(r"[`*{}\[\]()#+\-!_>|~]|\\(?!\w)")
r"""What a backslash escapes in Mattermost; one before a letter is itself:
https://github.com/mattermost/marked/blob/master/lib/marked.js (`escape`)."""

Body = dict[str, str]


def slack(notice: Notice) -> Body:
    r"""Return what an incoming webhook of Slack takes.

    >>> slack(Notice("Un & deux", ("<!channel>",), "https://exemple.fr/console"))["text"]
    '*Un &amp; deux*\n&lt;!channel&gt;\n<https://exemple.fr/console>'
    """
    headline, *details, link = (escape(line, quote=False) for line in notice.text.split("\n"))
    return {"text": "\n".join((f"*{headline}*", *details, f"<{link}>"))}


def mattermost(notice: Notice) -> Body:
    r"""Return what an incoming webhook of Mattermost takes.

    >>> mattermost(Notice("Un *deux*", (), "https://exemple.fr/console"))["text"]
    '**Un \\*deux\\***\n\n<https://exemple.fr/console>'
    """
    headline, *details = (MARKDOWN.sub(r"\\\g<0>", line) for line in (notice.headline, *notice.details))
    return {"text": "\n\n".join((f"**{headline}**", *details, f"<{notice.link}>"))}


def matrix(notice: Notice) -> Body:
    """Return the content of the event that a room of Matrix takes."""
    link = escape(notice.link)
    rest = (*(escape(line) for line in notice.details), f'<a href="{link}">{link}</a>')
    return {
        "msgtype": "m.notice",
        "body": notice.text,
        "format": "org.matrix.custom.html",
        "formatted_body": "<br>".join((f"<strong>{escape(notice.headline)}</strong>", *rest)),
    }


def telegram(notice: Notice) -> Outgoing:
    """Return the message for a chat of Telegram."""
    rest = (escape(line, quote=False) for line in (*notice.details, notice.link))
    return Outgoing("\n".join((f"<b>{escape(notice.headline, quote=False)}</b>", *rest)))


def letter(notice: Notice, to: str, key: str) -> Letter:
    """Return the letter to a mailbox of the staff; `key` is that of the delivery."""
    subject = notice.headline.removesuffix(".")
    text = "\n\n".join(("\n".join((notice.headline, *notice.details)), notice.link, WHY_MAIL))
    return Letter(to, " ".join(subject.split()), text + "\n", key)
