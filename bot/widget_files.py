"""Serve the widget: a loader that stays the same for years, and the module that it fetches on first use."""

import gzip
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256, sha384
from importlib.resources import files
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.assets import TYPES, accepts_gzip
from bot.widget_bundle import bundle

try:
    import minify
except ImportError:  # there is no wheel for this machine
    minify = None

LOADER: Final = "/widget/v1/guichet.js"
"""The address of the loader, which snippets name with its digest: what is there must never change."""

CHAT: Final = "/widget/v1/chat.js"
"""The address of the module that the loader imports: the chat, which changes with each version."""

DAY: Final = "public, max-age=86400"
ASKED_EACH_TIME: Final = "no-cache"

OPEN_TO_ALL: Final = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Pages of any site may read these files: they hold no secret, and whom they serve is decided elsewhere."""

_FOR_READERS: Final = re.compile(r"^ *(?://.*)?\n|^ +|(?<=[{;,(])\n| ?(=>|[=!|&?:,;{}()+<>]) ?", re.MULTILINE)
"""Comments, indentation, spaces and ends of lines that nothing needs: the texts of the loader have none."""


def integrity() -> str:
    """Return the digest of the loader as browsers check it (https://www.w3.org/TR/SRI/)."""
    return f"sha384-{b64encode(sha384(_loader()).digest()).decode()}"


def widget_routes() -> list[Route]:
    """Return the routes of the loader and of the chat.

    Raises:
        BadModule: the modules cannot be put together.
    """
    return [_route(LOADER, _loader(), DAY), _route(CHAT, _chat(), ASKED_EACH_TIME)]


def _loader() -> bytes:
    """Return the loader without what is for readers: each release of a minifier would change its digest."""
    source = files("bot") / "static" / "widget" / "v1" / "guichet.js"
    return _FOR_READERS.sub(r"\1", source.read_text(encoding="utf-8")).encode()


def _chat() -> bytes:
    """Return all the modules as one, with the style sheet."""
    folder = files("bot") / "static" / "widget"
    sources = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if file.is_file()}
    sheets = {name: _smaller(text, "text/css") for name, text in sources.items() if name.endswith(".css")}
    return _smaller(bundle(sources | sheets, "chat.js"), "text/javascript").encode()


def _smaller(text: str, kind: str) -> str:
    """Return a text that does the same; the text itself where nothing makes it smaller."""
    return minify.string(kind, text) if minify else text


def _route(path: str, body: bytes, kept: str) -> Route:
    """Serve a file, compressed the first time that a client accepts it so, and not again to who has it."""
    tag = f'W/"{sha256(body).hexdigest()[:16]}"'
    headers = OPEN_TO_ALL | {"Cache-Control": kept, "ETag": tag, "Vary": "Accept-Encoding"}
    kind = TYPES[path.rpartition(".")[2]]

    @cache
    def compressed() -> bytes:
        return gzip.compress(body, 9, mtime=0)

    async def serve(request: Request) -> Response:
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if not accepts_gzip(request.headers.get("accept-encoding", "")):
            return Response(body, media_type=kind, headers=headers)
        packed = await to_thread.run_sync(compressed)
        return Response(packed, media_type=kind, headers=headers | {"Content-Encoding": "gzip"})

    return Route(path, serve)
