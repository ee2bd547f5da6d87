"""The answers that staff have ready: list them, add one, change one, delete one."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.api.problems import Refusal
from bot.console.access import canned_for
from bot.console.forms import read_form
from bot.console.shell import AnyRoute, ConsoleRoute, Me, Office, page
from bot.console.words import SOMEONE
from bot.staff.roles import Permission
from bot.store.canned import LONGEST_TITLE, Canned, UnknownCannedAnswer

HOME = "/console/modeles"
LONGEST = 10_000
"""Characters of an answer, as of any message."""

SAID = {
    "ajoutee": "Réponse type ajoutée.",
    "changee": "Réponse type changée.",
    "supprimee": "Réponse type supprimée.",
}
"""What is said once something was done, by the word of it in the address."""


@dataclass(frozen=True, slots=True)
class CannedPages:
    """Shows the answers that are ready, and changes them."""

    office: Office

    def routes(self) -> list[AnyRoute]:
        """Return the routes of the list and of one answer."""
        needs, one = Permission.MANAGE_CANNED, f"{HOME}/{{id:str}}"
        return [
            ConsoleRoute(HOME, ("GET",), needs, self.show_all, menu="Réponses types"),
            ConsoleRoute(HOME, ("POST",), needs, self.add),
            ConsoleRoute(one, ("GET",), needs, self.show),
            ConsoleRoute(one, ("POST",), needs, self.change),
            ConsoleRoute(f"{one}/suppression", ("POST",), needs, self.delete),
        ]

    async def show_all(self, request: Request, me: Me) -> Response:
        """List the answers, with the form of a new one."""
        said = SAID.get(request.query_params.get("fait", ""), "")
        return await self._list(request, me, said=said)

    async def add(self, request: Request, me: Me) -> Response:
        """Add an answer."""
        form = await read_form(request)
        title, text = form.line("title"), form["text"].replace("\r\n", "\n").strip()
        if errors := _errors(title, text):
            return await self._list(request, me, title, text, errors, 422)
        await self.office.stores.canned.save(None, title, text, me.staff.id, self.office.clock())
        return RedirectResponse(f"{HOME}?fait=ajoutee", 303)

    async def show(self, request: Request, me: Me) -> Response:
        """Show one answer, to be changed.

        Raises:
            Refusal: 404 when there is none.
        """
        canned = await canned_for(self.office, me, request.path_params["id"])
        return self._one(request, me, canned, canned.title, canned.text)

    async def change(self, request: Request, me: Me) -> Response:
        """Change an answer.

        Raises:
            Refusal: 404 when there is none.
        """
        canned, form = await canned_for(self.office, me, request.path_params["id"]), await read_form(request)
        title, text = form.line("title"), form["text"].replace("\r\n", "\n").strip()
        if errors := _errors(title, text):
            return self._one(request, me, canned, title, text, errors, 422)
        try:
            await self.office.stores.canned.save(canned.id, title, text, me.staff.id, self.office.clock())
        except UnknownCannedAnswer as error:
            raise Refusal(404, str(error)) from None
        return RedirectResponse(f"{HOME}?fait=changee", 303)

    async def delete(self, request: Request, me: Me) -> Response:
        """Delete an answer; gone already, there is nothing more to do.

        Raises:
            Refusal: 404 when there is none.
        """
        canned = await canned_for(self.office, me, request.path_params["id"])
        try:
            await self.office.stores.canned.delete(canned.id, me.staff.id, self.office.clock())
        except UnknownCannedAnswer as error:
            raise Refusal(404, str(error)) from None
        return RedirectResponse(f"{HOME}?fait=supprimee", 303)

    async def _list(
        self,
        request: Request,
        me: Me,
        title: str = "",
        text: str = "",
        errors: dict[str, str] | None = None,
        status: int = 200,
        said: str = "",
    ) -> Response:
        names = {one.id: one.name for one in await self.office.stores.staff.all()}
        ready = await self.office.stores.canned.all()
        listed = [(canned, names.get(canned.changed_by, SOMEONE)) for canned in ready]
        return page(
            self.office, request, me, "canned.html", status,
            listed=listed, title=title, text=text, errors=errors or {}, said=said,
        )  # fmt: skip

    def _one(
        self,
        request: Request,
        me: Me,
        canned: Canned,
        title: str,
        text: str,
        errors: dict[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        return page(
            self.office, request, me, "canned_one.html", status,
            canned=canned, title=title, text=text, errors=errors or {},
        )  # fmt: skip


def _errors(title: str, text: str) -> dict[str, str]:
    """Say what is wrong with an answer, by field."""
    errors = {}
    if not title:
        errors["title"] = "Donnez un titre à cette réponse, pour la retrouver."
    elif len(title) > LONGEST_TITLE:
        errors["title"] = f"Ce titre dépasse {LONGEST_TITLE} caractères. Raccourcissez-le."
    if not text:
        errors["text"] = "Écrivez la réponse."
    elif len(text) > LONGEST:
        errors["text"] = "Cette réponse dépasse 10\u00a0000 caractères. Raccourcissez-la."
    return errors
