"""Say a question in the words of official texts too: "commune" is a "collectivité territoriale"."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

from knowledge.acronyms import subject
from knowledge.french import words

_TOKEN = re.compile(r"\w+(?:-\w+)*|\W+")


class Glossary:
    """Official terms, each with the words by which applicants name it or an instance of it."""

    def __init__(self, said: Mapping[str, Sequence[str]]) -> None:
        self._official = {tuple(words(word)): term for term, given in said.items() for word in given}
        self._longest = max(map(len, self._official), default=0)

    def explain(self, question: str) -> str:
        """Return `question` with the official term in brackets after what it stands for, each once.

        >>> Glossary({"collectivité": ["mairie", "commune"]}).explain("Une commune ? La mairie ?")
        'Une commune (collectivité) ? La mairie ?'
        """
        tokens = _TOKEN.findall(question)
        said: list[str] = []
        explained: set[str] = set()
        while tokens:
            length, term = self._longest_match(tokens)
            said += tokens[:length]
            tokens = tokens[length:]
            if term and term not in explained:
                explained.add(term)
                said.append(f" ({term})")
        return "".join(said)

    def _longest_match(self, tokens: Sequence[str]) -> tuple[int, str | None]:
        """Return how many tokens to take, and the official term that they stand for if there is one."""
        for length in range(min(len(tokens), 2 * self._longest), 0, -1):
            if not (tokens[0][0].isalnum() and tokens[length - 1][0].isalnum()):
                continue
            run = tuple(words("".join(tokens[:length])))
            if run in self._official:
                return length, self._official[run]
        return 1, None


def load_glossary(texts: Iterable[str] = ()) -> Glossary:
    """Return the glossary that comes with the product, and the acronym that `texts` are about."""
    said = tomllib.loads(files("knowledge").joinpath("glossary.toml").read_text(encoding="utf-8"))
    if found := subject(texts):
        acronym, noun = found
        said[acronym] = [noun, noun.removesuffix("s")]
    return Glossary(said)
