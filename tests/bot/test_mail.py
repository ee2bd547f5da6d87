"""A letter reaches a real mail server whole, or its error says whether to try again and nothing else."""

import socket
import ssl
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.delivery import mail
from bot.delivery.mail import Letter, MailError, MailRefused, MailUnavailable, address, send
from bot.delivery.mail_server import MailServer, parse_server
from bot.errors import BotError

SENDER = "guichet@ministere.example.org"
CONTACT = "jeanne.martin@mairie.example.org"
LETTER = Letter(
    CONTACT, "Une réponse à votre question", "Bonjour,\n\nL’équipe a répondu à l’été.\n", "reply-1"
)


class Mailbox:
    """A server's rules: it keeps every letter, unless told to answer a command with another code."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.envelopes: list[Envelope] = []
        self.sessions: list[Session] = []

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, sender: str, options: list[str]
    ) -> str:
        envelope.mail_from = sender
        envelope.mail_options.extend(options)
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, to: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(to)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:
        if "DATA" not in self.answers:
            self.envelopes.append(envelope)
            self.sessions.append(session)
        return self.answers.get("DATA", "250 OK")

    async def handle_QUIT(self, *_: object) -> str:
        return self.answers.get("QUIT", "221 Bye")

    @property
    def letters(self) -> list[EmailMessage]:
        contents = [envelope.content for envelope in self.envelopes]
        return [message_from_bytes(text, policy=default) for text in contents if isinstance(text, bytes)]


def body(letter: EmailMessage) -> str:
    """The text of a letter, its lines no longer ended as they are on the wire."""
    return str(letter.get_content()).replace("\r\n", "\n")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(mailbox: Mailbox, **options: Any) -> Iterator[int]:
    port = free_port()
    controller = Controller(
        mailbox, hostname="localhost", port=port, server_hostname="localhost", ident="tests", **options
    )
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
        controller.loop.close()


@contextmanager
def reciting(*lines: str) -> Iterator[int]:
    """A server that says one line after each it hears, then hangs up."""

    def recite(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rw", newline="\r\n") as stream:
            for line in lines:
                stream.write(f"{line}\n")
                stream.flush()
                stream.readline()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=recite, args=(listening,))
        thread.start()
        yield listening.getsockname()[1]
        thread.join(timeout=10)


def plain(port: int) -> MailServer:
    return parse_server(f"smtp://localhost:{port}")


def signed_in(port: int, who: str = "guichet:s3cret", *, scheme: str = "smtp", query: str = "") -> MailServer:
    return parse_server(f"{scheme}://{who}@localhost:{port}{query}")


class Doorkeeper:
    """Lets in one user; remembers who asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[bytes, bytes]] = []

    def __call__(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: Any
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.asked.append((given.login, given.password))
        return AuthResult(success=self.asked[-1] == (b"guichet", b"s3cret"), handled=False)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def certified(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


def refused_by(port: int, letter: Letter = LETTER) -> MailError:
    with pytest.raises(MailError) as refused:
        send(plain(port), SENDER, letter)
    return refused.value


def said(error: BaseException) -> str:
    """All that a log would show of an error, but for the lines of our own code."""
    return "".join(line for line in traceback.format_exception(error) if not line.startswith("  File"))


def test_a_letter_arrives_with_its_accents() -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port:
        send(plain(port), SENDER, LETTER)
    (letter,) = mailbox.letters
    assert (letter["From"], letter["To"]) == (SENDER, CONTACT)
    assert letter["Subject"] == LETTER.subject
    assert body(letter) == LETTER.text
    assert letter.get_content_type() == "text/plain"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime.tzinfo is not None
    (envelope,) = mailbox.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, [CONTACT])
    assert mailbox.sessions[0].host_name == "ministere.example.org"


@pytest.mark.parametrize("length", range(30, 130, 7))
def test_a_long_subject_is_folded_and_keeps_every_space(length: int) -> None:
    subject = ("Réponse à votre question sur l’appel à projets des pôles – été " * 3)[:length].strip()
    mailbox = Mailbox()
    with serving(mailbox) as port:
        send(plain(port), SENDER, Letter(CONTACT, subject, "Bonjour.", "k"))
    assert mailbox.letters[0]["Subject"] == subject
    content = mailbox.envelopes[0].content
    assert isinstance(content, bytes)
    assert content.isascii()
    assert max(map(len, content.splitlines())) <= 78


def test_dots_long_lines_and_other_ends_of_lines_are_kept_apart() -> None:
    mailbox = Mailbox()
    text = "Avant\r\n.\r\n..\rFrom moi\n" + "https://exemple.fr/" + "é" * 1200 + " fin "
    with serving(mailbox) as port:
        send(plain(port), SENDER, Letter(CONTACT, "Sujet", text, "k"))
    assert body(mailbox.letters[0]) == text.replace("\r\n", "\n").replace("\r", "\n") + "\n"


def test_the_same_delivery_keeps_its_message_id_and_another_has_its_own() -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port:
        for key in ("reply-1", "reply-1", "reply-2"):
            send(plain(port), SENDER, Letter(CONTACT, "Sujet", "Bonjour.", key))
    first, again, other = (str(letter["Message-ID"]) for letter in mailbox.letters)
    assert first == again != other
    assert first.endswith("@ministere.example.org>")
    assert "reply" not in first


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("550 5.1.1 jeanne.martin unknown", MailRefused),
        ("552 full", MailRefused),
        ("554 no", MailRefused),
        ("421 closing", MailUnavailable),
        ("451 jeanne.martin greylisted", MailUnavailable),
        ("452 full", MailUnavailable),
        ("530 sign in first", MailUnavailable),
    ],
)
def test_what_the_server_answers_says_whether_to_try_again(
    command: str, answer: str, kind: type[MailError]
) -> None:
    mailbox = Mailbox(**{command: answer})
    with serving(mailbox) as port:
        error = refused_by(port)
    assert type(error) is kind
    assert error.code == int(answer[:3])
    assert str(error.code) in str(error)
    assert "jeanne" not in said(error)
    assert "mairie" not in said(error)
    assert mailbox.letters == []


def test_the_errors_are_those_of_this_product_and_two_kinds_apart() -> None:
    assert issubclass(MailError, BotError)
    assert not issubclass(MailRefused, MailUnavailable)
    assert not issubclass(MailUnavailable, MailRefused)


def test_a_server_that_is_not_there_may_be_there_later() -> None:
    error = refused_by(free_port())
    assert type(error) is MailUnavailable
    assert str(error) == (
        "Le serveur de messagerie ne répond pas. Vérifiez son adresse, et qu’il est en marche."
    )


def test_a_server_that_says_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    assert mail.TIMEOUT == 20
    monkeypatch.setattr(mail, "TIMEOUT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        error = refused_by(silent.getsockname()[1])
    assert type(error) is MailUnavailable


def test_a_server_that_turns_everyone_away_says_nothing_of_the_letter() -> None:
    with reciting("554 jeanne.martin is not served") as port:
        error = refused_by(port)
    assert (type(error), error.code) == (MailUnavailable, 554)
    assert "jeanne" not in said(error)


def test_a_connection_that_is_lost_may_be_tried_again() -> None:
    with reciting("220 here", "250 hello", "250 sender", "250 recipient") as port:
        error = refused_by(port)
    assert (type(error), error.code) == (MailUnavailable, None)


def test_a_server_that_is_rude_at_the_end_has_the_letter_all_the_same() -> None:
    mailbox = Mailbox(QUIT="500 no")
    with serving(mailbox) as port:
        send(plain(port), SENDER, LETTER)
    assert len(mailbox.letters) == 1


@pytest.mark.parametrize(
    "letter",
    [
        Letter(f"{CONTACT}\nBcc: autre@example.org", "Sujet", "Texte", "k"),
        Letter("jeanne", "Sujet", "Texte", "k"),
        Letter(f"{CONTACT}, autre@example.org", "Sujet", "Texte", "k"),
        Letter(CONTACT, "Sujet\nBcc: autre@example.org", "Texte", "k"),
        Letter(CONTACT, "Sujet\r\n\r\nTexte", "Texte", "k"),
        Letter(CONTACT, "Sujet\u2028suite", "Texte", "k"),
        Letter(CONTACT, " ", "Texte", "k"),
        Letter(CONTACT, "Sujet", "Texte \ud800", "k"),
    ],
)
def test_a_letter_that_would_carry_other_headers_is_refused_before_any_connection(letter: Letter) -> None:
    error = refused_by(free_port(), letter)
    assert type(error) is MailRefused
    assert str(error) == "Ce message ne peut pas partir : l’adresse, l’objet ou le texte n’est pas valable."
    assert "example.org" not in said(error)


def test_a_sender_that_cannot_be_written_to_is_refused() -> None:
    with pytest.raises(MailRefused):
        send(plain(free_port()), "guichet\r\nX: y", LETTER)


@pytest.mark.usefixtures("trusted")
def test_an_encrypted_connection_is_taken_when_it_is_offered(certified: ssl.SSLContext) -> None:
    mailbox = Mailbox()
    with serving(mailbox, tls_context=certified, require_starttls=True) as port:
        send(plain(port), SENDER, LETTER)
    assert mailbox.sessions[0].ssl is not None


@pytest.mark.usefixtures("trusted")
def test_a_connection_is_encrypted_from_the_start_with_smtps(certified: ssl.SSLContext) -> None:
    mailbox, doorkeeper = Mailbox(), Doorkeeper()
    with serving(mailbox, ssl_context=certified, authenticator=doorkeeper, auth_require_tls=False) as port:
        send(signed_in(port, scheme="smtps"), SENDER, LETTER)
    assert len(mailbox.letters) == len(doorkeeper.asked) == 1


def test_a_certificate_that_nobody_vouches_for_stops_the_letter(certified: ssl.SSLContext) -> None:
    mailbox = Mailbox()
    with serving(mailbox, tls_context=certified) as port:
        error = refused_by(port)
        assert type(error) is MailUnavailable
        assert "certificat" in str(error)
        send(parse_server(f"smtp://localhost:{port}?starttls=never"), SENDER, LETTER)
    assert len(mailbox.letters) == 1


def test_encryption_that_is_required_is_not_given_up() -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port, pytest.raises(MailUnavailable, match="STARTTLS"):
        send(parse_server(f"smtp://localhost:{port}?starttls=required"), SENDER, LETTER)
    assert mailbox.letters == []


def test_a_password_is_not_sent_in_the_clear_unless_the_operator_says_so() -> None:
    mailbox, doorkeeper = Mailbox(), Doorkeeper()
    with serving(mailbox, authenticator=doorkeeper, auth_require_tls=False) as port:
        with pytest.raises(MailUnavailable, match="STARTTLS"):
            send(signed_in(port), SENDER, LETTER)
        assert doorkeeper.asked == []
        send(signed_in(port, query="?starttls=never"), SENDER, LETTER)
    assert doorkeeper.asked == [(b"guichet", b"s3cret")]
    assert len(mailbox.letters) == 1


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_mended_by_the_operator_and_never_shown(certified: ssl.SSLContext) -> None:
    mailbox, doorkeeper = Mailbox(), Doorkeeper()
    with (
        serving(mailbox, tls_context=certified, authenticator=doorkeeper, auth_required=True) as port,
        pytest.raises(MailUnavailable, match="identifiant ou le mot de passe") as refused,
    ):
        send(signed_in(port, "guichet:wr0ng"), SENDER, LETTER)
    assert doorkeeper.asked[0] == (b"guichet", b"wr0ng")
    assert refused.value.code == 535
    assert "guichet" not in str(refused.value)
    assert "wr0ng" not in said(refused.value)
    assert mailbox.letters == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (f"  {CONTACT}\n", CONTACT),
        ("Jeanne@MAIRIE.Example.org", "Jeanne@mairie.example.org"),
        ("jeanne+guichet@mairie.example.org", "jeanne+guichet@mairie.example.org"),
        ("jeanne@évreux.fr", "jeanne@xn--vreux-9ra.fr"),
    ],
)
def test_an_address_is_kept_as_servers_write_it(given: str, kept: str) -> None:
    assert address(given) == kept


@pytest.mark.parametrize(
    "given",
    ["", "jeanne", "jeanne@", "jeanne@mairie", "jeanne@@mairie.fr", "jeanne martin@mairie.fr",
     "élu@mairie.fr", "jeanne@mairie.fr,paul@mairie.fr", "Jeanne <jeanne@mairie.fr>",
     "jeanne@mairie.fr\nBcc: x@y.fr", "jeanne@[127.0.0.1]", f"{'j' * 65}@mairie.fr"],
)  # fmt: skip
def test_an_address_that_nobody_has_is_refused_without_being_repeated(given: str) -> None:
    with pytest.raises(ValueError, match=r"^Cette adresse électronique n’est pas valable\.") as refused:
        address(given)
    assert not given or "jeanne" not in str(refused.value)
