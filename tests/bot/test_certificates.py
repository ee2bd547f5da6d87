"""A certificate is found again for the texts and the model that it was made on, and for no others."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.quality.certificates import FILE, read_certificate, write_certificate
from knowledge.bounds import upper_bound
from knowledge.calibration import Certificate
from knowledge.decision import Model
from knowledge.versions import Version
from tests.bot.products import VERSION
from tests.knowledge.made_up_receipts import MODEL

CERTIFICATE = Certificate(
    0.72, 0.05, 0.95, 100, 0, upper_bound(0, 100, 0.95), 130, 110, {"Date": "1er mai 2026"}
)


def read(version: Version = VERSION, model: Model = MODEL) -> Certificate | None:
    return read_certificate(version, model, Path())


def kept() -> Any:
    return json.loads(Path(FILE).read_text("utf-8"))


def test_a_certificate_comes_back_as_it_was_kept() -> None:
    assert write_certificate(CERTIFICATE, VERSION, MODEL, Path()) == Path(FILE)
    assert read() == CERTIFICATE


def test_the_file_can_be_read_by_a_person_and_nothing_else_is_left() -> None:
    write_certificate(replace(CERTIFICATE, threshold=0.9), VERSION, MODEL, Path())
    write_certificate(CERTIFICATE, VERSION, MODEL, Path())
    assert [path.name for path in Path().iterdir()] == [FILE]
    assert kept()["certificate"]["threshold"] == 0.72
    assert "1er mai 2026" in Path(FILE).read_text("utf-8")


@pytest.mark.parametrize("changed", ["call", "fingerprint", "embedder"])
def test_other_texts_make_it_void(changed: str) -> None:
    write_certificate(CERTIFICATE, VERSION, MODEL, Path())
    assert read(replace(VERSION, **{changed: "autre"})) is None  # type: ignore[arg-type] # all are texts


def test_the_same_texts_ingested_again_keep_it() -> None:
    write_certificate(CERTIFICATE, VERSION, MODEL, Path())
    assert read(replace(VERSION, id=8, token="other")) == CERTIFICATE  # noqa: S106 - of a version


@pytest.mark.parametrize(
    "model",
    [
        replace(MODEL, bias=0.0),
        replace(MODEL, weights={"gathered": 1.0}),
        replace(MODEL, ranking={}),
        replace(MODEL, topic=0.9),
    ],
    ids=["bias", "weights", "ranking", "thresholds"],
)
def test_another_model_makes_it_void(model: Model) -> None:
    write_certificate(CERTIFICATE, VERSION, MODEL, Path())
    assert read(model=model) is None


def test_the_threshold_that_it_replaces_does_not_matter() -> None:
    write_certificate(CERTIFICATE, VERSION, MODEL.answering_from(0.0), Path())
    assert read() == CERTIFICATE


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"certificate": {}}', "\udcff"])
def test_a_damaged_file_is_not_used(text: str) -> None:
    write_certificate(CERTIFICATE, VERSION, MODEL, Path())
    Path(FILE).write_text(text, "utf-8", "surrogateescape")
    assert read() is None


@pytest.mark.parametrize(
    "changed", [{"wrong": 50}, {"threshold": 1.5}, {"threshold": "0.7"}, {"answered": 5}, {"more": 1}]
)
def test_a_certificate_that_proves_nothing_is_not_used(changed: dict[str, object]) -> None:
    write_certificate(CERTIFICATE, VERSION, MODEL, Path())
    whole = kept()
    Path(FILE).write_text(json.dumps(whole | {"certificate": whole["certificate"] | changed}), "utf-8")
    assert read() is None


def test_without_a_file_there_is_none() -> None:
    assert read() is None
    assert list(Path().iterdir()) == []
