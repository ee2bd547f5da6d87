"""Time from the start of the process to the first answer it could give, and its memory, warm index."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import httpx

from tests.benchmarks.material import lines_of
from tests.benchmarks.table import show

RUNS = 5
QUESTIONS = 20
COMMAND = (sys.executable, "-c", "from bot.cli import main; main()", "serve")
ROOT = Path(__file__).parents[2]

NOTE = "Aims: ready in 4 s, 500 MB resident after 20 questions. CPU: seconds of both cores until ready."


def test_start(tmp_path: Path) -> None:
    runs = [one_run(tmp_path) for _ in range(RUNS + 1)]
    warm = runs[1:]
    rows: list[list[object]] = [[f"run {number}", *run] for number, run in enumerate(warm, 1)]
    rows.append(["median", *(median(run[column] for run in warm) for column in range(3))])
    show("PTCE corpus as shipped, index there", ("", "ready (s)", "CPU (s)", "resident (MB)"), rows, NOTE)


def one_run(folder: Path) -> tuple[float, float, float]:
    """Return the seconds until ready, those of CPU, and the megabytes resident after the questions."""
    start = time.perf_counter()
    with served(folder) as (process, client):
        while not ready(client):
            assert process.poll() is None
            time.sleep(0.01)
        seconds, busy = time.perf_counter() - start, processor_seconds(process.pid)
        for line in lines_of("ptce-dev")[:QUESTIONS]:
            client.post("/api/v1/ask", json={"question": line["question"]}).raise_for_status()
        return seconds, busy, resident(process.pid)


@contextmanager
def served(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    """Start the server as an operator does, its bytecode kept, and stop it at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = os.pathsep.join((environment["PYTHONPATH"], str(ROOT)))
    command = (*COMMAND, "--port", str(port), "--data", str(folder))
    with (
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client,
        (folder / "server.log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            yield process, client
        finally:
            process.terminate()


def ready(client: httpx.Client) -> bool:
    """Whether the server says that it can answer."""
    try:
        return client.get("/health/ready").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def processor_seconds(pid: int) -> float:
    """Return the CPU time that a process has used, its own and the system's for it."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """Return the memory that a process has in RAM, in megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))
