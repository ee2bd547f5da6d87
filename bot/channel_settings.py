"""The settings of what leaves for elsewhere than our pages: mail, Telegram, notices of the staff."""

import re
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import (
    Field,
    HttpUrl,
    SecretStr,
    TypeAdapter,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings

from bot.delivery.mail import address
from bot.delivery.mail_server import parse_server
from bot.hosts import is_near
from bot.notices.addresses import EXPECTED, Address, MailAddress, TelegramAddress, parse_notify
from bot.setting_words import BetterExpected, Text, about

TOKEN: Final = re.compile(r"[0-9]{1,18}:[A-Za-z0-9_-]+")
"""The number of a bot, then its secret: https://core.telegram.org/bots/api#authorizing-your-bot."""

SECURE: Final = "un début d’adresse en https:// (http:// vers un serveur voisin seulement)"
"""What is expected of an address that the token is sent to."""


class ChannelSettings(BaseSettings):
    """What an operator can choose of the channels."""

    smtp_url: Annotated[
        SecretStr | None,
        about(
            "Serveur d’envoi des courriels, `smtp://utilisateur:motdepasse@serveur:587` ou `smtps://…`.",
            expected="une adresse smtp:// ou smtps://",
            shown="aucun : pas de courriel",
        ),
    ] = None
    mail_from: Annotated[
        Text | None,
        about(
            "Adresse d’expédition des courriels, obligatoire avec `GUICHET_SMTP_URL`.",
            expected="une adresse électronique",
            shown="aucune",
        ),
        Field(validate_default=True),
    ] = None
    telegram_token: Annotated[
        SecretStr | None,
        about(
            "Jeton du robot Telegram, tel que @BotFather le donne.",
            expected="un jeton comme 123456:ABC-DEF",
            shown="aucun : pas de Telegram",
        ),
    ] = None
    telegram_api_url: Annotated[
        Text,
        about(
            "Adresse de l’API de Telegram, ou de votre propre serveur de cette API.",
            expected="un début d’adresse comme https://api.telegram.org/bot",
        ),
    ] = "https://api.telegram.org/bot"
    telegram_webhook: Annotated[
        bool,
        about(
            "`true` : Telegram envoie les messages à `<GUICHET_PUBLIC_URL>/telegram/webhook` ; "
            "`false` : le produit va les chercher.",
            expected="true ou false",
            shown="`false`",
        ),
    ] = False
    notify: Annotated[
        SecretStr | None,
        about(
            "Où prévenir l’équipe que quelqu’un attend : `mailto:…`, `slack+https://…`, "
            "`mattermost+https://…`, `matrix+https://JETON@serveur/!salon:serveur` (Tchap), "
            "séparés par des espaces. `telegram:…` existe aussi ; l’État demande Tchap à ses agents.",
            expected=EXPECTED,
            shown="nulle part",
        ),
    ] = None

    @field_validator("smtp_url")
    @classmethod
    def _is_mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            parse_server(value.get_secret_value())
        return value

    @field_validator("mail_from")
    @classmethod
    def _is_mail_address(cls, value: str | None, others: ValidationInfo) -> str | None:
        if value is None and others.data.get("smtp_url") is not None:
            raise ValueError(value)
        return value and address(value)

    @field_validator("telegram_token")
    @classmethod
    def _is_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        token = value.get_secret_value().strip()
        if not TOKEN.fullmatch(token):
            raise ValueError("this is no token of a bot")
        return SecretStr(token)

    @field_validator("telegram_api_url")
    @classmethod
    def _stands_before_a_token(cls, value: str) -> str:
        url = TypeAdapter(HttpUrl).validate_python(value)
        if url.scheme == "http" and not is_near((url.host or "").strip("[]")):
            raise BetterExpected(SECURE)
        before = value.rstrip("/")
        return before if urlsplit(before).path else f"{before}/bot"

    @field_validator("notify")
    @classmethod
    def _can_be_told(cls, value: SecretStr | None, others: ValidationInfo) -> SecretStr | None:
        kinds = {type(found) for found in parse_notify(value.get_secret_value() if value else "")}
        if MailAddress in kinds and others.data.get("smtp_url") is None:
            raise BetterExpected("GUICHET_SMTP_URL, pour les adresses mailto:,")
        if TelegramAddress in kinds and others.data.get("telegram_token") is None:
            raise BetterExpected("GUICHET_TELEGRAM_TOKEN, pour les adresses telegram:,")
        return value

    @property
    def mails(self) -> bool:
        """Whether contacts can be told of replies by e-mail."""
        return self.smtp_url is not None

    @property
    def telegrams(self) -> bool:
        """Whether contacts can write to us on Telegram."""
        return self.telegram_token is not None

    @property
    def notified(self) -> tuple[Address, ...]:
        """Where staff are told that somebody waits."""
        return parse_notify(self.notify.get_secret_value()) if self.notify else ()
