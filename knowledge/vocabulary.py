"""The words of a corpus and of everyday French, to repair questions against."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import wordfreq
from symspellpy import SymSpell

from knowledge.french import fold

EVERYDAY_WORDS = 100_000
"""How many of the most frequent French words are taken as correct (wordfreq, down to Zipf 2.0)."""

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Which words are known, how they are accented, and the nearest one of the corpus.

    `corpus` gives each lower-case word of the texts its count; `accented` gives an unaccented form
    its most frequent spelling; `everyday` gives frequent French words their rank, 0 for the first.
    """

    corpus: dict[str, int]
    accented: dict[str, str]
    everyday: dict[str, int]
    spelling: SymSpell

    def knows(self, word: str) -> bool:
        """Whether lower-case `word` is spelt as in the texts or in everyday French."""
        return word in self.corpus or word in self.everyday


def write_vocabulary(texts: Iterable[str], path: Path) -> None:
    """Write the vocabulary of `texts` to the JSON file `path`."""
    corpus = Counter(word.casefold() for text in texts for word in _WORD.findall(text))
    everyday = [word for word in wordfreq.top_n_list("fr", EVERYDAY_WORDS) if _WORD.fullmatch(word)]
    accented = _accents(everyday) | _accents(word for word, _ in corpus.most_common())
    everyday = [word for word in everyday if word in corpus or not _lost_accent(word, accented)]
    data = {"corpus": corpus, "accented": accented, "everyday": everyday}
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def read_vocabulary(path: Path) -> Vocabulary:
    """Open the vocabulary that `write_vocabulary` wrote to `path`.

    Raises:
        OSError: the file is missing.
        ValueError, TypeError, LookupError: the file is not what was written.
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    everyday = {word: rank for rank, word in enumerate(data["everyday"])}
    return Vocabulary(data["corpus"], data["accented"], everyday, _spelling(data["corpus"]))


def _accents(by_frequency: Iterable[str]) -> dict[str, str]:
    """Return, for each unaccented form of accented words, the most frequent of these words."""
    best: dict[str, str] = {}
    for word in by_frequency:
        best.setdefault(fold(word), word)
    return {folded: word for folded, word in best.items() if folded != word}


def _lost_accent(word: str, accented: dict[str, str]) -> bool:
    """Whether `word` is far rarer than its accented spelling, so most likely written without care.

    An accent on the ending alone tells two forms of one verb apart: "déposés" is no mended "déposes".
    """
    proper = accented.get(word, word)
    if fold(proper[:-2]) == proper[:-2]:
        return False
    return wordfreq.zipf_frequency(word, "fr") < wordfreq.zipf_frequency(proper, "fr") - 1


def _spelling(corpus: dict[str, int]) -> SymSpell:
    speller = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    for word, count in corpus.items():
        if len(word) >= 4:
            speller.create_dictionary_entry(word, count)
    return speller
