"""The command line, `guichet`."""

import io
import logging
import os
import sys

from bot.cli.app import run
from bot.cli.product import Product
from bot.model.serving import serve_model
from bot.wiring import (
    drop_old_receipts,
    find_receipt,
    forget_answer,
    ingest_corpus,
    installed,
    is_calibrated,
    keep_certificate,
    open_desk,
    open_guide,
    open_stores,
    promises_of,
    version_in_service,
)
from knowledge.decision import trained_on


def main() -> None:
    """Run `guichet` and exit with its status."""
    # What people wrote is for the account that serves alone, as are the files that hold it.
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What programs read must not depend on the locale of whoever starts us.
            stream.reconfigure(encoding="utf-8", errors="replace")
    for reader in ("pdfminer", "pdfplumber"):
        # What they say of a damaged PDF is in English, and what matters of it is an error of ours.
        logging.getLogger(reader).setLevel(logging.CRITICAL)
    product = Product(
        ingest=ingest_corpus,
        open_desk=open_desk,
        open_guide=open_guide,
        installed=installed,
        version=version_in_service,
        receipt=find_receipt,
        drop_receipts=drop_old_receipts,
        forget_answer=forget_answer,
        keep_certificate=keep_certificate,
        calibrated=is_calibrated,
        trained_on=trained_on,
        open_stores=open_stores,
        serve_model=serve_model,
        promises=promises_of,
    )
    sys.exit(run(product, sys.argv[1:]))
