"""One-time codes: accepted once, a little early or late, and never again."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from lxml import etree

from bot.staff import totp

# RFC 6238, appendix B: the secret "12345678901234567890" and the last six digits of its codes.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 - published by the specification
VECTORS = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
NOW = datetime(2026, 11, 23, 9, 0, 10, tzinfo=UTC)
STEP = int(NOW.timestamp()) // 30


def code(step: int) -> str:
    return pyotp.TOTP(SECRET).generate_otp(step)


@pytest.mark.parametrize(("seconds", "expected"), VECTORS)
def test_the_codes_of_the_specification_are_accepted(seconds: int, expected: str) -> None:
    assert totp.accepted(SECRET, expected, datetime.fromtimestamp(seconds, UTC), None) == seconds // 30


@pytest.mark.parametrize(("late", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_telephone_may_be_one_step_early_or_late(late: int, right: bool) -> None:
    assert totp.accepted(SECRET, code(STEP + late), NOW, None) == (STEP + late if right else None)


def test_a_code_is_accepted_once() -> None:
    used = totp.accepted(SECRET, code(STEP), NOW, None)
    assert totp.accepted(SECRET, code(STEP), NOW, used) is None
    assert totp.accepted(SECRET, code(STEP), NOW + timedelta(seconds=25), used) is None


def test_a_code_from_before_the_last_one_is_refused() -> None:
    assert totp.accepted(SECRET, code(STEP - 1), NOW, STEP) is None
    assert totp.accepted(SECRET, code(STEP + 1), NOW, STEP) == STEP + 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "-12345", "١٢٣٤٥٦٧", "\ud800"])
def test_what_is_not_six_digits_is_refused(typed: str) -> None:
    assert totp.accepted(SECRET, typed, NOW, None) is None


def test_a_code_may_be_typed_with_spaces() -> None:
    right = code(STEP)
    assert totp.accepted(SECRET, f" {right[:3]}\u00a0{right[3:]}\n", NOW, None) == STEP


def test_a_wrong_code_is_refused() -> None:
    near = {code(STEP + n) for n in (-1, 0, 1)}
    wrong = next(f"{n:06}" for n in range(10) if f"{n:06}" not in near)
    assert totp.accepted(SECRET, wrong, NOW, None) is None


def test_a_secret_is_new_and_has_160_bits() -> None:
    secrets = {totp.new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert all(re.fullmatch("[A-Z2-7]{32}", secret) for secret in secrets)


def test_an_application_reads_back_the_secret_and_whose_it_is() -> None:
    read = pyotp.parse_uri(totp.provisioning_uri(SECRET, "claire.martin@exemple.fr"))
    assert isinstance(read, pyotp.TOTP)
    assert (read.secret, read.name, read.issuer) == (SECRET, "claire.martin@exemple.fr", "Guichet")
    assert read.at(59) == "287082"


def test_the_qr_code_is_black_on_white_with_a_name_and_without_style() -> None:
    drawn = totp.qr_code(totp.provisioning_uri(SECRET, "a@exemple.fr"))
    svg = etree.fromstring(drawn)
    assert not [
        name for element in svg.iter() for name in element.attrib if name == "style" or name[:2] == "on"
    ]
    assert (svg.get("role"), svg.get("aria-label")) == ("img", totp.TITLE)
    background, modules = svg.findall(".//path")
    assert (background.get("fill"), modules.get("stroke")) == ("#fff", "#000")
    # The white covers the whole of it, its quiet zone of four modules included.
    side = int(str(svg.get("width"))) // 4
    assert background.get("d") == f"M0 0h{side}v{side}h-{side}z"
    assert str(modules.get("d")).startswith("M4 4.5h7")


def test_recovery_codes_are_all_different() -> None:
    assert len(set(totp.recovery_codes(10))) == 10


def test_a_recovery_code_is_recognised_however_it_is_typed() -> None:
    (given,) = totp.recovery_codes(1)
    stored = totp.recovery_digest(given)
    assert given not in stored
    assert totp.recovery_digest(f"  {given.upper()} ") == stored
    assert totp.recovery_digest(given.replace("-", "")) == stored
    assert totp.recovery_digest(given.replace("-", "\u00a0\u2011")) == stored
    assert totp.recovery_digest(given[:-1]) != stored
