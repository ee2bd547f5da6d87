"""The addresses where staff are told are read whole or refused, and no secret of theirs is shown."""

import pytest

from bot.notices.addresses import (
    Address,
    BadNotify,
    Hook,
    MailAddress,
    MatrixAddress,
    TelegramAddress,
    WebAddress,
    name_of,
    parse_notify,
)

SLACK = "https://hooks.slack.com/services/T0/B0/s3cret"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("mailto:Equipe@Exemple.FR", MailAddress("Equipe@exemple.fr")),
        (f"slack+{SLACK}", WebAddress(Hook.SLACK, SLACK)),
        (f"SLACK+{SLACK}", WebAddress(Hook.SLACK, SLACK)),
        (
            "mattermost+https://m.exemple.fr/sous/hooks/s3cret",
            WebAddress(Hook.MATTERMOST, "https://m.exemple.fr/sous/hooks/s3cret"),
        ),
        ("mattermost+http://mattermost:8065/hooks/a", WebAddress(Hook.MATTERMOST, "http://mattermost:8065/hooks/a")),
        (
            "matrix+https://s3cret@matrix.agent.tchap.gouv.fr/!salon:agent.tchap.gouv.fr",
            MatrixAddress("https://matrix.agent.tchap.gouv.fr", "!salon:agent.tchap.gouv.fr", "s3cret"),
        ),
        (
            "matrix+https://s3%2Fcr%40et@exemple.fr:8448/%21salon%3Aexemple.fr",
            MatrixAddress("https://exemple.fr:8448", "!salon:exemple.fr", "s3/cr@et"),
        ),
        ("matrix+http://s3cret@[::1]:8008/!salon", MatrixAddress("http://[::1]:8008", "!salon", "s3cret")),
        ("telegram:-1001234567890", TelegramAddress(-1001234567890)),
    ],
)  # fmt: skip
def test_each_kind_of_address_is_read(text: str, address: Address) -> None:
    assert parse_notify(text) == (address,)


def test_addresses_are_separated_by_any_space_and_counted_once() -> None:
    text = f"  mailto:a@exemple.fr\n\tslack+{SLACK}   mailto:a@exemple.fr telegram:7 "
    assert parse_notify(text) == (
        MailAddress("a@exemple.fr"),
        WebAddress(Hook.SLACK, SLACK),
        TelegramAddress(7),
    )
    assert parse_notify(" \n") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s3cret", "un début parmi mailto:"),
        (SLACK, "un début parmi mailto:"),
        ("slack:s3cret", "un début parmi mailto:"),
        ("slack+ftp://exemple.fr/s3cret", "un début parmi mailto:"),
        ("mailto+https://s3cret", "un début parmi mailto:"),
        ("mailto:s3cret", "un courriel comme mailto:equipe@exemple.fr"),
        ("mailto:equipe@exemple.fr,s3cret@exemple.fr", "un courriel comme"),
        ("slack+https://", "un lien comme slack+https://"),
        ("slack+https://exemple.fr", "un lien comme slack+https://"),
        ("slack+https://s3cret@exemple.fr/a", "un lien comme slack+https://"),
        ("slack+https://exemple.fr:99999/s3cret", "un lien comme slack+https://"),
        ("slack+https://exemple.fr/s3cret#fin", "un lien comme slack+https://"),
        ("slack+http://hooks.slack.com/s3cret", "(https, sauf vers un serveur voisin)"),
        ("mattermost+http://8.8.8.8/s3cret", "un lien comme mattermost+https://"),
        ("matrix+https://exemple.fr/!salon:exemple.fr", "un salon comme matrix+https://JETON@"),
        ("matrix+https://s3cret@exemple.fr/", "un salon comme matrix+https://JETON@"),
        ("matrix+https://s3cret@exemple.fr/#salon:exemple.fr", "un salon comme matrix+https://JETON@"),
        ("matrix+https://s3cret@exemple.fr/!salon?a=1", "un salon comme matrix+https://JETON@"),
        ("matrix+https://qui:s3cret@exemple.fr/!salon", "un salon comme matrix+https://JETON@"),
        ("matrix+https://s3cret%0A@exemple.fr/!salon", "un salon comme matrix+https://JETON@"),
        ("matrix+http://s3cret@exemple.fr/!salon", "(https, sauf vers un serveur voisin)"),
        ("telegram:@s3cret", "le numéro d’un groupe Telegram"),
        ("telegram:0", "le numéro d’un groupe Telegram"),
        ("telegram:", "le numéro d’un groupe Telegram"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_by_its_rank_without_being_repeated(
    text: str, expected: str
) -> None:
    with pytest.raises(BadNotify) as refused:
        parse_notify(f"mailto:a@exemple.fr {text}")
    assert str(refused.value).startswith("pour l’adresse n° 2, ")
    assert expected in str(refused.value)
    assert "s3cret" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_no_secret_is_shown_when_addresses_are_printed() -> None:
    text = f"slack+{SLACK} matrix+https://s3cret@exemple.fr/!salon mailto:s3cret@exemple.fr"
    assert "s3cret" not in repr(parse_notify(text))


def test_a_name_tells_addresses_apart_and_outlives_a_change_of_token() -> None:
    texts = [
        "mailto:a@exemple.fr", "mailto:b@exemple.fr", "slack+https://exemple.fr/a",
        "mattermost+https://exemple.fr/a", "matrix+https://un@exemple.fr/!a", "matrix+https://un@exemple.fr/!b",
        "telegram:1", "telegram:-1",
    ]  # fmt: skip
    names = {name_of(address) for text in texts for address in parse_notify(text)}
    assert len(names) == len(texts)
    renewed = MatrixAddress("https://exemple.fr", "!a", "deux")
    assert name_of(renewed) in names
