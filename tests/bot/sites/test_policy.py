"""What policies lack for the widget; every expectation below was seen in a real Chromium."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sites.policy import Embedding, Lack, Policy, from_header, from_meta, lacks

ORIGIN = "https://guichet.fr"
SRI = "sha384-AbC+"
PLAIN = Embedding("https://ville.fr", ORIGIN, SRI)
WITH_NONCE = Embedding("https://ville.fr", ORIGIN, SRI, "abc")


def written(header: str, embedding: Embedding = PLAIN) -> list[str]:
    return [lack.write for lack in lacks(from_header(header), embedding)]


@pytest.mark.parametrize(
    "header",
    [
        "",
        "img-src 'none'; style-src 'none'; font-src 'none'; frame-src 'none'; object-src 'none'",
        "require-trusted-types-for 'script'; trusted-types 'none'",
        "default-src *",
        f"default-src 'self' {ORIGIN}",
        f"default-src 'none'; script-src {ORIGIN}; connect-src {ORIGIN}",
        f"default-src 'none'; script-src-elem {ORIGIN}/widget/; connect-src {ORIGIN}/api/",
        f"script-src-elem {ORIGIN}; script-src 'none'",
        f"script-src {ORIGIN}; script-src 'none'",
        f"script-src '{SRI}' {ORIGIN}/widget/v1/chat.js",
        "sandbox allow-scripts ALLOW-SAME-ORIGIN",
        "script-src-attr 'none'; worker-src 'none'",
    ],
)
def test_a_policy_that_allows_the_widget_lacks_nothing(header: str) -> None:
    assert written(header) == []


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("script-src 'self'", [f"script-src 'self' {ORIGIN}"]),
        ("Script-Src 'none'", [f"script-src {ORIGIN}"]),
        ("script-src", [f"script-src {ORIGIN}"]),
        ("script-src-elem 'self'; script-src *", [f"script-src-elem 'self' {ORIGIN}"]),
        ("connect-src 'self'", [f"connect-src 'self' {ORIGIN}"]),
        ("default-src 'none'", [f"script-src {ORIGIN}", f"connect-src {ORIGIN}"]),
        (
            "default-src 'self' data: 'unsafe-inline'",
            [f"script-src 'self' data: 'unsafe-inline' {ORIGIN}", f"connect-src 'self' data: {ORIGIN}"],
        ),
        ("default-src 'none'; script-src *", [f"connect-src {ORIGIN}"]),
        (f"script-src {ORIGIN}/widget/v1/guichet.js", [f"script-src {ORIGIN}/widget/v1/guichet.js {ORIGIN}"]),
        (f"script-src '{SRI}'", [f"script-src '{SRI}' {ORIGIN}"]),
        (
            f"connect-src {ORIGIN}/api/v1/sites/",
            [f"connect-src {ORIGIN}/api/v1/sites/ {ORIGIN}"],
        ),
        (f"script-src {ORIGIN}, script-src 'self'", [f"script-src 'self' {ORIGIN}"]),
        ("script-src 'self', script-src a.fr", [f"script-src 'self' {ORIGIN}", f"script-src a.fr {ORIGIN}"]),
        ("script-src 'self', script-src 'self'", [f"script-src 'self' {ORIGIN}"]),
        ("sandbox", ["sandbox allow-scripts allow-same-origin"]),
        ("sandbox allow-forms allow-scripts", ["sandbox allow-forms allow-scripts allow-same-origin"]),
        ("script-src 'nonce-abc'", [f"script-src 'nonce-abc' {ORIGIN}"]),
    ],
)
def test_what_a_policy_lacks_is_written_whole(header: str, expected: list[str]) -> None:
    assert written(header) == expected


def test_the_chat_inherits_the_nonce_of_the_loader() -> None:
    for header in ("script-src 'nonce-abc'", "script-src 'nonce-abc' 'strict-dynamic'"):
        assert written(header, WITH_NONCE) == []


@pytest.mark.parametrize("directive", ["script-src", "script-src-elem", "default-src"])
def test_strict_dynamic_asks_for_the_nonce_and_for_no_address(directive: str) -> None:
    header = f"{directive} 'nonce-xyz' 'strict-dynamic' {ORIGIN}; connect-src *"
    for embedding in (PLAIN, WITH_NONCE):
        (lack,) = lacks(from_header(header), embedding)
        assert lack.directive == directive
        assert lack.write == 'nonce="VALEUR"'
        assert "'strict-dynamic'" in lack.said


def test_a_digest_does_not_load_the_chat_under_a_strict_policy() -> None:
    (lack,) = lacks(from_header(f"script-src '{SRI}' 'strict-dynamic'"), PLAIN)
    assert lack.write == f"script-src '{SRI}' 'strict-dynamic' 'nonce-VALEUR'"
    assert "empreinte ne vaut pas pour le module" in lack.said


def test_a_sentence_says_which_directive_decides() -> None:
    assert lacks(from_header("script-src 'self'; connect-src 'self'"), PLAIN) == (
        Lack(
            "script-src",
            "La directive script-src n’autorise pas les scripts de https://guichet.fr. Écrivez :",
            "script-src 'self' https://guichet.fr",
        ),
        Lack(
            "connect-src",
            "La directive connect-src n’autorise pas les échanges avec https://guichet.fr. Écrivez :",
            "connect-src 'self' https://guichet.fr",
        ),
    )
    (lack, _) = lacks(from_header("default-src 'self'"), PLAIN)
    assert lack.said.startswith("Faute de directive script-src, c’est default-src qui vaut : elle n’autorise")


def test_our_own_pages_need_nothing_more_than_self() -> None:
    ours = Embedding(ORIGIN, ORIGIN, SRI)
    assert written("default-src 'none'; script-src 'self'; connect-src 'self'", ours) == []


def test_an_address_below_a_path_or_in_international_letters_is_found() -> None:
    below = Embedding("https://ville.fr", "https://Préfecture.fr/guichet", SRI)
    assert written("script-src https://xn--prfecture-c4a.fr/guichet/widget/", below) == []
    assert written("script-src https://xn--prfecture-c4a.fr/widget/", below) != []


def test_policies_are_read_as_browsers_do() -> None:
    assert from_header(" ; script-src\ta.fr\n 'self' ;;, ,img-src é.fr; IMG-SRC b.fr") == (
        {"script-src": ("a.fr", "'self'")},
        {"img-src": ("b.fr",)},
    )
    assert from_meta("script-src a.fr, b.fr; sandbox; frame-ancestors 'none'; report-uri /r") == (
        {"script-src": ("a.fr,", "b.fr")},
    )
    assert from_header("") == from_meta("sandbox") == ()


SOURCES = st.sampled_from(
    ["'self'", "'none'", "*", "https:", ORIGIN, f"{ORIGIN}/api/", "guichet.fr", "a.fr", "'unsafe-inline'"]
    + ["'nonce-xyz'", "'strict-dynamic'", f"'{SRI}'", "'sha256-AAAA'", "data:", "é"]
)
DIRECTIVES = st.sampled_from(["script-src", "script-src-elem", "default-src", "connect-src", "sandbox"])
POLICIES = st.dictionaries(DIRECTIVES, st.lists(SOURCES, max_size=4).map(tuple), max_size=4)


@given(POLICIES)
def test_what_is_said_to_be_written_is_enough(policy: Policy) -> None:
    repaired, nonce = dict(policy), ""
    for lack in lacks([policy], PLAIN):
        if lack.write.startswith("nonce="):
            nonce = "xyz"
        else:
            name, *values = lack.write.split()
            repaired[name] = tuple(values)
            nonce = "VALEUR" if "'nonce-VALEUR'" in values else nonce
    # What the policy of scripts took from default-src stays there for connections.
    again = lacks([repaired], Embedding(PLAIN.page, ORIGIN, SRI, nonce))
    assert again == ()
