"""The mail server's address is read whole or refused, and its password is never shown."""

import traceback

import pytest

from bot.delivery.mail_server import BadServer, MailServer, Tls, parse_server


@pytest.mark.parametrize(
    ("url", "host", "port", "tls"),
    [
        ("smtp://relais.exemple.fr", "relais.exemple.fr", 587, Tls.OFFERED),
        (" smtp://localhost:25/ ", "localhost", 25, Tls.OFFERED),
        ("smtp://localhost:25?starttls=required", "localhost", 25, Tls.REQUIRED),
        ("smtp://localhost?starttls=never", "localhost", 587, Tls.NEVER),
        ("smtps://relais.exemple.fr", "relais.exemple.fr", 465, Tls.IMPLICIT),
        ("smtp://[::1]:2525", "::1", 2525, Tls.OFFERED),
        ("smtp://relaisé.fr", "xn--relais-gva.fr", 587, Tls.OFFERED),
    ],
)
def test_the_way_to_the_server_is_read(url: str, host: str, port: int, tls: Tls) -> None:
    assert parse_server(url) == MailServer(host, port, tls)


@pytest.mark.parametrize(
    ("url", "tls"),
    [
        ("smtp://guichet%40exemple.fr:p%2Fs%3As@localhost:587", Tls.REQUIRED),
        ("smtp://guichet%40exemple.fr:p%2Fs%3As@localhost:587?starttls=never", Tls.NEVER),
        ("smtps://guichet%40exemple.fr:p%2Fs%3As@localhost:587", Tls.IMPLICIT),
    ],
)
def test_a_password_is_decoded_and_demands_an_encrypted_connection(url: str, tls: Tls) -> None:
    server = parse_server(url)
    assert (server.user, server.password.get_secret_value()) == ("guichet@exemple.fr", "p/s:s")
    assert server.tls is tls
    assert "p/s:s" not in repr(server) + str(server.password)
    assert "guichet@" not in repr(server)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:25",
        "http://localhost",
        "smtp://",
        "smtp://:25",
        "smtp://localhost:0",
        "smtp://localhost:99999",
        "smtp://localhost:secret",
        "smtp://user:secret#1@localhost",
        "smtp://user:secret/1@localhost:25",
        "smtp://user:secret@localhost/chemin",
        "smtp://user:secret@[localhost",
        "smtp://user:secret@local..host",
        "smtp://secret@localhost",
        "smtp://:secret@localhost",
        "smtp://user:secreté@localhost",
        "smtp://user:secret%0D%0A@localhost",
        "smtp://user:secret@localhost?starttls=perhaps",
        "smtp://user:secret@localhost?starttls=required&starttls=never",
        "smtp://user:secret@localhost?starttls",
        "smtp://user:secret@localhost?secret=1",
        "smtps://user:secret@localhost?starttls=required",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(BadServer, match="smtp://utilisateur:mot-de-passe@serveur:587") as refused:
        parse_server(url)
    assert "secret" not in "".join(traceback.format_exception(refused.value)).replace(repr(url), "")
