"""Read the object that a language model was asked for, or nothing: half of one, or two in one, is none."""

import json
import re
from typing import Any

_FENCE = re.compile(r"\A```(?:json)?\s*\n(.*)\n\s*```\Z", re.DOTALL)


def object_of(text: str, longest: int) -> dict[str, Any]:
    """Return the JSON object that a text of at most `longest` characters is, in a Markdown fence or not.

    Raises:
        ValueError: it is none, or longer, or says two things under one name.

    >>> object_of('{"same": "oui"}', 100)
    {'same': 'oui'}
    """
    if len(text) > longest:
        raise ValueError("too long")
    try:
        data = json.loads(_FENCE.sub(r"\1", text.strip()), object_pairs_hook=_object, parse_constant=_refused)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(data, dict):
        raise ValueError("not an object")
    return data


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        raise ValueError("a name stands there twice")
    return data


def _refused(constant: str) -> None:
    raise ValueError(constant)
