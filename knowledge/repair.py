"""Repair a question's spelling against what the texts say, never its figures or proper names."""

import re
import unicodedata

from symspellpy import Verbosity

from knowledge.french import fold
from knowledge.vocabulary import Vocabulary

SHORTHAND = {
    "koi": "quoi", "ki": "qui", "kel": "quel", "kelle": "quelle", "kels": "quels", "kelles": "quelles",
    "kan": "quand", "kand": "quand", "qd": "quand", "pr": "pour", "pk": "pourquoi", "pq": "pourquoi",
    "pkoi": "pourquoi", "ds": "dans", "ke": "que", "kil": "qu'il", "kon": "qu'on", "kom": "comme",
    "fo": "faut", "fau": "faut", "c": "c'est", "cest": "c'est", "ya": "il y a", "jai": "j'ai",
    "jveux": "je veux", "jvoudrais": "je voudrais", "jsuis": "je suis", "chui": "je suis", "jpeux": "je peux",
    "bcp": "beaucoup", "tt": "tout", "ts": "tous", "tjs": "toujours", "tjrs": "toujours", "dc": "donc",
    "svp": "s'il vous plaît", "stp": "s'il te plaît", "slt": "salut", "bjr": "bonjour", "bsr": "bonsoir",
    "mtn": "maintenant", "dsl": "désolé", "pb": "problème", "rdv": "rendez-vous", "ns": "nous", "vs": "vous",
    "nn": "non", "oki": "d'accord", "cb": "combien", "qq": "quelque",
    "qqn": "quelqu'un", "qqch": "quelque chose", "dossié": "dossier", "otre": "autre", "otres": "autres",
    "peu": "peut", "kelkun": "quelqu'un", "jusko": "jusqu'au", "jusqua": "jusqu'à", "doi": "doit",
}  # fmt: skip
"""Text-message spellings and what they stand for."""

COMMON = 20_000
"""Rank in everyday French above which a word is never taken for two that lost their apostrophe."""

_CONTEXT = {"peu": re.compile(r"\b(?:on|je|il|elle|tu|qui)\s+peu\b")}
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\w.,]*|\s+|.", re.DOTALL)
_ELIDED = re.compile(r"^(l|d|j|qu|s|n|m|t|c|jusqu|lorsqu|puisqu)([aeiouyhàâéèêîôûœ]\w{2,})$")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")


def repair(question: str, vocabulary: Vocabulary) -> str:
    """Return `question` with shorthand written out, apostrophes, accents and typos mended.

    Shorthand apart, a word of the texts is never changed, nor one with a capital inside a sentence;
    figures never are.
    """
    clean = _INVISIBLE.sub("", _plain_letters(question)).replace("’", "'").strip()
    if clean.isupper():
        clean = clean.lower()
    tokens = _TOKEN.findall(clean)
    here = frozenset(word for word, context in _CONTEXT.items() if context.search(clean.lower()))
    return "".join(_repaired(token, n == 0, here, vocabulary) for n, token in enumerate(tokens))


def _plain_letters(text: str) -> str:
    """Undo ligatures and wide letters, but no figure: "10²" is not "102"."""
    letters = (unicodedata.normalize("NFKC", c) if c.isalpha() else c for c in text)
    return unicodedata.normalize("NFC", "".join(letters))


def _repaired(token: str, first: bool, here: frozenset[str], vocabulary: Vocabulary) -> str:
    if not token[0].isalpha():
        return token
    if token[1:] != token[1:].lower() or (token[0].isupper() and not first):
        return token
    word = token.lower()
    if _is_shorthand(word, here, vocabulary):
        mended = SHORTHAND[word]
    else:
        mended = "'".join(_mended(part, vocabulary) for part in word.split("'"))
    return mended.capitalize() if token[0].isupper() else mended


def _is_shorthand(word: str, here: frozenset[str], vocabulary: Vocabulary) -> bool:
    """Whether `word` is a text-message spelling: one letter, no word of the texts, or said so `here`."""
    if word in _CONTEXT:
        return word in here
    return word in SHORTHAND and (len(word) == 1 or word not in vocabulary.corpus)


def _mended(word: str, vocabulary: Vocabulary) -> str:
    if len(word) < 3 or word in vocabulary.corpus:
        return word
    accented = vocabulary.accented.get(fold(word))
    if accented and not vocabulary.knows(word):
        return accented
    elided = _elision(word, vocabulary)
    if elided:
        return elided
    if len(word) < 5 or word in vocabulary.everyday:
        return word
    return _nearest(word, vocabulary)


def _elision(word: str, vocabulary: Vocabulary) -> str | None:
    """Return "l'appel" for "lappel": a common word is left alone, what follows must be known."""
    match = _ELIDED.match(word)
    if not match or vocabulary.everyday.get(word, COMMON) < COMMON:
        return None
    rest = match[2] if match[2] in vocabulary.corpus else vocabulary.accented.get(fold(match[2]), match[2])
    if rest in vocabulary.corpus or (rest in vocabulary.everyday and not vocabulary.knows(word)):
        return f"{match[1]}'{rest}"
    return None


def _nearest(word: str, vocabulary: Vocabulary) -> str:
    distance = 1 if len(word) < 8 else 2
    found = vocabulary.spelling.lookup(word, Verbosity.TOP, max_edit_distance=distance)
    return found[0].term if found and found[0].term[0] == word[0] else word
