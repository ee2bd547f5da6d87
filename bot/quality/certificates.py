"""Keep the certificate of an answer threshold in the data folder, and use it only for what it was made on."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from knowledge.calibration import Certificate
from knowledge.decision import Model
from knowledge.versions import Version

FILE = "calibration.json"


def write_certificate(certificate: Certificate, version: Version, model: Model, folder: Path) -> Path:
    """Keep `certificate` for this version of the texts and this model, and return its file."""
    path = folder / FILE
    kept = {"made_on": made_on(version, model), "certificate": certificate.as_json()}
    unfinished = path.with_suffix(".tmp")
    unfinished.write_text(f"{json.dumps(kept, indent=2, ensure_ascii=False)}\n", encoding="utf-8")
    unfinished.replace(path)
    return path


def read_certificate(version: Version, model: Model, folder: Path) -> Certificate | None:
    """Return the certificate kept for this version of the texts and this model, None if there is none.

    One of other texts, of another model or that proves nothing is not used.
    """
    try:
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        certificate = Certificate.from_json(json.dumps(kept["certificate"]))
        return certificate if kept["made_on"] == made_on(version, model) else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def made_on(version: Version, model: Model) -> dict[str, str]:
    """Return what a certificate is bound to: the texts and their preparation, the embedder, the model."""
    weighed = asdict(model) | {"answer": None}
    return {
        "call": version.call,
        "texts": version.fingerprint,
        "embedder": version.embedder,
        "model": hashlib.sha256(json.dumps(weighed, sort_keys=True).encode()).hexdigest(),
    }
