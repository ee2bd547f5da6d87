"""Send words of ours to a model in the place of personal data, and put the data back into what it wrote."""

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from bot.personal_data import DataKind, find
from knowledge.chat.values import ChatModel, Completion, Request, Role, Turn

WORDS: Final[Mapping[DataKind, str]] = {
    DataKind.IBAN: "IBAN",
    DataKind.NIR: "NUMERO_SECU",
    DataKind.EMAIL: "COURRIEL",
    DataKind.PHONE: "TELEPHONE",
    DataKind.SIRET: "SIRET",
    DataKind.SIREN: "SIREN",
    DataKind.ADDRESS: "ADRESSE",
    DataKind.NAME: "PERSONNE",
}
"""What a model reads instead, with a number: PERSONNE_1."""

OFFICIAL: Final = re.compile(r"^<(?P<label>passage\b[^>\n]*)>$.*?^</(?P=label)>$", re.MULTILINE | re.DOTALL)
"""The parts of a turn that `fenced("passage …")` made: official texts, which answers are checked by."""

SHORTEST: Final = 3
"""Characters of a name from which it is masked alone too: « Mme Durand », then « Durand »."""


class Masked:
    """Asks `inner` without the personal data of what people wrote.

    The rules and the official texts are sent as they are. Only what `bot.personal_data` finds is masked:
    a name that nothing announces is not, nor is a date of birth. What `inner` keeps or traces is masked.
    """

    def __init__(self, inner: ChatModel) -> None:
        self._inner = inner

    @property
    def name(self) -> str:
        """The model as it was set."""
        return self._inner.name

    def ask(self, request: Request, within: float) -> Completion:
        """Ask with the data masked, and give back the answer with the data in it.

        The time that masking takes counts: a long text full of numbers may take a fifth of a second.

        Raises:
            ModelUnavailable: it did not answer.
        """
        begun = time.monotonic()
        mask = _Mask()
        said = [turn for turn in request.turns if turn.role is Role.USER]
        for piece in (piece for turn in said for piece, ours in _pieces(turn.text) if not ours):
            mask.learn(piece)
        if not mask.words:
            return self._inner.ask(request, within)
        turns = tuple(mask.hidden(turn) for turn in request.turns)
        left = max(0.0, within - (time.monotonic() - begun))
        completion = self._inner.ask(replace(request, turns=turns), left)
        return replace(completion, text=mask.shown(completion.text))


@dataclass(frozen=True, slots=True)
class _Mask:
    """The words that stand for data in one request, by the data; the same data has the same word."""

    words: dict[str, str] = field(default_factory=dict)

    def learn(self, text: str) -> None:
        """Give a word to each piece of personal data of a text."""
        for found in find(text):
            self._name(found.text, found.kind)
            if found.kind is DataKind.NAME:
                for part in re.findall(r"[^\W\d_][\w’'-]+", found.text):
                    if part[0].isupper() and len(part) >= SHORTEST and part not in _CIVILITIES:
                        self._name(part, found.kind)

    def hidden(self, turn: Turn) -> Turn:
        """Return what someone said without the data; a rule of ours stays as it is."""
        if turn.role is not Role.USER:
            return turn
        pieces = (piece if official else self._hide(piece) for piece, official in _pieces(turn.text))
        return replace(turn, text="".join(pieces))

    def shown(self, text: str) -> str:
        """Return JSON that a model wrote, with the data as its strings write it."""
        data = {word: _in_json(one) for one, word in self.words.items()}
        return re.sub(r"\b[A-Z]+(?:_[A-Z]+)?_\d+\b", lambda match: data.get(match[0], match[0]), text)

    def _name(self, data: str, kind: DataKind) -> None:
        self.words.setdefault(data, f"{WORDS[kind]}_{len(self.words) + 1}")

    def _hide(self, text: str) -> str:
        # The longest first: a name is masked whole where it is whole.
        longest = sorted(self.words, key=len, reverse=True)
        pattern = "|".join(rf"(?<!\w){re.escape(data)}(?!\w)" for data in longest)
        return re.sub(pattern, lambda match: self.words[match[0]], text)


_CIVILITIES: Final = frozenset(
    ("Monsieur", "Madame", "Mademoiselle", "Docteur", "Maître", "Mme", "Mmes", "Mlle", "Mlles", "MME", "MLLE")
)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a turn in order, and whether each is an official text."""
    end = 0
    for official in OFFICIAL.finditer(text):
        yield text[end : official.start()], False
        yield official[0], True
        end = official.end()
    yield text[end:], False


def _in_json(data: str) -> str:
    return json.dumps(data, ensure_ascii=False)[1:-1]
