"""Make the legal forms that come with the product, knowledge/legal_forms.tsv.

Run by hand when the INPI publishes a new dictionary, on the unpacked package that
`knowledge.legal_forms.SOURCE` names, then change its version and its date there:
`python -m tests.tools.make_legal_forms PATH_OF_THE_PACKAGE`.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import knowledge
from knowledge.legal_forms import FILE

TABLE = "LEGAL_STATUS"
NAME, ACRONYM = "full_name", "acronym"


def lines(package: Path) -> Iterator[str]:
    """Yield a line for each legal form: code, name, acronym, tabs between, in the order of the codes.

    Names are as in the source, its typing errors too; the apostrophe alone is typographic throughout.
    """
    for code, fields in sorted(_table(package).items()):
        name = " ".join(fields[NAME].replace("'", "’").split())
        yield "\t".join((code, name, _acronym(fields)))


def _acronym(fields: Mapping[str, str]) -> str:
    """Return the acronym; of one form, the source has it glued to the name of the field."""
    return "".join(field.removeprefix(ACRONYM) + said for field, said in fields.items() if field != NAME)


def _table(package: Path) -> dict[str, dict[str, str]]:
    """Return the table of the package without running any of its code.

    Raises:
        SystemExit: the package has no such table.
    """
    tree = ast.parse((package / "data.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == TABLE:
            table: dict[str, dict[str, str]] = ast.literal_eval(node.value)
            return table
    raise SystemExit(f"{package}/data.py has no table {TABLE}.")


def main(package: str) -> None:
    """Write the file."""
    text = "".join(f"{line}\n" for line in lines(Path(package)))
    Path(knowledge.__file__).with_name(FILE).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
