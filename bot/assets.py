"""The style sheet and the icon, served under a name that changes with their content."""

from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

TYPES = {"guichet.css": "text/css", "icone.svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of `bot/static`, read once."""

    name: str
    body: bytes

    @property
    def path(self) -> str:
        """The address of this very content, which a browser may therefore keep for good."""
        return f"/static/{sha256(self.body).hexdigest()[:12]}/{self.name}"

    def route(self) -> Route:
        """Serve the file at its address."""

        async def serve(_: Request) -> Response:
            headers = {"Cache-Control": "public, max-age=31536000, immutable"}
            return Response(self.body, media_type=TYPES[self.name], headers=headers)

        return Route(self.path, serve)


def load_assets() -> dict[str, Asset]:
    """Read every asset, by its name."""
    folder = files("bot") / "static"
    return {name: Asset(name, (folder / name).read_bytes()) for name in TYPES}
