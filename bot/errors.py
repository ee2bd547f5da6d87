"""Why the product cannot do what was asked of it, each reason with its French sentence.

BotError
├── SettingsError     a setting has a value that cannot be used
├── MisusedCommand    a command was given words it does not accept
├── DeskUnavailable   no question can be answered now; asking again later can work
│   ├── DeskClosed    the texts are not open yet, or could not be opened
│   └── DeskBusy      too many questions are already waiting
├── CannotListen      the address or the port cannot be had
└── BadLines          some lines of a file of questions could not be read
"""


class BotError(Exception):
    """Base of all errors of this package; the message is one French line for an operator."""


class SettingsError(BotError):
    """A setting has a value that cannot be used; `name` is the environment variable."""

    def __init__(self, name: str, got: str, expected: str) -> None:
        self.name = name
        super().__init__(
            f"{name} vaut {got}, mais {expected} est attendu. Corrigez-le dans l’environnement ou .env."
        )


class MisusedCommand(BotError):
    """A command was given words it does not accept."""


class DeskUnavailable(BotError):
    """No question can be answered now; `retry_after` says in how many seconds to ask again."""

    retry_after = 5


class DeskClosed(DeskUnavailable):
    """The texts are not open yet, or could not be opened."""


class DeskBusy(DeskUnavailable):
    """Too many questions are already waiting for their answer."""

    def __init__(self) -> None:
        super().__init__(
            "Trop de questions arrivent en même temps. Posez de nouveau la vôtre dans quelques secondes."
        )


class CannotListen(BotError):
    """The address or the port is taken, forbidden, or not this machine's."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"Impossible d’écouter sur {host}, port {port} : il est déjà pris, interdit ou n’existe pas. "
            "Fermez l’autre programme, ou choisissez un autre port avec --port ou GUICHET_PORT."
        )


class BadLines(BotError):
    """Some lines of a file of questions could not be read; the others were answered."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} ligne(s) illisible(s) ; les autres questions ont reçu une réponse.")
