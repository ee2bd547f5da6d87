"""The settings of a language model: which one, what it is asked for, and what may never be sent where."""

from typing import Annotated

from pydantic import Field, HttpUrl, SecretStr, TypeAdapter, field_validator
from pydantic_settings import BaseSettings

from bot.setting_words import Text, about
from knowledge.chat.hosts import parse_hosts
from knowledge.chat.values import Use

USES = ", ".join(f"`{use.value}`" for use in Use)


class ModelSettings(BaseSettings):
    """What an operator can choose of the language model; none is needed, and none is set."""

    model: Annotated[
        Text | None,
        about(
            "Modèle de langue, `FOURNISSEUR:MODÈLE` : `openai:…` pour Albert, vLLM, llama.cpp et tout ce qui "
            "parle comme OpenAI, `mistralai:…`, `ollama:…`.",
            expected="un modèle écrit FOURNISSEUR:MODÈLE (openai:albert-large)",
            shown="aucun : des citations seules",
        ),
    ] = None
    model_url: Annotated[
        Text | None,
        about(
            "Adresse de l’API du modèle, ce qui précède `/chat/completions`.",
            expected="une adresse http:// ou https://",
            shown="celle du fournisseur",
        ),
    ] = None
    model_key: Annotated[
        SecretStr | None,
        about("Clé d’accès au modèle de langue.", expected="une clé", shown="aucune"),
    ] = None
    model_uses: Annotated[
        Text,
        about(
            f"Ce qui lui est demandé, séparé par des virgules : {USES}.",
            expected=f"un mot ou plusieurs ({', '.join(Use)}), séparés par des virgules,",
        ),
    ] = f"{Use.ANSWERS},{Use.DRAFTS}"
    model_seconds: Annotated[
        float,
        Field(gt=0, le=120),
        about(
            "Secondes que le modèle peut ajouter à une réponse, tous essais compris.",
            expected="un nombre au-dessus de 0, jusqu’à 120,",
        ),
    ] = 8
    model_hosts: Annotated[
        str,
        about(
            "Hôtes à qui le modèle peut être demandé, outre cette machine, son réseau et les hébergeurs "
            "européens connus ; `*` : tous, hors de l’Union européenne aussi.",
            expected="des noms d’hôtes séparés par des virgules, ou « * » seul",
            shown="aucun autre",
        ),
    ] = ""
    model_price: Annotated[
        str,
        about(
            "Prix d’un million de jetons lus puis écrits, en euros.",
            expected="un prix lu puis écrit, séparés par « / » (0,1/0,3),",
            shown="`0/0`",
        ),
    ] = "0/0"
    model_monthly_budget: Annotated[
        float,
        Field(ge=0),
        about(
            "Euros par mois civil au-delà desquels plus rien n’est demandé au modèle ; `0` : aucune limite.",
            expected="un nombre d’euros",
            shown="`0`",
        ),
    ] = 0
    model_trace_content: Annotated[
        bool,
        about(
            "`true` : les traces OpenTelemetry contiennent les textes envoyés et reçus.",
            expected="true ou false",
            shown="`false`",
        ),
    ] = False

    @field_validator("model_url")
    @classmethod
    def _is_model_address(cls, value: str | None) -> str | None:
        if value is not None:
            TypeAdapter(HttpUrl).validate_python(value)
        return value.rstrip("/") if value else None

    @field_validator("model")
    @classmethod
    def _names_a_provider(cls, value: str | None) -> str | None:
        provider, _, name = (value or "a:b").partition(":")
        if not (provider and name):
            raise ValueError(value)
        return value

    @field_validator("model_uses")
    @classmethod
    def _are_uses(cls, value: str) -> str:
        return ",".join(Use(word.strip()) for word in value.split(","))

    @field_validator("model_hosts")
    @classmethod
    def _are_hosts(cls, value: str) -> str:
        parse_hosts(value)
        return value

    @field_validator("model_price")
    @classmethod
    def _are_prices(cls, value: str) -> str:
        prices(value)
        return value

    @property
    def asked_for(self) -> frozenset[Use]:
        """What a model is asked for; nothing without one."""
        return frozenset(Use(word) for word in self.model_uses.split(",")) if self.model else frozenset()


def prices(written: str) -> tuple[float, float]:
    """Read the euros of a million tokens read, then written.

    Raises:
        ValueError: these are not two amounts.

    >>> prices("0.1/0.3"), prices("0,1/0,3")
    ((0.1, 0.3), (0.1, 0.3))
    """
    read, written_ = (float(price.replace(",", ".")) for price in written.split("/"))
    if not (0 <= read < float("inf") and 0 <= written_ < float("inf")):
        raise ValueError(written)
    return read, written_
