"""What a status means: try again, say so to the operator, or ask in another way."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from knowledge.chat.failures import refusal, seconds


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 529])
def test_a_busy_server_may_be_asked_again(status: int) -> None:
    assert refusal(status, "3").busy
    assert refusal(status, "3").after == 3
    assert not refusal(status, "3").refused


@pytest.mark.parametrize("status", [204, 301, 307, 401, 402, 403, 404, 413, 451])
def test_other_statuses_are_final(status: int) -> None:
    assert (refusal(status, "3").busy, refusal(status, "3").after) == (False, 0)
    assert not refusal(status, "").refused
    assert str(status) in refusal(status, "").why


@pytest.mark.parametrize("status", [400, 415, 422, 501])
def test_a_request_that_is_not_understood_may_be_written_otherwise(status: int) -> None:
    assert refusal(status, "").refused
    assert not refusal(status, "").busy


def test_an_operator_is_told_which_setting_to_check() -> None:
    assert "GUICHET_MODEL_KEY" in refusal(401, "").why
    assert "GUICHET_MODEL_URL" in refusal(404, "").why
    assert "GUICHET_MODEL_URL" in refusal(308, "").why


@pytest.mark.parametrize("text", ["", "bientôt", "-1", "1e9", "inf", "nan", "²", "Wed, 99 Oct 2015"])
def test_an_illegible_wait_is_none(text: str) -> None:
    assert seconds(text) == 0


def test_a_wait_may_be_a_date_or_very_long() -> None:
    later = datetime.now(UTC) + timedelta(seconds=90)
    assert 80 < seconds(format_datetime(later, usegmt=True)) <= 90
    assert seconds("9" * 5000) == 999_999_999
