"""The arguments of a request: in the address, a form, a multipart body or JSON, whichever they come in.

https://core.telegram.org/bots/api#making-requests; `get_integer_arg` and `to_bool` as in
https://github.com/tdlib/telegram-bot-api, Client.cpp.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from tests.bot_api.answers import ApiError, BadRequest


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a method was given, by name, and the files."""

    given: Mapping[str, Any]
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a string, "" if it is not given; a number is one too."""
        value = self.given.get(name, "")
        if value is None or isinstance(value, str):
            return value or ""
        return json.dumps(value)

    def integer(self, name: str, default: int = 0, least: int | None = None, most: int | None = None) -> int:
        """Return a whole number, brought between `least` and `most`."""
        match = re.match(r"\s*(-?\d+)", self.text(name))
        value = int(match[1]) if match else default
        value = value if least is None else max(least, value)
        return value if most is None else min(most, value)

    def flag(self, name: str) -> bool:
        """Return whether something is asked for."""
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def value(self, name: str, wrong: str) -> Any:
        """Return what was given as JSON, None if it is not given.

        Raises:
            BadRequest: it is no JSON; the message is `wrong`.
        """
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise BadRequest(wrong) from None

    def as_json(self) -> dict[str, Any]:
        """Return what the journal keeps: JSON in strings is read."""
        return {name: _read(value) for name, value in self.given.items()} | {
            name: file.name for name, file in self.files.items()
        }


async def arguments_of(request: Request, largest: int) -> Arguments:
    """Read the arguments of a request; a body of more than `largest` bytes is refused.

    Raises:
        ApiError: the body cannot be read.
    """
    given: dict[str, Any] = dict(request.query_params)
    files: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if int(request.headers.get("content-length", "0")) > largest:
        raise ApiError(413, "Request Entity Too Large")
    if kind == "application/json":
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError:
            raise BadRequest("Can't parse JSON object") from None
        if not isinstance(body, dict):
            raise BadRequest("Object expected as JSON")
        given |= body
    elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        async with request.form() as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    content = await value.read()
                    files[name] = Upload(value.filename or name, content, value.content_type or "")
                else:
                    given[name] = value
    return Arguments(given, files)


def _read(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
