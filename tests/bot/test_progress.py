import io

from rich.console import Console

from bot.progress import Lines, shown


def test_a_job_that_is_not_watched_says_only_the_stages_that_last() -> None:
    out, now = io.StringIO(), [0.0]
    lines = Lines(Console(file=out), lambda: now[0])
    lines.stage("Lecture des textes", 3)
    lines.advance(3)
    assert out.getvalue() == ""
    lines.stage("Calcul des vecteurs", 1200)
    now[0] = 1.5
    lines.advance(100)
    lines.advance(100)
    assert out.getvalue() == "Calcul des vecteurs (1200)…\n"
    lines.stage("Mise en service", 0)
    assert out.getvalue().endswith("Mise en service…\n")


def test_a_job_that_is_watched_has_a_bar_with_what_is_done() -> None:
    out = io.StringIO()
    with shown(Console(file=out, force_terminal=True, width=100)) as progress:
        progress.stage("Calcul des vecteurs", 4)
        progress.advance(4)
    assert "Calcul des vecteurs" in out.getvalue()
    assert "4/4" in out.getvalue()
