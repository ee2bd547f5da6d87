"""A certificate is found again for the texts and the model that it was made on, and for no others."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.quality.certificates import (
    FILE,
    GUEST_FILE,
    PROMPTS,
    Calibrated,
    Guest,
    Unfinished,
    calibrated_for,
    calibrated_model,
    guest_of,
    made_on,
    read_calibration,
    read_certificate,
    write_certificate,
)
from knowledge.bounds import upper_bound
from knowledge.calibration import Certificate
from knowledge.chat.values import Use
from knowledge.decision import Model, Reading
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


GUEST = guest_of("openai:m", {Use.READING, Use.ANSWERS})
READING = Reading("openai:m", 1.5, 0.0, -1.0)
READS = replace(MODEL, reading=READING)


def test_what_a_certificate_without_a_language_model_is_bound_to_has_not_changed() -> None:
    assert made_on(VERSION, MODEL) == made_on(VERSION, READS)
    assert sorted(made_on(VERSION, MODEL)) == ["call", "embedder", "model", "texts"]


def test_what_only_helps_the_staff_binds_nothing() -> None:
    assert guest_of(None, set(Use)) is None
    assert guest_of("openai:m", {Use.DRAFTS, Use.GROUPS}) is None
    assert guest_of("openai:m", {Use.READING, Use.ANSWERS, Use.DRAFTS}) == GUEST
    assert set(PROMPTS) == set(Use) - {Use.DRAFTS, Use.GROUPS}


def test_the_weights_of_the_reading_are_kept_with_the_certificate() -> None:
    assert write_certificate(CERTIFICATE, VERSION, READS, Path(), GUEST) == Path(GUEST_FILE)
    found = read_calibration(VERSION, MODEL, Path(), GUEST)
    assert found is not None
    assert (found.certificate, found.reading) == (CERTIFICATE, READING)
    assert read() is None and not Path(FILE).exists()


def test_another_language_model_other_uses_and_other_prompts_make_it_void() -> None:
    assert GUEST is not None
    write_certificate(CERTIFICATE, VERSION, READS, Path(), GUEST)
    for other, why in (
        (guest_of("openai:n", {Use.READING, Use.ANSWERS}), Calibrated.OTHER_MODEL),
        (guest_of("openai:m", {Use.READING}), Calibrated.OTHER_USES),
        (replace(GUEST, prompts="autres"), Calibrated.OTHER_PROMPTS),
        (None, Calibrated.NEVER),
    ):
        assert read_calibration(VERSION, MODEL, Path(), other) is None
        assert calibrated_for(VERSION, MODEL, Path(), other) is why
        kept_up = CERTIFICATE.threshold if other else MODEL.answer
        assert calibrated_model(VERSION, MODEL, Path(), other) == replace(MODEL, answer=kept_up)
    assert calibrated_for(VERSION, MODEL, Path(), GUEST) is Calibrated.YES


def test_what_is_another_is_told() -> None:
    assert calibrated_for(VERSION, MODEL, Path()) is Calibrated.NEVER
    write_certificate(CERTIFICATE, VERSION, MODEL, Path())
    assert calibrated_for(VERSION, MODEL, Path()) is Calibrated.YES
    assert calibrated_for(replace(VERSION, fingerprint="x"), MODEL, Path()) is Calibrated.OTHER_TEXTS
    assert calibrated_for(replace(VERSION, embedder="x"), MODEL, Path()) is Calibrated.OTHER_ASSISTANT
    assert calibrated_for(VERSION, replace(MODEL, bias=3.0), Path()) is Calibrated.OTHER_ASSISTANT
    assert calibrated_for(VERSION, MODEL, Path(), GUEST) is Calibrated.NEVER
    Path(FILE).write_text("{", "utf-8")
    assert calibrated_for(VERSION, MODEL, Path()) is Calibrated.DAMAGED


def test_weights_of_another_model_or_of_none_are_not_used() -> None:
    other = replace(MODEL, reading=replace(READING, model="openai:n"))
    write_certificate(CERTIFICATE, VERSION, other, Path(), GUEST)
    assert read_calibration(VERSION, MODEL, Path(), GUEST) is None
    assert calibrated_for(VERSION, MODEL, Path(), GUEST) is Calibrated.DAMAGED


def certify(threshold: float, model: Model = MODEL, guest: Guest | None = None) -> None:
    write_certificate(replace(CERTIFICATE, threshold=threshold), VERSION, model, Path(), guest)


def test_the_model_that_was_calibrated_is_used() -> None:
    assert calibrated_model(VERSION, MODEL, Path(), GUEST) == MODEL
    certify(0.7, READS, GUEST)
    assert calibrated_model(VERSION, MODEL, Path()) == MODEL
    assert calibrated_model(VERSION, MODEL, Path(), GUEST) == READS.answering_from(0.7)


@pytest.mark.parametrize("with_it", [MODEL, READS], ids=["reads nothing", "reads"])
@pytest.mark.parametrize(
    ("own", "found", "used"), [(None, 0.4, MODEL.answer), (0.72, 0.4, 0.72), (0.3, 0.4, 0.4), (0.4, 0.3, 0.4)]
)
def test_a_guest_never_lowers_the_threshold_be_it_calibrated_lower(
    with_it: Model, own: float | None, found: float, used: float
) -> None:
    certify(found, with_it, GUEST)
    if own is not None:
        certify(own)
    assert calibrated_model(VERSION, MODEL, Path(), GUEST) == with_it.answering_from(used)
    assert calibrated_model(VERSION, MODEL, Path()).answer == (MODEL.answer if own is None else own)


OTHER = replace(VERSION, fingerprint="avec des questions")


def test_a_certificate_that_is_void_still_holds_the_threshold_up_never_down() -> None:
    for own, used in ((0.93, 0.93), (0.3, MODEL.answer)):
        certify(own)
        assert calibrated_model(OTHER, MODEL, Path()) == replace(MODEL, answer=used)
        assert calibrated_model(OTHER, MODEL, Path(), GUEST) == replace(MODEL, answer=used)
        assert calibrated_for(OTHER, MODEL, Path()) is Calibrated.OTHER_TEXTS
        assert read(OTHER) is None
        assert calibrated_model(VERSION, MODEL, Path()) == replace(MODEL, answer=own)


def test_a_void_one_with_a_guest_holds_the_threshold_up_with_a_guest_and_reads_nothing() -> None:
    certify(0.7)
    certify(0.93, READS, GUEST)
    changed = guest_of("openai:n", {Use.READING, Use.ANSWERS})
    assert calibrated_model(VERSION, MODEL, Path(), changed) == replace(MODEL, answer=0.93)
    assert calibrated_model(VERSION, MODEL, Path()) == replace(MODEL, answer=0.7)


def test_a_damaged_certificate_holds_nothing_up() -> None:
    certify(0.93)
    whole = kept()
    for text in ("{", json.dumps(whole | {"certificate": {"threshold": 0.99}})):
        Path(FILE).write_text(text, "utf-8")
        assert calibrated_model(VERSION, MODEL, Path()) == MODEL
        assert calibrated_model(OTHER, MODEL, Path()) == MODEL


UNFINISHED = replace(VERSION, fingerprint="")


def test_nothing_is_certified_on_texts_whose_likely_questions_are_still_to_be_asked() -> None:
    with pytest.raises(Unfinished, match="Relancez « guichet ingest »"):
        write_certificate(CERTIFICATE, UNFINISHED, MODEL, Path())
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("texts", ["", "abc"])
def test_no_certificate_is_read_for_such_texts_be_it_bound_to_none(texts: str) -> None:
    certify(0.93)
    whole = kept()
    whole["made_on"]["texts"] = texts
    Path(FILE).write_text(json.dumps(whole), "utf-8")
    assert read(UNFINISHED) is None
    assert calibrated_for(UNFINISHED, MODEL, Path()) is Calibrated.OTHER_TEXTS
    assert calibrated_model(UNFINISHED, MODEL, Path()) == replace(MODEL, answer=0.93)
