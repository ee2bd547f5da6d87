"""A question as it arrives from a program, by HTTP or in a file of questions."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

QUESTION = "Une commune peut-elle faire partie d’un pôle ?"


def encodable(text: str) -> str:
    """Return `text`, which JSON can make of half a character that nothing can write down again.

    Raises:
        PydanticCustomError: it holds such a half.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("string_unicode", "lone surrogate") from None
    return text


Text = Annotated[str, AfterValidator(encodable)]


class Turn(BaseModel):
    """An earlier message of the conversation."""

    author: Literal["contact", "assistant", "staff", "system"] = Field(description="Qui a parlé.")
    text: Text = Field(description="Ce qui a été dit.")


class Question(BaseModel):
    """A question, with what was asked before it if it needs that to be understood."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": QUESTION}]})

    question: Text = Field(
        description="La question, dans les mots de la personne. Un message vide est accepté."
    )
    history: list[Text | Turn] = Field(
        default_factory=list,
        description="Les questions précédentes, ou tous les messages, du plus ancien au plus récent.",
    )

    def earlier(self) -> tuple[str, ...]:
        """Return the contact's earlier questions, oldest first."""
        texts = [
            Turn(author="contact", text=turn) if isinstance(turn, str) else turn for turn in self.history
        ]
        return tuple(turn.text for turn in texts if turn.author == "contact")
