"""Keep what a calibration found in the data folder, and use it only for what it was found on.

What was found without a language model and with one stand in two files: the first one still tells from
which confidence to answer when the language model, once set, fails.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.errors import BotError
from knowledge import strict_json
from knowledge.calibration import Certificate
from knowledge.chat.values import Use
from knowledge.decision import Model, Reading
from knowledge.versions import Version
from knowledge.writing.prompts import writing_prompts
from knowledge.writing.prompts_likely import likely_prompts
from knowledge.writing.prompts_reading import reading_prompts
from knowledge.writing.prompts_rewriting import rewriting_prompts

FILE, GUEST_FILE = "calibration.json", "calibration-modele.json"
"""Without a language model, and with one."""

PROMPTS = {
    Use.ANSWERS: writing_prompts,
    Use.FOLLOW_UPS: rewriting_prompts,
    Use.READING: reading_prompts,
    Use.LIKELY_QUESTIONS: likely_prompts,
}
"""What bears on the answers that contacts get, and the words that the model is asked with for it."""


UNFINISHED = (
    "Les questions probables des textes en service ne sont pas toutes écrites : ce qui serait mesuré ne "
    "vaudrait pas pour les textes complets. Relancez « guichet ingest » jusqu’à ce que tous les passages "
    "aient été lus, puis recommencez."
)
"""Nothing says what such a version was made from: two of them that differ would pass for one."""


class Unfinished(BotError):
    """The version in service lacks likely questions: a certificate would be bound to nothing."""

    def __init__(self) -> None:
        super().__init__(UNFINISHED)


@dataclass(frozen=True, slots=True)
class Guest:
    """The language model that answers depend on: its name as set, what for, and the words that ask it."""

    model: str
    uses: str
    prompts: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a calibration found: the certificate, and the weights of what the language model reads, if any."""

    certificate: Certificate
    reading: Reading | None = None


class Calibrated(StrEnum):
    """Whether a calibration holds for what is in service, or why it does not."""

    YES = "yes"
    NEVER = "never"
    DAMAGED = "damaged"
    OTHER_TEXTS = "other_texts"
    OTHER_ASSISTANT = "other_assistant"
    OTHER_MODEL = "other_model"
    OTHER_USES = "other_uses"
    OTHER_PROMPTS = "other_prompts"


_WHAT = {
    "call": Calibrated.OTHER_TEXTS,
    "texts": Calibrated.OTHER_TEXTS,
    "embedder": Calibrated.OTHER_ASSISTANT,
    "model": Calibrated.OTHER_ASSISTANT,
    "language_model": Calibrated.OTHER_MODEL,
    "uses": Calibrated.OTHER_USES,
    "prompts": Calibrated.OTHER_PROMPTS,
}
"""What each thing that a calibration is bound to tells when it is another, the plainest first."""

_UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError)
"""What reading a file raises that is not there, damaged, or none of ours."""


def guest_of(model: str | None, uses: Iterable[Use]) -> Guest | None:
    """Return what answers depend on of a language model; None without one, or if it only helps the staff."""
    bearing = [use for use in PROMPTS if use in set(uses)]
    if model is None or not bearing:
        return None
    words = " ".join(f"{use.value}:{PROMPTS[use]()}" for use in bearing)
    named = ",".join(sorted(use.value for use in bearing))
    return Guest(model, named, hashlib.sha256(words.encode()).hexdigest()[:16])


def write_certificate(
    certificate: Certificate,
    version: Version,
    model: Model,
    folder: Path,
    guest: Guest | None = None,
) -> Path:
    """Keep `certificate`, and the weights that `model` has for what a guest reads; return their file.

    Raises:
        Unfinished: likely questions of these texts are still to be asked.
    """
    if not version.fingerprint:
        raise Unfinished
    path = folder / _file(guest)
    kept: dict[str, Any] = {
        "made_on": made_on(version, model, guest),
        "certificate": certificate.as_json(),
    }
    if guest:
        kept["reading"] = strict_json.write(model.reading)
    unfinished = path.with_suffix(".tmp")
    unfinished.write_text(f"{json.dumps(kept, indent=2, ensure_ascii=False)}\n", encoding="utf-8")
    unfinished.replace(path)
    return path


def read_certificate(
    version: Version, model: Model, folder: Path, guest: Guest | None = None
) -> Certificate | None:
    """Return the certificate kept for these texts, this model and this guest, None if there is none.

    One of other texts, of another model or that proves nothing is not used.
    """
    found = read_calibration(version, model, folder, guest)
    return found.certificate if found else None


def read_calibration(
    version: Version, model: Model, folder: Path, guest: Guest | None = None
) -> Calibration | None:
    """Return what was found for these texts, this model and this guest, None if nothing was.

    Weights that were fitted on another language model than the guest are no calibration at all, nor is
    what was found while likely questions of the texts were still to be asked.
    """
    if not version.fingerprint:
        return None
    try:
        kept = _kept(folder, guest)
        certificate = _certificate(kept)
        reading = _reading(kept.get("reading"), guest)
        same = kept["made_on"] == made_on(version, model, guest)
        return Calibration(certificate, reading) if same else None
    except _UNREADABLE:
        return None


def calibrated_model(version: Version, model: Model, folder: Path, guest: Guest | None = None) -> Model:
    """Return `model` with what was certified for it: the threshold, and the weights of what a guest reads.

    Without a guest the threshold is the certified one, else the shipped one, or the last one certified
    if that is higher: texts that change never make answers easier. With one it is the higher of that
    threshold and of the one certified with the guest, or last certified with one, whether the guest
    reads, fails or is not asked to read. To set a guest therefore makes answers easier by nothing but
    what a proven yes lifts, `LIFTED_AT_MOST`, and only if it was calibrated.
    """
    threshold = _threshold(version, model, folder)
    if guest is None:
        return model.answering_from(threshold)
    found = read_calibration(version, model, folder, guest)
    with_it = found.certificate.threshold if found else _last(version, model, folder, guest)
    reads = replace(model, reading=found.reading if found else None)
    return reads.answering_from(max(threshold, with_it))


def _threshold(version: Version, model: Model, folder: Path) -> float:
    """Return the threshold without a guest."""
    own = read_certificate(version, model, folder)
    return own.threshold if own else max(model.answer, _last(version, model, folder))


def _last(version: Version, model: Model, folder: Path, guest: Guest | None = None) -> float:
    """Return the threshold of a certificate that holds no more; 0 if there is none, or it is damaged."""
    if calibrated_for(version, model, folder, guest) in (Calibrated.NEVER, Calibrated.DAMAGED):
        return 0.0
    try:
        return _certificate(_kept(folder, guest)).threshold
    except _UNREADABLE:
        return 0.0


def calibrated_for(version: Version, model: Model, folder: Path, guest: Guest | None = None) -> Calibrated:
    """Tell whether a calibration holds for what is in service, and if not, what is another.

    One that does not hold certifies nothing any more, even where its threshold is kept as the higher one.
    Texts of which likely questions are still to be asked are others than any that were calibrated.
    """
    if read_calibration(version, model, folder, guest):
        return Calibrated.YES
    try:
        bound, now = _kept(folder, guest)["made_on"], made_on(version, model, guest)
        other = (why for name, why in _WHAT.items() if bound.get(name) != now.get(name))
        return next(other, Calibrated.DAMAGED if version.fingerprint else Calibrated.OTHER_TEXTS)
    except FileNotFoundError:
        return Calibrated.NEVER
    except _UNREADABLE:
        return Calibrated.DAMAGED


def made_on(version: Version, model: Model, guest: Guest | None = None) -> dict[str, str]:
    """Return what a certificate is bound to: the texts and their preparation, the embedder, the models."""
    weighed = asdict(model) | {"answer": None}
    del weighed["reading"]
    bound = {
        "call": version.call,
        "texts": version.fingerprint,
        "embedder": version.embedder,
        "model": hashlib.sha256(json.dumps(weighed, sort_keys=True).encode()).hexdigest(),
    }
    if guest:
        bound |= {"language_model": guest.model, "uses": guest.uses, "prompts": guest.prompts}
    return bound


def _file(guest: Guest | None) -> str:
    return GUEST_FILE if guest else FILE


def _kept(folder: Path, guest: Guest | None) -> Any:
    return json.loads((folder / _file(guest)).read_text(encoding="utf-8"))


def _certificate(kept: Any) -> Certificate:
    return Certificate.from_json(json.dumps(kept["certificate"]))


def _reading(kept: object, guest: Guest | None) -> Reading | None:
    """Return the weights that were kept.

    Raises:
        ValueError: they are none, or those of another language model.
    """
    if kept is None:
        return None
    reading = strict_json.read(Reading, kept, "reading")
    if guest is None or reading.model != guest.model:
        raise ValueError(reading.model)
    return reading
