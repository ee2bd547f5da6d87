"""Why something cannot happen to a conversation, each reason with its French sentence.

ConversationError
├── NotAllowed         its state does not allow it
│   └── Taken          someone else of the staff has it
├── Stale              something happened that the author had not seen
├── Repeated           it was done already, under the same idempotency key
└── UnknownConversation   nobody knows this one, or not any more
"""


class ConversationError(Exception):
    """Base of the errors of conversations; the message is one French sentence, for whoever asked."""


class NotAllowed(ConversationError):
    """The state of the conversation does not allow it."""


class Taken(NotAllowed):
    """Someone else has the conversation; `assignee` is their identifier."""

    def __init__(self, assignee: str) -> None:
        self.assignee = assignee
        super().__init__("Une autre personne a cette conversation.")


class Stale(ConversationError):
    """Something happened after what the author had seen; `seen` and `turn` are event numbers."""

    def __init__(self, seen: int, turn: int) -> None:
        self.seen, self.turn = seen, turn
        super().__init__(
            "La conversation a changé depuis que vous l’avez ouverte. Relisez-la, puis envoyez de nouveau."
        )


class Repeated(ConversationError):
    """It was done already under the same key; `number` is that of its first event."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__("Cette demande a déjà été traitée.")


class UnknownConversation(ConversationError):
    """The conversation was never there, or was erased."""

    def __init__(self) -> None:
        super().__init__("Cette conversation n’existe pas, ou a été effacée.")
