"""How the Bot API refuses: the code, the sentence and the parameters of an answer that is not ok.

From `Client::fail_query_with_error` (https://github.com/tdlib/telegram-bot-api, telegram-bot-api/Client.cpp).
"""

from typing import Any

MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class ApiError(Exception):
    """A request is refused: `code` is also the HTTP status."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        """Return the body of the answer."""
        body = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


class BadRequest(ApiError):
    """400: the first letter becomes small, unless the second is a capital or a low line."""

    def __init__(self, message: str, **parameters: Any) -> None:
        if not (len(message) > 1 and (message[1] == "_" or "A" <= message[1] <= "Z")):
            message = message[:1].lower() + message[1:]
        super().__init__(400, f"Bad Request: {message}", **parameters)


class Forbidden(ApiError):
    """403: nobody there can be written to by this bot."""

    def __init__(self, message: str) -> None:
        super().__init__(403, f"Forbidden: {message}")


class TooManyRequests(ApiError):
    """429: the same request may be made after that many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
