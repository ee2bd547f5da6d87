"""Every setting of the product, read from `GUICHET_*` variables and `.env`, with its default and its help."""

from importlib.resources import files
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    Field,
    HttpUrl,
    SecretStr,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import SettingsConfigDict

from bot.channel_settings import ChannelSettings
from bot.errors import SettingsError
from bot.hours import parse_holidays, parse_hours, parse_zone
from bot.model_settings import ModelSettings
from bot.setting_words import BetterExpected, Text, about, table_of, told

PREFIX = "GUICHET_"
LOOPBACK = "127.0.0.1,::1"
SHIPPED_CORPUS = Path(str(files("knowledge"))) / "corpora" / "ptce-2013"
DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://", "postgres://")
SECRETS = (
    "database_url", "chroma_url", "embedder", "embedder_key", "smtp_url", "telegram_token", "notify",
    "model_key", "model_url",
)  # fmt: skip
"""Settings whose value may hold a password, and is therefore never repeated."""


class Settings(ModelSettings, ChannelSettings):
    """What an operator can choose; every field also exists as a `GUICHET_` variable in capitals."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True
    )

    corpus: Annotated[
        Path,
        about(
            "Dossier des textes officiels de l’appel à projets.",
            expected="un dossier",
            shown="le corpus PTCE fourni",
        ),
    ] = SHIPPED_CORPUS
    data: Annotated[
        Path, about("Dossier où le produit écrit tout ce qu’il garde.", expected="un dossier")
    ] = Path("data")
    database_url: Annotated[
        Text | None,
        about(
            "Base de données, SQLite ou PostgreSQL (`postgresql://…`).",
            expected="une adresse qui commence par sqlite:/// ou postgresql://",
            shown="SQLite, dans `GUICHET_DATA`",
        ),
    ] = None
    chroma_url: Annotated[
        Text | None,
        about(
            "Adresse d’un serveur Chroma.",
            expected="une adresse http:// ou https://",
            shown="Chroma intégré, dans `GUICHET_DATA`",
        ),
    ] = None
    embedder: Annotated[
        Text,
        about(
            "Modèle qui compare le sens des phrases : `bundled`, fourni et sans réseau, "
            "`sentence-transformers:MODÈLE`, `fastembed:MODÈLE` ou `openai:MODÈLE@ADRESSE`.",
            expected="le nom d’un modèle",
        ),
    ] = "bundled"
    embedder_key: Annotated[
        SecretStr | None,
        about("Clé d’accès au modèle, s’il est en ligne.", expected="une clé", shown="aucune"),
    ] = None
    host: Annotated[
        Text,
        about("Adresse réseau où écouter ; `0.0.0.0` pour toutes.", expected="une adresse réseau"),
    ] = "127.0.0.1"
    port: Annotated[
        int,
        Field(ge=1, le=65535),
        about("Port où écouter.", expected="un nombre entier de 1 à 65535"),
    ] = 8000
    public_url: Annotated[
        Text | None,
        about(
            "Adresse du site telle que le public la voit ; les liens des citations commencent par elle.",
            expected="une adresse http:// ou https://",
            shown="`http://localhost:<port>`",
        ),
    ] = None
    receipt_days: Annotated[
        int,
        Field(ge=1, le=3650),
        about("Jours pendant lesquels un reçu peut être relu.", expected="un nombre entier de 1 à 3650"),
    ] = 365
    conversation_days: Annotated[
        int,
        Field(ge=1, le=3650),
        about(
            "Jours après lesquels une conversation où rien ne se passe est effacée.",
            expected="un nombre entier de 1 à 3650",
        ),
    ] = 180
    audit_days: Annotated[
        int,
        Field(ge=180, le=3650),
        about(
            "Jours pendant lesquels le journal de l’équipe est gardé.",
            expected="un nombre entier de 180 à 3650",
        ),
    ] = 365
    controller: Annotated[
        Text | None,
        about(
            "Organisme responsable du traitement des données personnelles.",
            expected="le nom d’un organisme",
            shown="l’autorité qui publie l’appel",
        ),
    ] = None
    dpo: Annotated[
        Text | None,
        about(
            "Contact du délégué à la protection des données, montré au public.",
            expected="une adresse électronique ou postale",
            shown="aucun",
        ),
    ] = None
    opening_hours: Annotated[
        Text,
        about(
            "Heures où l’équipe répond : des jours, puis des heures ; `;` sépare les groupes.",
            expected="des jours puis des heures, comme « lun-ven 9:00-12:00 14:00-17:00 »",
        ),
    ] = "lun-ven 9:00-12:00 14:00-17:00"
    holidays: Annotated[
        str,
        about(
            "Partie de la France dont l’équipe observe les jours fériés, comme `57` ou `974`.",
            expected="un code de département ou de région (57, 974)",
            shown="la France entière",
        ),
    ] = ""
    time_zone: Annotated[Text, about("Fuseau horaire de l’équipe.", expected="un nom comme Europe/Paris")] = (
        "Europe/Paris"
    )
    reply_hours: Annotated[
        float,
        Field(gt=0, le=400),
        about(
            "Délai promis à qui attend une personne, en heures d’ouverture.",
            expected="un nombre de 0 à 400",
        ),
    ] = 12
    session_hours: Annotated[
        float,
        Field(gt=0, le=24),
        about("Durée d’une session de l’équipe, en heures.", expected="un nombre de 0 à 24"),
    ] = 10
    proxies: Annotated[
        Text,
        about(
            "Adresses des serveurs mandataires dont les en-têtes X-Forwarded-For et -Proto sont crus ; "
            "`*` pour toutes.",
            expected="des adresses ou des réseaux, comme 10.0.0.0/8, séparés par des virgules, ou « * » seul",
        ),
    ] = LOOPBACK
    posts_per_minute: Annotated[
        int,
        Field(ge=0, le=10_000),
        about(
            "Envois acceptés du public, par minute et par adresse réseau ; `0` : aucune limite.",
            expected="un nombre entier de 0 à 10000",
        ),
    ] = 60

    @field_validator("chroma_url", "public_url")
    @classmethod
    def _is_web_address(cls, value: str | None) -> str | None:
        if value is not None:
            TypeAdapter(HttpUrl).validate_python(value)
        return value.rstrip("/") if value else None

    @field_validator("database_url")
    @classmethod
    def _is_known_database(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(DATABASES):
            raise ValueError(value)
        return value

    @field_validator("opening_hours", "holidays", "time_zone")
    @classmethod
    def _can_be_read(cls, value: str, info: ValidationInfo) -> str:
        readers = {"opening_hours": parse_hours, "holidays": parse_holidays, "time_zone": parse_zone}
        readers[str(info.field_name)](value)
        return value

    @field_validator("proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        names = [name.strip() for name in value.split(",")]
        if names != ["*"]:
            for name in names:
                ip_network(name)
        return ",".join(names)

    @property
    def secure(self) -> bool:
        """Whether the public reaches the site by TLS."""
        return self.site.startswith("https:")

    @property
    def site(self) -> str:
        """The address that links start with, without a slash at the end."""
        return self.public_url or f"http://localhost:{self.port}"


def load_settings(**chosen: object) -> Settings:
    """Read the settings; what is `chosen` on the command line wins, and None is not a choice.

    Raises:
        SettingsError: a value cannot be used, or `.env` is not a UTF-8 text.
    """
    given: dict[str, Any] = {name: value for name, value in chosen.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError(*_first_fault(error)) from None
    except UnicodeDecodeError:
        raise SettingsError("Le fichier .env", "autre chose que du texte", "un texte en UTF-8") from None


def _first_fault(error: ValidationError) -> tuple[str, str, str]:
    """Return the name of the first wrong setting, its value, and what was expected."""
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0])
    got = "une valeur masquée" if name in SECRETS else f"« {first['input']} »"
    fault = first.get("ctx", {}).get("error")
    expected = (
        str(fault) if isinstance(fault, BetterExpected) else told(Settings.model_fields[name], "expected")
    )
    return variable(name), got, expected


def variable(field: str) -> str:
    """Name the environment variable of a setting.

    >>> variable("database_url")
    'GUICHET_DATABASE_URL'
    """
    return PREFIX + field.upper()


def settings_table() -> str:
    """Return the Markdown table of all settings that the README shows, without a newline at the end."""
    # What every installation has comes first, then the model, the channels last; the rest stays as it is.
    fields = sorted(Settings.model_fields.items(), key=lambda item: _group(item[0]))
    return table_of({variable(name): field for name, field in fields})


def _group(field: str) -> int:
    return 2 if field in ChannelSettings.model_fields else int(field in ModelSettings.model_fields)
