"""The shapes of conversations in the HTTP interface, as OpenAPI describes them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from bot.api.ask import CitationOut, ReplyOut
from bot.api.questions import QUESTION, Text
from bot.conversations.events import Author
from bot.conversations.states import Status
from bot.store.feedback import FeedbackReason
from bot.talk.contacts import LONGEST_MESSAGE

Said = Annotated[
    Text,
    Field(
        description=f"Le message, de 1 à {LONGEST_MESSAGE} signes.",
        examples=[QUESTION],
    ),
]


Warn = Annotated[
    bool,
    Field(
        strict=True,
        description="Avertir plutôt que garder le message, s’il semble contenir une adresse électronique, un "
        "numéro de téléphone, de sécurité sociale, de compte bancaire ou SIRET : la réponse est 409.",
    ),
]


class Beginning(BaseModel):
    """What a conversation begins with; all may be left out."""

    site: str | None = Field(None, max_length=64, description="Clé du site où la conversation a lieu.")
    text: Said | None = None
    warn: Warn = False


class Post(BaseModel):
    """A message to post."""

    text: Said
    warn: Warn = False


class Opinion(BaseModel):
    """What the contact thinks of a reply."""

    useful: bool = Field(description="La réponse a-t-elle été utile ?", strict=True)
    reason: FeedbackReason | None = Field(
        None,
        description="Pourquoi elle ne l’a pas été : wrong (fausse), incomplete (incomplète), unclear (pas "
        "claire), off_topic (à côté de la question) ou other (autre).",
    )


class Address(BaseModel):
    """Where to tell the contact of replies."""

    email: Text = Field(description="Adresse électronique.", examples=["nom@exemple.fr"])


class FeedbackOut(BaseModel):
    """What the contact said of a reply."""

    useful: bool = Field(description="La réponse a-t-elle été utile ?")
    reason: FeedbackReason | None = Field(description="Pourquoi elle ne l’a pas été.")


class MessageOut(BaseModel):
    """A message of the conversation."""

    id: str = Field(description="Numéro du message, celui de son événement.")
    author: Author = Field(
        description="Qui parle : contact, assistant (le programme), staff (l’équipe) ou system (le site)."
    )
    name: str | None = Field(None, description="Nom de la personne de l’équipe.")
    text: str = Field(description="Ce qui est dit.")
    at: datetime = Field(description="Quand.")
    answer: ReplyOut | None = Field(None, description="La réponse de l’assistant, comme « /ask » la donne.")
    citations: list[CitationOut] | None = Field(
        None, description="Les passages que la personne de l’équipe cite."
    )
    feedback: FeedbackOut | None = Field(
        None, description="L’avis donné sur cette réponse, quand on lit la conversation."
    )


class HandoffOut(BaseModel):
    """Why staff have the conversation, and until when they promise to answer."""

    reason: str | None = Field(description="Pourquoi la conversation leur a été confiée.")
    promised_at: datetime | None = Field(
        description="Jusqu’à quand une réponse est promise ; null si personne n’attend."
    )


class StatusOut(BaseModel):
    """Who has the conversation."""

    status: Status = Field(description="pending (l’assistant), open (l’équipe) ou resolved (terminée).")
    handoff: HandoffOut | None = Field(description="Ce que l’équipe promet, si elle a la conversation.")
    staff: str | None = Field(description="Nom de la personne de l’équipe qui a pris la conversation.")


class ConversationOut(StatusOut):
    """A conversation as its contact sees it."""

    id: str = Field(description="Identifiant de la conversation.")
    messages: list[MessageOut] = Field(description="Les messages, du plus ancien au plus récent.")


class BegunOut(ConversationOut):
    """A new conversation."""

    token: str = Field(description="Jeton secret qui ouvre la conversation. Il n’est donné qu’une fois.")
    resume_url: str = Field(description="Adresse secrète de la page où la conversation continue.")


class PostedOut(StatusOut):
    """What became of a message."""

    message: MessageOut = Field(description="Le message tel qu’il est gardé.")
    reply: MessageOut | None = Field(description="La réponse de l’assistant ; null s’il se tait.")
