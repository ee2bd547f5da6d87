"""Where the tests of `ingest` find the real texts, which stand beside the repository."""

from pathlib import Path

import pytest

from ingest.blocks import Block
from ingest.pdf import read_pdf

SHARED = Path(__file__).parents[2].parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real texts; without it, the tests that read them do not apply."""
    if not SHARED.is_dir():
        pytest.skip("the real texts are not beside this repository")
    return SHARED


@pytest.fixture(scope="session")
def specifications(shared: Path) -> tuple[Block, ...]:
    """Return the blocks of the specifications of the EIG 4 call for projects."""
    return read_pdf((shared / "corpus/eig4/AAPEIG4_Cahierdescharges.pdf").read_bytes())


@pytest.fixture(scope="session")
def rules(shared: Path) -> tuple[Block, ...]:
    """Return the blocks of the rules of the EIG 4 call for applications."""
    return read_pdf((shared / "corpus/eig4/AACEIG4_Reglement.pdf").read_bytes())
