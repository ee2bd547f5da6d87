"""Silence the library that asks Telegram: its logs hold the token and what people wrote."""

import logging
import os


def settle() -> None:
    """Have the libraries say nothing of their own. Our logs say what matters."""
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # Else the library warns, each time that Telegram asks to wait, that a type will change.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
