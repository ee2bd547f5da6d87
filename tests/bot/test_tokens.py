"""Tokens are long, never twice the same, stored as a digest, and compared in constant time."""

import re

import pytest

from bot import tokens


def test_a_token_has_256_bits_and_fits_in_an_address() -> None:
    made = {tokens.new_token() for _ in range(1_000)}
    assert len(made) == 1_000
    assert all(re.fullmatch(r"[\w-]{43}", token, re.ASCII) for token in made)


def test_an_identifier_has_128_bits_in_hexadecimal() -> None:
    made = {tokens.short_id() for _ in range(1_000)}
    assert len(made) == 1_000
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in made)


def test_a_readable_secret_holds_nothing_that_looks_like_something_else() -> None:
    made = [tokens.readable_secret() for _ in range(500)]
    assert len(set(made)) == 500
    assert all(re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){4}", one) for one in made)
    assert not set("ilo01") & set("".join(made))


def test_what_is_stored_is_the_sha_256_of_the_token() -> None:
    assert tokens.digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_csrf_token_belongs_to_its_session_and_does_not_tell_it() -> None:
    one, other = tokens.new_token(), tokens.new_token()
    assert tokens.same(tokens.csrf_of(one), tokens.csrf_of(one))
    assert not tokens.same(tokens.csrf_of(one), tokens.csrf_of(other))
    assert tokens.csrf_of(one) != tokens.digest(one)
    assert one not in tokens.csrf_of(one)


@pytest.mark.parametrize("given", ["", "secre", "secrets", "Secret", "é", "\ud800", "😀"])
def test_anything_else_than_the_secret_is_refused(given: str) -> None:
    assert not tokens.same(given, "secret")


def test_an_empty_secret_opens_nothing() -> None:
    assert not tokens.same("", "")


@pytest.mark.parametrize("typed", ["é", "\ud800", "😀"])
def test_whatever_a_form_holds_can_be_compared_and_hashed(typed: str) -> None:
    assert tokens.same(typed, typed)
    assert len(tokens.digest(typed)) == len(tokens.csrf_of(typed)) == 64
