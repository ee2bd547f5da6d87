"""French analysis: from a text to the folded words and stems that the indexes compare."""

import re
import unicodedata
from functools import lru_cache

import Stemmer

_STEMMER = Stemmer.Stemmer("french", 0)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_ELISION = re.compile(r"\b(?:qu|jusqu|lorsqu|puisqu|quoiqu|[cdjlmnst])'(?=\w)")
_PLAIN = str.maketrans("’ʼ‘´\u00a0\u202f", "''''  ", "\u00ad")

STOP_WORDS = frozenset(
    """
    a ai as au aux avec c ca ce cela celle celles celui ces cet cette ceux ci comme d dans de des du elle
    elles en es est et etre eu eux il ils j je l la le les leur leurs lui m ma mais me meme mes moi mon n ne
    ni nos notre nous on ont ou par pas pour qu que quel quelle quelles quels qui s sa sans se ses si son
    sont sur t ta te tes toi ton tu un une vos votre vous y est-ce ete etait ait avait fait faire faut peut
    peuvent peux dois doit doivent sera serait etes suis sommes aussi alors donc car plus moins tres tout
    toute toutes tous comment combien quand quoi lequel laquelle afin ainsi bien chez entre vers lors selon
    sous cas
    """.split()  # noqa: SIM905 - as a list of quoted words it is not readable
)


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, its apostrophes plain.

    >>> fold("L’Économie sociale œuvre")
    "l'economie sociale oeuvre"
    """
    return _NOT_ASCII.sub(_folded, text).lower().replace("`", "'")


def _folded(run: re.Match[str]) -> str:
    return _fold_run(run.group())


@lru_cache(maxsize=10_000)
def _fold_run(run: str) -> str:
    """Fold a run of characters beyond ASCII; French has few of them, so most are known already."""
    parts = unicodedata.normalize("NFKD", run.translate(_PLAIN))
    letters = "".join(part for part in parts if not unicodedata.combining(part))
    return letters.casefold().replace("œ", "oe").replace("æ", "ae")


def words(text: str) -> list[str]:
    """Return the folded words of `text` in order, elided articles dropped, numbers whole.

    >>> words("Jusqu’à 1,5 M€ pour l’ESS")
    ['a', '1,5', 'm', 'pour', 'ess']
    """
    return [fold(word) for word in _words(text)]


def stems(text: str) -> list[str]:
    """Return the stems of the words of `text` that carry meaning, in order.

    >>> stems("Les pôles territoriaux sélectionnés")
    ['pol', 'territorial', 'selection']
    """
    return [stem for word in _words(text) if (stem := _stem(word))]


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFC", text).translate(_PLAIN).lower()
    return _WORD.findall(_ELISION.sub("", plain))


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    """Return the stem of a lower-case word, "" for a stop word; accents go last: Snowball needs them."""
    if fold(word) in STOP_WORDS:
        return ""
    stem = fold(_STEMMER.stemWord(word))
    return (stem.rstrip("aeiou") or stem) if len(stem) > 4 else stem
