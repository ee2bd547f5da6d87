"""Make small PDFs, line by line, for the tests of their reader."""

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT = 70.0, 525.0

Draw = Callable[[Canvas], None]


def pdf(*pages: Iterable[Draw], lock: str = "") -> bytes:
    """Return a PDF whose pages carry what is drawn on each, in order; `lock` is its password, if any."""
    file = BytesIO()
    encryption = StandardEncryption(lock) if lock else None
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), encrypt=encryption)
    for page in pages:
        for draw in page:
            draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def text(words: str, top: float, x: float = LEFT, size: float = 10, *, bold: bool = False) -> Draw:
    """Write one line whose box starts `top` points below the top of the page."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        canvas.drawString(x, HEIGHT - top - size, words)

    return draw


def lines(*words: str, top: float, x: float = LEFT, step: float = 13, size: float = 10) -> list[Draw]:
    """Write lines one below the other."""
    return [text(line, top + n * step, x, size) for n, line in enumerate(words)]


def noted(before: str, call: str, after: str, top: float, size: float = 10) -> Draw:
    """Write a line with a raised part, as the call of a footnote is."""

    def draw(canvas: Canvas) -> None:
        ink = canvas.beginText(LEFT, HEIGHT - top - size)
        for part, height, rise in ((before, size, 0), (call, 0.65 * size, 0.4 * size), (after, size, 0)):
            ink.setFont("Helvetica", height)
            ink.setRise(rise)
            ink.textOut(part)
        canvas.drawText(ink)

    return draw


def table(
    rows: Sequence[Sequence[str]], top: float, columns: Sequence[float], height: float = 20
) -> list[Draw]:
    """Rule a table, its first edges at `columns`; "*" in front of a cell sets it in bold."""

    def rule(canvas: Canvas) -> None:
        canvas.grid([*columns], [HEIGHT - top - n * height for n in range(len(rows) + 1)])

    cells = [
        text(cell.removeprefix("*"), top + n * height + 4, x + 4, bold=cell.startswith("*"))
        for n, row in enumerate(rows)
        for x, cell in zip(columns, row, strict=False)
        if cell
    ]
    return [rule, *cells]


def picture(width: float = WIDTH, height: float = HEIGHT) -> Draw:
    """Show a grey image of this size in points, as a scanned page is."""

    def draw(canvas: Canvas) -> None:
        image = ImageReader(BytesIO(b"P5 2 2 255\n\x80\x90\xa0\xb0"))
        canvas.drawImage(image, 0, HEIGHT - height, width, height)

    return draw
