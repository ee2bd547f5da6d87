"""Style sheets, scripts, fonts and icons, each served under a name that changes with its content."""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.dsfr import console_sheet, files_of, with_addresses

OURS = ("guichet.css", "icone.svg", "chat.js", "console.js", "queue.js", "sites.js")
"""Files of `bot/static` that are served as they are."""

HTMX = {"htmx.js": "htmx-2.min.js", "sse.js": "ext/hx-sse-2.min.js"}
"""The scripts of htmx: the names they are served under, and theirs in the package that holds them."""

TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
}
COMPRESSED = ("css", "js", "svg")
"""Fonts are compressed already."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file to serve, read once."""

    name: str
    body: bytes

    @property
    def path(self) -> str:
        """The address of this very content, which a browser may therefore keep for good."""
        return f"/static/{sha256(self.body).hexdigest()[:12]}/{self.name}"

    def route(self) -> Route:
        """Serve the file at its address, compressed the first time that a client accepts it so."""
        kind = self.name.rpartition(".")[2]
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}

        @cache
        def compressed() -> bytes:
            return gzip.compress(self.body, 9, mtime=0)

        async def serve(request: Request) -> Response:
            if kind not in COMPRESSED:
                return Response(self.body, media_type=TYPES[kind], headers=headers)
            varied = headers | {"Vary": "Accept-Encoding"}
            if not accepts_gzip(request.headers.get("accept-encoding", "")):
                return Response(self.body, media_type=TYPES[kind], headers=varied)
            body = await to_thread.run_sync(compressed)
            return Response(body, media_type=TYPES[kind], headers=varied | {"Content-Encoding": "gzip"})

        return Route(self.path, serve)


def load_assets() -> dict[str, Asset]:
    """Read every asset, by its name.

    Raises:
        FileNotFoundError: when a package that holds files of others lacks one of them.
    """
    folder, htmx = files("bot") / "static", files("django_htmx") / "static" / "django_htmx"
    bodies = {name: (folder / name).read_bytes() for name in OURS}
    bodies |= {name: (htmx / source).read_bytes() for name, source in HTMX.items()}
    assets = {name: Asset(name, body) for name, body in bodies.items()}
    return assets | _console(console_sheet((folder / "console.css").read_text(encoding="utf-8")))


def _console(sheet: str) -> dict[str, Asset]:
    """Return the console's style sheet and the fonts and icons it asks for."""
    asked = {path: Asset(path.rpartition("/")[2], body) for path, body in files_of(sheet).items()}
    addressed = with_addresses(sheet, {path: asset.path for path, asset in asked.items()})
    return {
        "console.css": Asset("console.css", addressed.encode()),
        **{asset.name: asset for asset in asked.values()},
    }


def accepts_gzip(header: str) -> bool:
    """Whether an `Accept-Encoding` lets a response be compressed with gzip.

    >>> accepts_gzip("br, gzip;q=0.8"), accepts_gzip("gzip;q=0"), accepts_gzip("")
    (True, False, False)
    """
    weights = {}
    for part in header.lower().split(","):
        coding, _, weight = part.replace(" ", "").partition(";q=")
        weights[coding] = weight.strip("0.") != "" if weight else True
    return weights.get("gzip", weights.get("*", False))
