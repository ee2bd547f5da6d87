"""Choose, store and check the passwords of staff."""

import re
import unicodedata
from itertools import pairwise
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from wordfreq import zipf_frequency

from bot.tokens import readable_secret
from knowledge.french import fold

SHORTEST, LONGEST = 12, 128
"""Characters of a password. No rule on its composition, but none that is easily guessed: OWASP ASVS 5.0,
6.2, and CNIL, deliberation 2022-100, https://www.cnil.fr/fr/mots-de-passe-une-nouvelle-recommandation."""

FEWEST = 5
"""Different characters of a password."""

LONG_NAME = 4
"""Letters from which a part of an e-mail address is looked for in the password."""

TOO_SHORT = "Choisissez un mot de passe d’au moins {shortest} caractères, une phrase par exemple."
TOO_LONG = "Choisissez un mot de passe de {longest} caractères au plus."
REPEATED = "Ce mot de passe répète trop les mêmes caractères. Choisissez-en un plus varié."
ROW = "Ce mot de passe suit l’ordre du clavier, de l’alphabet ou des chiffres. Choisissez-en un autre."
OBVIOUS = (
    "Ce mot de passe est trop facile à deviner : il contient « {word} ». Choisissez-en un sans lien avec "
    "votre nom ou avec ce service."
)

COMMON = (
    "Ce mot de passe est trop facile à deviner : il ne tient qu’à un mot courant, « {word} ». Choisissez "
    "plutôt plusieurs mots sans lien entre eux."
)

_CLASSICS = (
    *("iloveyou", "letmein", "changeme", "trustno", "starwars"),
    *("jetaime", "jtaime", "monamour", "moncoeur", "louloute"),
)
"""What opens the lists of leaked passwords, and no list of words."""

_WORDS = (
    "guichet",
    "motdepasse",
    "password",
    "passw0rd",
    "azerty",
    "qwerty",
    "123456",
    "654321",
    "ministere",
)
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "&é\"'(-è_çà)=",
    "01234567890",
)
_STEPS = frozenset(pair for row in _ROWS for pair in (*pairwise(row), *pairwise(row[::-1])))

# OWASP asks for 19 MiB and 2 passes at least; one lane, so that a sign-in takes one core.
# https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
_HASHER: Final = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)

NOBODY: Final = (
    "$argon2id$v=19$m=32768,t=3,p=1$OYrERMkvaZv7QhsDMeTeng$fGDXYyf5gAP8qAzy5dOh0HsO56R3Ve1MTNCK3KsvCCM"
)
"""The hash of a password that nobody knows, made with the parameters above."""


def hash_password(password: str) -> str:
    """Return what is stored of a password: argon2id, its parameters and salt included.

    It takes tens of milliseconds and 32 MiB: call it in a worker thread.
    """
    return _HASHER.hash(_bytes(password))


def verify(stored: str | None, password: str) -> bool:
    """Whether `password` is the one `stored` was made from; give None if the account is unknown.

    That takes as long as a wrong password does, so that timing does not tell which accounts exist.
    It takes tens of milliseconds and 32 MiB: call it in a worker thread.
    """
    try:
        _HASHER.verify(stored or NOBODY, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False
    return bool(stored)


def needs_rehash(stored: str) -> bool:
    """Whether a hash was made with other parameters than today's; ask once the password is verified."""
    return _HASHER.check_needs_rehash(stored)


def refusal(password: str, email: str) -> str | None:
    """Return why the owner of `email` may not choose that password, None if they may.

    >>> refusal("cheval agrafe pile", "claire.martin@exemple.fr")
    >>> refusal("Martin cheval agrafe", "claire.martin@exemple.fr").partition(" : ")[2][:26]
    'il contient « martin ». Ch'
    """
    normal = unicodedata.normalize("NFKC", password)
    if len(normal) < SHORTEST:
        return TOO_SHORT.format(shortest=SHORTEST)
    if len(normal) > LONGEST:
        return TOO_LONG.format(longest=LONGEST)
    if len(set(normal.casefold())) < FEWEST or _is_one_thing_repeated(normal.casefold()):
        return REPEATED
    word = _obvious_word(normal, email)
    if word:
        return OBVIOUS.format(word=word)
    word = _common_word(normal)
    if word:
        return COMMON.format(word=word)
    return ROW if _follows_rows(normal.casefold()) else None


def generated() -> str:
    """Return a strong temporary password, which can be read aloud: "k7pm-2xwd-…"."""
    return readable_secret()


def _bytes(password: str) -> bytes:
    """Encode the same characters the same way, whichever keyboard they were typed on (NFKC)."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _is_one_thing_repeated(text: str) -> bool:
    """Whether `text` is a shorter one written again and again, the last time perhaps not whole."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 2 + 1))


def _obvious_word(password: str, email: str) -> str | None:
    """Return the first word of the service, or of the address, that the password holds."""
    local = fold(email).partition("@")[0]
    names = [name for name in (local, *re.split(r"[\W\d_]+", local)) if len(name) >= LONG_NAME]
    letters = re.sub(r"[\W_]+", "", fold(password))
    squeezed = ((word, re.sub(r"[\W_]+", "", word)) for word in (*_WORDS, *names))
    return next((word for word, found in squeezed if found and found in letters), None)


def _common_word(password: str) -> str | None:
    """Return the one word of a password, if it has but one and everyone knows it; digits and signs aside.

    >>> _common_word("Soleil123soleil!"), _common_word("soleil et lune"), _common_word("2024-Brzxk")
    ('soleil', None, None)
    """
    words = set(re.findall(r"[^\W\d_]+", password.casefold()))
    if len(words) != 1:
        return None
    word = words.pop()
    known = any(zipf_frequency(word, language, "small") for language in ("fr", "en"))
    return word if known or fold(word) in _CLASSICS else None


def _follows_rows(text: str) -> bool:
    """Whether most characters are the neighbour of the one before, on a keyboard or in the alphabet."""
    steps = [pair in _STEPS or pair[0] == pair[1] for pair in pairwise(text)]
    return sum(steps) * 2 > len(steps)
