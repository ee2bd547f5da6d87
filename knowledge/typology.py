"""What applicants ask about any call for projects: topics, each with how people put it and texts state it."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that applicants ask.

    `name` is a noun phrase with its article, to be said in a sentence; `question` puts it as an
    applicant might, and is offered as a choice. `terms` are the words of official texts for it,
    `statements` sentences in which such texts treat it, `phrasings` how people ask it, in every
    register.
    """

    id: str
    name: str
    question: str
    terms: tuple[str, ...]
    statements: tuple[str, ...]
    phrasings: tuple[str, ...]


def load_typology() -> tuple[Topic, ...]:
    """Return the topics that come with the product, in the order of their files."""
    folder = files("knowledge").joinpath("typology")
    sources = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(topic for source in sources for topic in read_topics(source.read_text(encoding="utf-8")))


def read_topics(text: str) -> tuple[Topic, ...]:
    """Return the topics of one TOML file.

    Raises:
        KeyError, ValueError: it is not TOML, or a topic lacks one of its keys.
    """
    return tuple(
        Topic(
            id=identifier,
            name=data["name"],
            question=data["question"],
            terms=tuple(data["terms"]),
            statements=tuple(data["statements"]),
            phrasings=tuple(data["phrasings"]),
        )
        for identifier, data in tomllib.loads(text).items()
    )
