"""Say a question in the words of official texts too: "commune" is a "collectivité territoriale"."""

import tomllib
from importlib.resources import files

from knowledge.french import words


class Glossary:
    """Official terms, each with the words by which applicants name it or an instance of it."""

    def __init__(self, said: dict[str, list[str]]) -> None:
        self._official = {" ".join(words(word)): term for term, given in said.items() for word in given}
        self._longest = max((key.count(" ") + 1 for key in self._official), default=0)

    def terms(self, question: str) -> tuple[str, ...]:
        """Return the official terms for what `question` says, in its order, each once.

        >>> Glossary({"collectivité territoriale": ["mairie", "commune"]}).terms("Une commune, une mairie ?")
        ('collectivité territoriale',)
        """
        asked = words(question)
        runs = (
            " ".join(asked[start : start + length])
            for start in range(len(asked))
            for length in range(self._longest, 0, -1)
        )
        return tuple(dict.fromkeys(self._official[run] for run in runs if run in self._official))

    def explain(self, question: str) -> str:
        """Return `question`, followed by its official terms in brackets if it has any."""
        terms = self.terms(question)
        return f"{question} ({', '.join(terms)})" if terms else question


def load_glossary() -> Glossary:
    """Return the glossary that comes with the product."""
    return Glossary(tomllib.loads(files("knowledge").joinpath("glossary.toml").read_text(encoding="utf-8")))
