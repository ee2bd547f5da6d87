"""Passwords are hashed as OWASP asks, and refused when they are short or obvious, with the reason."""

import re
from time import process_time

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type

from bot.staff import passwords
from bot.staff.passwords import generated, hash_password, needs_rehash, refusal, verify

EMAIL = "claire.martin@exemple.fr"
GOOD = "cheval agrafe pile batterie"
WEAK = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$0E3jP1nVfqJ0GQm9cJmM8JqvJ2Zl0pFHbb2G9VhzJlU"


@pytest.fixture(scope="module")
def stored() -> str:
    return hash_password(GOOD)


def test_the_right_password_opens_and_no_other_does(stored: str) -> None:
    assert verify(stored, GOOD)
    assert not verify(stored, GOOD + " ")
    assert not verify(stored, "")


def test_a_password_is_never_hashed_twice_the_same(stored: str) -> None:
    assert hash_password(GOOD) != stored
    assert GOOD not in stored


def test_the_parameters_are_at_least_those_of_owasp(stored: str) -> None:
    parameters = extract_parameters(stored)
    assert parameters.type is Type.ID
    assert parameters.memory_cost >= 19 * 1024
    assert parameters.time_cost >= 2
    assert (parameters.salt_len, parameters.hash_len) == (16, 32)


def test_an_unknown_account_costs_what_a_wrong_password_does(stored: str) -> None:
    assert extract_parameters(passwords.NOBODY) == extract_parameters(stored)
    start = process_time()
    assert not verify(stored, "un autre mot de passe")
    known = process_time() - start
    assert not verify(None, "un autre mot de passe")
    unknown = process_time() - start - known
    assert known / 4 < unknown < known * 4


@pytest.mark.parametrize("damaged", ["", "abc", "$argon2id$v=19$m=8,t=1,p=1$"])
def test_a_damaged_hash_opens_nothing(damaged: str) -> None:
    assert not verify(damaged, GOOD)


def test_accents_typed_in_two_ways_are_the_same_password() -> None:
    assert verify(hash_password("déjà vu au théâtre"), "de\u0301ja\u0300 vu au the\u0301a\u0302tre")


@pytest.mark.parametrize("typed", ["\ud800 moitié d’un signe", "😀" * 300, "zéro\0octet"])
def test_whatever_a_form_holds_can_be_verified(stored: str, typed: str) -> None:
    assert not verify(stored, typed)


def test_a_hash_made_with_weaker_parameters_is_to_be_made_again(stored: str) -> None:
    assert needs_rehash(WEAK)
    assert not needs_rehash(stored)


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "Tr0ubadour&3lan",
        "xK9#mQ2$vL7p",
        "ça ne s’oublie pas",
        "пароль из кириллицы",
        "東京大阪名古屋札幌福岡仙台",
        " ".join(str(n**3) for n in range(10, 32)),
        "le 14 juillet au soir",
        "soleil 2024 marseille",
        "brzxkvtplm2024",
    ],
)
def test_a_long_varied_password_is_accepted_in_any_script(password: str) -> None:
    assert refusal(password, EMAIL) is None


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "au moins 12 caractères"),
        ("xK9#mQ2$vL7", "au moins 12 caractères"),
        ("e\u0301" * 11, "au moins 12 caractères"),
        ("xK9#mQ2$vL7p" * 11, "128 caractères au plus"),
        ("aaaaaaaaaaaaaa", "répète"),
        ("abababababab", "répète"),
        ("            ", "répète"),
        ("soleilsoleil", "répète"),
        ("SoleilsoleilSol", "répète"),
        ("123456789012", "« 123456 »"),
        ("abcdefghijklmn", "l’ordre du clavier"),
        ("nmlkjihgfedcba", "l’ordre du clavier"),
        ("sdfghjklmwxcv", "l’ordre du clavier"),
        ("aaaabbbbccccddddeeee", "l’ordre du clavier"),
        ("Azerty-2026-!", "« azerty »"),
        ("MotDePasse2026", "« motdepasse »"),
        ("mot de passe 2026", "« motdepasse »"),
        ("P@ssw0rd ou Passw0rd", "« passw0rd »"),
        ("Guichet-de-2026", "« guichet »"),
        ("Ministère-2026!", "« ministere »"),
        ("claire.martin.2026", "« claire.martin »"),
        ("ClaireMartin!2026", "« claire.martin »"),
        ("le sac de Martin", "« martin »"),
        ("iloveyou2024", "« iloveyou »"),
        ("jetaime12345", "« jetaime »"),
        ("soleil123soleil", "« soleil »"),
        ("Marseille2024!", "« marseille »"),
        ("!!2024-Été-2025", "« été »"),
        ("azertyuiop12", "« azerty »"),
    ],
)
def test_a_weak_password_is_refused_and_the_reason_is_given(password: str, reason: str) -> None:
    refused = refusal(password, EMAIL)
    assert refused is not None
    assert reason in refused


def test_a_short_name_is_not_looked_for_in_the_password() -> None:
    assert refusal("ma valise est en carton", "al.es@exemple.fr") is None
    assert refusal("ma valise est en carton", "@") is None


def test_a_temporary_password_is_strong_and_can_be_read_aloud() -> None:
    made = {generated() for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch("[a-z2-9]{4}(-[a-z2-9]{4}){4}", one) for one in made)
    assert all(refusal(one, EMAIL) is None for one in made)
