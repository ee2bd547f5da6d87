"""What the benchmarks share: question sets already answered from, in a folder of their own."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Let the plain pipeline import what LangChain itself has left behind."""
    config.addinivalue_line(
        "filterwarnings", "ignore:`langchain-community` is being sunset:DeprecationWarning"
    )
