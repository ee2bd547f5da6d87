"""Make the places that come with the product, knowledge/places.tsv.gz.

Run by hand once a year, on the unpacked npm package that `knowledge.places.SOURCE` names, then change its
version and its date there: `python -m tests.tools.make_places PATH_OF_THE_PACKAGE`.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import knowledge
from knowledge.places import FILE

Record = dict[str, Any]

IN_FORCE = "commune-actuelle"


def lines(package: Path) -> Iterator[str]:
    """Yield a line for each place: code, names, what holds it, postcodes, population, tabs between.

    Names are as in the source but for the apostrophe, which is typographic; the first is the place's own.
    """
    for region in _read(package, "regions"):
        holder = "metropole" if region["zone"] == "metro" else "outre-mer"
        yield _line(f"region:{region['code']}", [region["nom"]], holder)
    for departement in _read(package, "departements"):
        code, region = departement["code"], departement["region"]
        yield _line(f"departement:{code}", [departement["nom"]], f"region:{region}")
    yield from _communes(_read(package, "communes"))


def compressed(package: Path) -> bytes:
    """Return the content of the file: the same package gives the same bytes."""
    text = "".join(f"{line}\n" for line in lines(package))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def _communes(records: list[Record]) -> Iterator[str]:
    """Yield the communes in force, then what lies in one: déléguées, associées, arrondissements."""
    in_force = {record["code"]: record for record in records if record["type"] == IN_FORCE}
    names = {code: [record["nom"], *_shorter(record["nom"])] for code, record in in_force.items()}
    parts: list[Record] = []
    for record in records:
        if record["type"] == IN_FORCE:
            continue
        if record["code"] in in_force:  # the seat of a commune nouvelle, whose code both bear
            names[record["code"]].append(record["nom"])
        elif record["nom"] != in_force[_holder(record)]["nom"]:
            parts.append(record)
    for code, record in sorted(in_force.items()):
        yield _line(f"commune:{code}", names[code], f"departement:{record['departement']}", record)
    for record in sorted(parts, key=lambda record: record["code"]):
        yield _line(f"commune:{record['code']}", [record["nom"]], f"commune:{_holder(record)}", record)


def _holder(record: Record) -> str:
    """Return the code of the commune in force that a part of it belongs to."""
    return str(record.get("commune") or record["chefLieu"])


def _shorter(name: str) -> Iterator[str]:
    """Yield the name without its precision: "Bors" for "Bors (Canton de Tude-et-Lavalette)"."""
    if " (" in name:
        yield name.partition(" (")[0]


def _line(code: str, names: list[str], holder: str, record: Record | None = None) -> str:
    called = "|".join(dict.fromkeys(names)).replace("'", "’")
    postcodes = " ".join((record or {}).get("codesPostaux", []))
    population = str((record or {}).get("population", ""))
    return "\t".join((code, called, holder, postcodes, population))


def _read(package: Path, name: str) -> list[Record]:
    records: list[Record] = json.loads((package / "data" / f"{name}.json").read_text(encoding="utf-8"))
    return records


def main(package: str) -> None:
    """Write the file."""
    Path(knowledge.__file__).with_name(FILE).write_bytes(compressed(Path(package)))


if __name__ == "__main__":
    main(*sys.argv[1:])
