import pytest

from bot.sites.source_list import allows, has_hashes, has_nonce, is_strict

PAGE = "https://ville.fr"
URL = "https://guichet.fr/widget/v1/chat.js"
HTTP = "http://guichet.fr:8000/widget/v1/chat.js"


@pytest.mark.parametrize(
    "source",
    [
        "*",
        "https:",
        "http:",
        "HTTPS:",
        "guichet.fr",
        "GUICHET.fr",
        "*.fr",
        "https://guichet.fr",
        "http://guichet.fr",
        "https://guichet.fr:443",
        "guichet.fr:*",
        "*:443",
        "https://*:*",
        "https://guichet.fr/",
        "https://guichet.fr/widget/",
        "https://guichet.fr/widget/v1/chat.js",
        "guichet.fr/w%69dget/",
    ],
)
def test_a_source_that_names_the_address_or_more_allows_it(source: str) -> None:
    assert allows(("a.fr", source), URL, PAGE)


@pytest.mark.parametrize(
    "source",
    [
        "'none'",
        "'self'",
        "'unsafe-inline'",
        "data:",
        "ws:",
        "wss://guichet.fr",
        "fr",
        "*.guichet.fr",
        "www.guichet.fr",
        "guichet.fr.",
        "guichet.fr:80",
        "guichet.fr:8443",
        "https://guichet.fr:4430",
        "https://guichet.fr/widget",
        "https://guichet.fr/widget/v2/",
        "https://guichet.fr/Widget/",
        "https://guichet.fr/widget/v1/chat.js/",
        "https://guichet.fr/?a",
        "https://guichet.fr/widget/v1/chat.js?v=2",
        "https://guichet.fr#a",
        "//guichet.fr",
        "'https://guichet.fr'",
        "https://[::1]",
        "guichet.*",
        "",
    ],
)
def test_a_source_that_names_something_else_does_not(source: str) -> None:
    assert not allows((source,), URL, PAGE)


@pytest.mark.parametrize(
    ("source", "allowed"),
    [
        ("*", True),
        ("http:", True),
        ("https:", False),
        ("http://guichet.fr:8000", True),
        ("http://guichet.fr", False),
        ("guichet.fr:8000", False),  # without a scheme, it is that of the page, https
        ("http://*:*", True),
    ],
)
def test_plain_http_needs_a_source_that_says_so(source: str, allowed: bool) -> None:
    assert allows((source,), HTTP, PAGE) is allowed
    assert allows(("guichet.fr:8000",), HTTP, "http://ville.fr")


@pytest.mark.parametrize(
    ("page", "url", "allowed"),
    [
        ("https://ville.fr", "https://ville.fr/a", True),
        ("https://ville.fr", "https://ville.fr:443/a", True),
        ("http://ville.fr", "https://ville.fr/a", True),
        ("http://ville.fr:8000", "https://ville.fr:8000/a", True),
        ("https://ville.fr", "http://ville.fr/a", False),
        ("http://ville.fr:8000", "https://ville.fr/a", False),
        ("https://ville.fr", "https://ville.fr:8443/a", False),
        ("https://ville.fr", "https://www.ville.fr/a", False),
    ],
)
def test_self_is_the_origin_of_the_page_or_its_safer_twin(page: str, url: str, allowed: bool) -> None:
    assert allows(("'SELF'",), url, page) is allowed


def test_no_source_allows_nothing() -> None:
    assert not allows((), URL, PAGE)


def test_none_counts_for_nothing_beside_another_source() -> None:
    assert allows(("'none'", "guichet.fr"), URL, PAGE)


def test_a_nonce_is_compared_letter_for_letter_but_its_keyword_is_not() -> None:
    assert has_nonce(("'NONCE-aB+/=='",), "aB+/==")
    assert not has_nonce(("'nonce-aB'",), "ab")
    assert not has_nonce(("nonce-aB",), "aB")
    assert not has_nonce(("'nonce-'",), "")


def test_every_digest_of_the_script_must_be_listed() -> None:
    listed = ("'sha384-AAAA'", "'SHA512-BB-_'")
    assert has_hashes(listed, "sha384-AAAA sha512-BB+/")
    assert not has_hashes(listed, "sha384-AAAA sha384-CCCC")
    assert not has_hashes(listed, "sha256-AAAA")
    assert not has_hashes(listed, "md5-AAAA")


def test_strict_dynamic_is_a_keyword_in_quotes() -> None:
    assert is_strict(("'STRICT-DYNAMIC'",))
    assert not is_strict(("strict-dynamic",))
