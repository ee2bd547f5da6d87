"""What people are told of the language model that is set: which one, where, what it is asked and sent."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.model_settings import ModelSettings
from knowledge.chat.hosts import EUROPEAN, is_near
from knowledge.chat.providers import PROVIDERS
from knowledge.chat.values import Use


@dataclass(frozen=True, slots=True)
class ModelNotice:
    """A language model as people are told of it; `host` is "" if nobody knows where its provider is.

    `near` tells that it is on this machine or its own network, `abroad` that nothing known to us keeps what
    it is sent inside the European Union. `traced` tells that what is sent is kept in technical traces.
    """

    name: str
    host: str
    uses: frozenset[Use]
    traced: bool

    @property
    def near(self) -> bool:
        """Whether what it is sent stays on this machine or its network."""
        return bool(self.host) and is_near(self.host)

    @property
    def abroad(self) -> bool:
        """Whether what it is sent may leave the European Union."""
        return not self.near and self.host not in EUROPEAN

    @property
    def answers(self) -> bool:
        """Whether it may write a synthesis that contacts read."""
        return Use.ANSWERS in self.uses

    @property
    def questions(self) -> bool:
        """Whether it is sent the question that a contact asks."""
        return bool(self.uses & {Use.ANSWERS, Use.READING, Use.FOLLOW_UPS})

    @property
    def earlier(self) -> bool:
        """Whether it is sent the earlier questions of a conversation too."""
        return Use.FOLLOW_UPS in self.uses

    @property
    def weighs(self) -> bool:
        """Whether what it reads counts when the assistant decides to answer or not."""
        return Use.READING in self.uses

    @property
    def drafts(self) -> bool:
        """Whether staff can have it write a draft of their reply."""
        return Use.DRAFTS in self.uses

    @property
    def prepares(self) -> bool:
        """Whether it reads the texts beforehand, for the questions that they answer."""
        return Use.LIKELY_QUESTIONS in self.uses

    @property
    def groups(self) -> bool:
        """Whether it compares questions that wait for staff."""
        return Use.GROUPS in self.uses


def model_notice(settings: ModelSettings) -> ModelNotice | None:
    """Return what people are told of the model that is set, None if there is none; its address is not told.

    >>> from bot.settings import Settings
    >>> notice = model_notice(Settings(model="openai:albert-large", model_url="https://cle@llm.exemple.fr/v1"))
    >>> notice.name, notice.host, notice.abroad
    ('albert-large', 'llm.exemple.fr', True)
    >>> model_notice(Settings()) is None
    True
    """
    if settings.model is None:
        return None
    provider, _, name = settings.model.partition(":")
    home = PROVIDERS[provider].home if provider in PROVIDERS else ""
    host = urlsplit(settings.model_url or home).hostname or ""
    return ModelNotice(name, host.rstrip("."), settings.asked_for, settings.model_trace_content)
