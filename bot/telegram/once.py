"""Say in the log why something waits, once while the reason is the same."""

import logging


class Once:
    """Logs in French `what` waits and for which reason, and that it goes on when there is none any more."""

    def __init__(self, logger: logging.Logger, what: str) -> None:
        self._logger = logger
        self._what = what
        self._reason = ""

    def say(self, reason: str) -> None:
        """Log a reason if it is another than before; "" is none."""
        if reason and reason != self._reason:
            self._logger.warning("Telegram, %s : en attente. %s", self._what, reason)
        elif self._reason and not reason:
            self._logger.warning("Telegram, %s : de nouveau en marche.", self._what)
        self._reason = reason
