"""Say a question in the words of official texts too: "commune" is a "collectivité territoriale"."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files

from knowledge.acronyms import subject
from knowledge.french import words

_TOKEN = re.compile(r"\w+(?:-\w+)*|\W+")


class Glossary:
    """Official terms, each with the words by which applicants name it or an instance of it."""

    def __init__(self, said: Mapping[str, Sequence[str]]) -> None:
        self._official = {tuple(words(word)): term for term, given in said.items() for word in given}
        self._openings = {key[0] for key in self._official if key}
        self._longest = max(map(len, self._official), default=0)

    def explain(self, question: str) -> str:
        """Return `question` with the official term in brackets after what it stands for, each once.

        >>> Glossary({"collectivité": ["mairie", "commune"]}).explain("Une commune ? La mairie ?")
        'Une commune (collectivité) ? La mairie ?'
        """
        explained: set[str] = set()
        said: list[str] = []
        for word, term in self._read(question):
            said.append(f"{word} ({term})" if term and term not in explained else word)
            explained.add(term)
        return "".join(said)

    def translate(self, question: str) -> str:
        """Return `question` with the official terms in the place of what stands for them.

        >>> Glossary({"collectivité territoriale": ["mairie", "commune"]}).translate("Une commune ?")
        'Une collectivité territoriale ?'
        """
        return "".join(term or word for word, term in self._read(question))

    def _read(self, question: str) -> Iterator[tuple[str, str]]:
        """Yield the pieces of `question` in order, each with its official term, "" if it has none."""
        tokens = _TOKEN.findall(question)
        start = 0
        while start < len(tokens):
            length, term = self._longest_match(tokens[start : start + max(1, 2 * self._longest)])
            yield "".join(tokens[start : start + length]), term
            start += length

    def _longest_match(self, tokens: Sequence[str]) -> tuple[int, str]:
        """Return how many tokens to take, and the official term that they stand for, "" if none."""
        if self._openings.isdisjoint(words(tokens[0])):
            return 1, ""
        for length in range(len(tokens), 0, -1):
            if not (tokens[0][0].isalnum() and tokens[length - 1][0].isalnum()):
                continue
            run = tuple(words("".join(tokens[:length])))
            if run in self._official:
                return length, self._official[run]
        return 1, ""


def load_glossary(texts: Iterable[str] = ()) -> Glossary:
    """Return the glossary that comes with the product, and the acronym that `texts` are about."""
    said = tomllib.loads(files("knowledge").joinpath("glossary.toml").read_text(encoding="utf-8"))
    if found := subject(texts):
        acronym, noun = found
        said[acronym] = [noun, noun.removesuffix("s")]
    return Glossary(said)
