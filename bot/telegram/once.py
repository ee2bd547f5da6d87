"""Say in the log why something waits, once while the reason is the same."""

import logging


class Once:
    """Logs `what` with the reason why it waits, and that it goes on when there is none any more."""

    def __init__(self, logger: logging.Logger, what: str) -> None:
        self._logger = logger
        self._what = what
        self._reason = ""

    def say(self, reason: str) -> None:
        """Log a reason if it is another than before; "" is none."""
        if reason and reason != self._reason:
            self._logger.warning("%s wait: %s", self._what, reason)
        elif self._reason and not reason:
            self._logger.warning("%s go on", self._what)
        self._reason = reason
