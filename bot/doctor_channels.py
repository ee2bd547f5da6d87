"""Look over what leaves for elsewhere than our pages: mail, Telegram, notices of the staff."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from bot.delivery.mail_server import parse_server
from bot.findings import Finding, Level
from bot.notices.addresses import Address, MailAddress, MatrixAddress, TelegramAddress, WebAddress
from bot.settings import Settings
from bot.telegram.api import BadToken, TelegramError, Unavailable

TIMEOUT: Final = 5.0
"""Seconds within which Telegram says who we are."""

PORTS: Final = (443, 80, 88, 8443)
"""Those that Telegram sends updates to: https://core.telegram.org/bots/api#setwebhook."""

BEGIN: Final = (
    "pour répondre aussi sur Telegram, écrivez /newbot à @BotFather, puis mettez dans "
    "GUICHET_TELEGRAM_TOKEN le jeton qu’il donne."
)

TCHAP: Final = (
    "l’État demande à ses agents d’employer Tchap plutôt que Telegram (circulaire n° 6497/SG du "
    "25 juillet 2025) : préférez une adresse matrix+https://… dans GUICHET_NOTIFY."
)

AskName = Callable[[Settings], str]
"""Asks Telegram for the user name of the bot that our token is of; raises `TelegramError`."""


def letters(settings: Settings) -> Finding:
    """Say whether contacts can be told of replies by e-mail, and by which server; no password is shown.

    >>> letters(Settings(smtp_url="smtp://u:secret@mail.exemple.fr", mail_from="a@exemple.fr")).found
    'envoyés par mail.exemple.fr:587, depuis a@exemple.fr'
    """
    if settings.smtp_url is None:
        mend = "réglez GUICHET_SMTP_URL et GUICHET_MAIL_FROM pour prévenir les demandeurs des réponses."
        return Finding(Level.NOTE, "Courriels", "aucun serveur d’envoi n’est réglé", mend)
    server = parse_server(settings.smtp_url.get_secret_value())
    found = f"envoyés par {server.host}:{server.port}, depuis {settings.mail_from}"
    return Finding(Level.OK, "Courriels", found)


def telegram(settings: Settings, ask_name: AskName) -> Iterator[Finding]:
    """Say whether Telegram knows our token, and how its updates come; the token is never shown.

    >>> [finding.found for finding in telegram(Settings(telegram_token="123:abc"), lambda _: "essai_bot")]
    ['@essai_bot répond, le produit va chercher les messages']
    """
    if not settings.telegrams:
        yield Finding(Level.NOTE, "Telegram", "aucun jeton n’est réglé", BEGIN)
        return
    try:
        name = ask_name(settings)
    except BadToken:
        mend = (
            "copiez dans GUICHET_TELEGRAM_TOKEN le jeton que donne @BotFather (/mybots, puis « API Token »)."
        )
        yield Finding(Level.BROKEN, "Telegram", "Telegram ne reconnaît pas le jeton du robot", mend)
    except TelegramError as error:
        host = urlsplit(settings.telegram_api_url).hostname
        mend = f"vérifiez que cette machine peut joindre {host}, ou corrigez GUICHET_TELEGRAM_API_URL."
        yield Finding(Level.BROKEN, "Telegram", str(error), mend)
    else:
        way = "reçoit les messages par webhook" if settings.telegram_webhook else "va chercher les messages"
        yield Finding(Level.OK, "Telegram", f"@{name} répond, le produit {way}")
    if settings.telegram_webhook and not _is_reachable(settings.site):
        ports = ", ".join(map(str, PORTS[:-1])) + f" ou {PORTS[-1]}"
        mend = (
            f"Telegram n’écrit qu’à une adresse https publique, aux ports {ports} : réglez "
            "GUICHET_PUBLIC_URL, ou enlevez GUICHET_TELEGRAM_WEBHOOK : le produit ira chercher les messages."
        )
        yield Finding(Level.NOTE, "Webhook Telegram", f"{settings.site} ne convient pas", mend)


def notices(settings: Settings) -> Finding:
    """Say how staff are told that somebody waits, and at how many addresses; none of them is shown.

    >>> notices(Settings(notify="slack+https://a.fr/x matrix+https://jeton@a.fr/!b:a.fr")).found
    '2 adresses : 1 par Slack, 1 par Matrix ou Tchap'
    """
    if not settings.notified:
        mend = "réglez GUICHET_NOTIFY pour que l’équipe sache, hors de la console, que quelqu’un attend."
        return Finding(Level.NOTE, "Avis à l’équipe", "aucune adresse n’est réglée", mend)
    kinds = Counter(map(_kind, settings.notified))
    count = kinds.total()
    shown = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
    found = f"{count} adresse{'s' if count > 1 else ''} : {shown}"
    if any(isinstance(address, TelegramAddress) for address in settings.notified):
        return Finding(Level.NOTE, "Avis à l’équipe", found, TCHAP)
    return Finding(Level.OK, "Avis à l’équipe", found)


def ask_telegram(settings: Settings) -> str:
    """Ask Telegram for the user name of our bot.

    Raises:
        BadToken: Telegram does not know the token.
        Unavailable: Telegram does not answer, or something else does; the message has nothing secret.
    """
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    try:
        answer = httpx.get(f"{settings.telegram_api_url}{token}/getMe", timeout=TIMEOUT)
        said: Any = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL):
        # What was raised may repeat the address, which holds the token.
        raise Unavailable from None
    except ValueError:
        said = None
    # https://core.telegram.org/bots/api#making-requests: an unknown token is 401, a malformed one 404.
    if answer.status_code in (401, 404) and isinstance(said, dict) and said.get("ok") is False:
        raise BadToken
    name = _name_in(said)
    if not (answer.is_success and name):
        raise Unavailable("ce qui répond à GUICHET_TELEGRAM_API_URL n’est pas l’API de Telegram.")
    return name


def _name_in(said: Any) -> str:
    """Return the user name that an answer to getMe gives, "" if it gives none.

    >>> _name_in({"ok": True, "result": {"username": "essai_bot"}}), _name_in(["?"])
    ('essai_bot', '')
    """
    result = said.get("result") if isinstance(said, dict) and said.get("ok") is True else None
    name = result.get("username") if isinstance(result, dict) else None
    return name if isinstance(name, str) else ""


def _is_reachable(site: str) -> bool:
    """Whether Telegram may send updates to a site; no address is asked for.

    >>> [_is_reachable(f"http{rest}") for rest in ("s://a.fr", "s://a.fr:8443", "s://a.fr:444", "://a.fr")]
    [True, True, False, False]
    """
    parts = urlsplit(site)
    return parts.scheme == "https" and parts.hostname != "localhost" and (parts.port or 443) in PORTS


def _kind(address: Address) -> str:
    match address:
        case MailAddress():
            return "par courriel"
        case WebAddress():
            return f"par {address.hook.capitalize()}"
        case MatrixAddress():
            return "par Matrix ou Tchap"
        case TelegramAddress():
            return "sur Telegram"
