from pathlib import Path

import pytest

from bot.channel_settings import ChannelSettings
from bot.errors import SettingsError
from bot.model_settings import ModelSettings
from bot.notices.addresses import MailAddress, TelegramAddress
from bot.settings import SHIPPED_CORPUS, Settings, load_settings, settings_table, variable
from knowledge.chat.values import Use

ROBOT = "123456:ABC-DEF"


def test_nothing_has_to_be_set() -> None:
    settings = load_settings()
    assert settings.corpus == SHIPPED_CORPUS
    assert settings.database_url is None
    assert settings.site == "http://localhost:8000"
    assert settings.chroma_url is None
    assert settings.receipt_days == 365


def test_the_environment_sets_every_field(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "corpus": "/tmp/textes",  # noqa: S108 - never opened
        "data": "/tmp/travail",  # noqa: S108 - never opened
        "database_url": "postgresql://localhost/guichet",
        "chroma_url": "http://localhost:8001",
        "embedder": "albert",
        "embedder_key": "cle",
        "host": "0.0.0.0",  # noqa: S104 - only compared
        "port": "8080",
        "public_url": "https://guichet.example",
        "receipt_days": "30",
        "conversation_days": "90",
        "audit_days": "400",
        "controller": "Ministère de l’Essai",
        "dpo": "dpo@exemple.fr",
        "opening_hours": "lun 9:00-12:00",
        "holidays": "57",
        "time_zone": "Indian/Reunion",
        "reply_hours": "6.5",
        "smtp_url": "smtp://hote:25",
        "mail_from": "guichet@exemple.fr",
        "telegram_token": ROBOT,
        "telegram_api_url": "http://localhost:8081/bot",
        "telegram_webhook": "True",
        "notify": "mailto:equipe@exemple.fr telegram:-100123",
        "session_hours": "8.5",
        "model": "openai:albert-large",
        "model_url": "https://albert.api.etalab.gouv.fr/v1",
        "model_key": "cle-du-modele",
        "model_uses": "reponses,lecture",
        "model_seconds": "6.0",
        "model_hosts": "modele.exemple.fr",
        "model_price": "0.1/0.3",
        "model_monthly_budget": "50.0",
        "model_trace_content": "True",
        "proxies": "10.0.0.0/8,::1",
        "posts_per_minute": "30",
    }
    assert set(values) == set(Settings.model_fields)
    for field, value in values.items():
        monkeypatch.setenv(variable(field), value)
    settings = load_settings()
    assert settings.embedder_key is not None
    assert settings.embedder_key.get_secret_value() == "cle"
    assert settings.smtp_url is not None
    assert settings.smtp_url.get_secret_value() == "smtp://hote:25"
    assert settings.telegram_token is not None
    assert settings.model_key is not None
    assert settings.model_key.get_secret_value() == "cle-du-modele"
    assert settings.asked_for == {Use.ANSWERS, Use.READING}
    assert settings.telegram_token.get_secret_value() == ROBOT
    assert settings.notified == (MailAddress("equipe@exemple.fr"), TelegramAddress(-100123))
    hidden = {"embedder_key", "smtp_url", "model_key", "telegram_token", "notify"}
    shown = settings.model_dump(mode="json", exclude=hidden)
    assert {field: str(value) for field, value in shown.items()} == {
        field: value for field, value in values.items() if field in shown
    }


def test_a_dot_env_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("GUICHET_PORT=8100\nGUICHET_HOST=::1\nAUTRE=1\n", "utf-8")
    monkeypatch.setenv("GUICHET_PORT", "8200")
    settings = load_settings()
    assert (settings.port, settings.host) == (8200, "::1")


def test_the_command_line_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUICHET_DATA", "ailleurs")
    assert load_settings(data=Path("ici"), port=None).data == Path("ici")


def test_an_empty_variable_is_not_a_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUICHET_PORT", "")
    assert load_settings().port == 8000


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("GUICHET_PORT", "abc", "un nombre entier de 1 à 65535"),
        ("GUICHET_PORT", "0", "un nombre entier de 1 à 65535"),
        ("GUICHET_PORT", "70000", "un nombre entier de 1 à 65535"),
        ("GUICHET_RECEIPT_DAYS", "0", "un nombre entier de 1 à 3650"),
        ("GUICHET_RECEIPT_DAYS", "4000", "un nombre entier de 1 à 3650"),
        ("GUICHET_PUBLIC_URL", "javascript:alert(1)", "une adresse http:// ou https://"),
        ("GUICHET_PROXIES", "mandataire", "des adresses ou des réseaux, comme 10.0.0.0/8,"),
        ("GUICHET_PROXIES", "10.0.0.1/8", "des adresses ou des réseaux, comme 10.0.0.0/8,"),
        ("GUICHET_PROXIES", "*,10.0.0.1", "des adresses ou des réseaux, comme 10.0.0.0/8,"),
        ("GUICHET_POSTS_PER_MINUTE", "-1", "un nombre entier de 0 à 10000"),
        ("GUICHET_MAIL_FROM", "guichet", "une adresse électronique"),
        ("GUICHET_TELEGRAM_API_URL", "api.telegram.org/bot", "un début d’adresse comme https://api."),
        ("GUICHET_TELEGRAM_WEBHOOK", "peut-être", "true ou false"),
        ("GUICHET_HOLIDAYS", "99", "un code de département ou de région (57, 974) est attendu."),
    ],
)
def test_a_value_that_cannot_be_used_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    message = str(caught.value)
    assert message.startswith(f"{name} vaut « {value} », mais {expected}")
    assert " est attendu. " in message and "\n" not in message


@pytest.mark.parametrize("name", ["GUICHET_DATABASE_URL", "GUICHET_CHROMA_URL"])
def test_a_password_is_never_repeated(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "mysql://moi:motdepasse@hote/base")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "motdepasse" not in str(caught.value)
    assert "une valeur masquée" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("GUICHET_SMTP_URL", "https://moi:motdepasse@hote", "une adresse smtp:// ou smtps://"),
        ("GUICHET_TELEGRAM_TOKEN", "motdepasse", "un jeton comme 123456:ABC-DEF"),
        ("GUICHET_TELEGRAM_TOKEN", "123456:mot de passe", "un jeton comme 123456:ABC-DEF"),
        ("GUICHET_NOTIFY", "mailto:motdepasse@exemple.fr", "GUICHET_SMTP_URL, pour les adresses mailto:,"),
        ("GUICHET_NOTIFY", "telegram:-100", "GUICHET_TELEGRAM_TOKEN, pour les adresses telegram:,"),
        (
            "GUICHET_NOTIFY",
            "slack+https://hote/a telegram:motdepasse",
            "pour l’adresse n° 2, le numéro d’un groupe Telegram, comme telegram:-1001234567890,",
        ),
    ],
)
def test_a_secret_that_cannot_be_used_is_not_repeated_either(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).startswith(f"{name} vaut une valeur masquée, mais {expected} est attendu. ")
    assert "motdepasse" not in str(caught.value)


@pytest.mark.parametrize(
    "given", ["http://localhost:8081", "http://localhost:8081/bot", " http://localhost:8081/bot/"]
)
def test_what_stands_before_the_token_ends_as_telegram_has_it(given: str) -> None:
    assert load_settings(telegram_api_url=given).telegram_api_url == "http://localhost:8081/bot"


@pytest.mark.parametrize(
    "given",
    [
        "https://telegram.exemple.fr/bot",
        "http://localhost:8081/bot",
        "http://telegram-bot-api:8081/bot",
        "http://10.0.0.8:8081/bot",
        "http://[::1]:8081/bot",
    ],
)
def test_a_token_may_go_to_a_neighbour_without_tls(given: str) -> None:
    assert load_settings(telegram_api_url=given).telegram_api_url == given


@pytest.mark.parametrize(
    "given",
    [
        "http://api.telegram.org/bot",
        "http://8.8.8.8/bot",
        "http://134744072/bot",
        "http://[2001:4860::1]/bot",
    ],
)
def test_a_token_never_crosses_the_web_without_tls(given: str) -> None:
    expected = r"mais un début d’adresse en https:// \(http:// vers un serveur voisin seulement\) est attendu"
    with pytest.raises(SettingsError, match=expected):
        load_settings(telegram_api_url=given)


def test_a_channel_is_open_once_it_is_set() -> None:
    assert not load_settings().mails
    assert not load_settings().telegrams
    assert load_settings().notified == ()
    assert load_settings(smtp_url="smtp://hote:25", mail_from="guichet@exemple.fr").mails
    assert load_settings(telegram_token=f" {ROBOT} ").telegrams


def test_updates_may_come_without_tls_to_a_server_of_our_own() -> None:
    settings = load_settings(telegram_token=ROBOT, telegram_webhook=True)
    assert settings.telegram_webhook
    assert not settings.secure


def test_a_dot_env_that_is_not_text_is_refused() -> None:
    Path(".env").write_bytes(b"GUICHET_HOST=\xff\xfe\n")
    with pytest.raises(SettingsError, match=r"\.env"):
        load_settings()


def test_an_address_loses_its_last_slash() -> None:
    assert load_settings(public_url="https://guichet.example/").site == "https://guichet.example"


def test_the_table_has_a_row_for_each_setting_and_no_path_of_this_machine() -> None:
    rows = settings_table().splitlines()[2:]
    named = [row.split("`")[1] for row in rows]
    assert sorted(named) == sorted(map(variable, Settings.model_fields))
    channels = list(map(variable, ChannelSettings.model_fields))
    assert named[0] == "GUICHET_CORPUS"
    models = list(map(variable, ModelSettings.model_fields))
    assert named[-len(channels) - len(models) :] == [*models, *channels]
    assert all(row.count("|") == 4 and row.endswith(". |") for row in rows)
    assert str(SHIPPED_CORPUS) not in settings_table()


def test_without_a_model_nothing_is_asked_for() -> None:
    assert load_settings(model_uses="reponses,lecture").asked_for == frozenset()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("model", "albert-large"),
        ("model", "openai:"),
        ("model_url", "albert"),
        ("model_uses", "reponses,tout"),
        ("model_price", "0.1"),
        ("model_price", "-1/2"),
        ("model_price", "nan/2"),
        ("model_seconds", "0"),
        ("model_hosts", "pas un hôte"),
    ],
)
def test_a_setting_of_the_model_that_cannot_be_used_is_refused(field: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable(field)):
        load_settings(**{field: value})


def test_a_secret_is_hidden_when_settings_are_printed() -> None:
    assert "cle-tres-secrete" not in repr(load_settings(embedder_key="cle-tres-secrete"))
    told = load_settings(telegram_token=ROBOT, notify="slack+https://hote/ABC-DEF")
    assert "ABC-DEF" not in repr(told) + str(told.notified) + str(told.model_dump(mode="json"))


def test_proxies_may_be_spaced_out() -> None:
    assert load_settings(proxies=" 10.0.0.1 , ::1 ").proxies == "10.0.0.1,::1"
    assert load_settings(proxies="*").proxies == "*"
