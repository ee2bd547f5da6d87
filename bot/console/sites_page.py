"""The sites that may embed the widget: list them, add one, change one, close it, delete it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from anyio import CapacityLimiter, to_thread
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.api.problems import Refusal
from bot.console.access import site_for
from bot.console.conversation_sheet import corpus_of
from bot.console.forms import Form, read_form
from bot.console.shell import AnyRoute, ConsoleRoute, Handler, Me, Office, page
from bot.console.site_form import Typed, read_site, typed_in, typed_of
from bot.console.site_view import POSITIONS, found_in, listed, state_of
from bot.sites import checks
from bot.sites.page_check import PageReport, PageUnreachable, check
from bot.sites.site import Site
from bot.sites.snippet import snippet
from bot.staff.roles import Permission
from bot.store.sites import UnknownSite
from bot.telegram.deep_link import deep_link
from bot.tokens import short_id
from bot.widget_files import integrity

HOME: Final = "/console/sites"

SAID: Final = {
    "ajoute": "Site ajouté. Copiez l’extrait et collez-le dans les pages du site.",
    "change": "Site enregistré.",
    "ferme": "L’assistant est fermé sur ce site.",
    "rouvert": "L’assistant est de nouveau ouvert sur ce site.",
    "supprime": "Site supprimé.",
}
"""What is said once something was done, by the word of it in the address."""

NO_ADDRESS: Final = "Indiquez l’adresse de la page à vérifier."

Check = Callable[[str, Site, str, str], PageReport]
"""Looks at a page by its address, for a site, our public address and the digest of the loader; it blocks."""


@dataclass(frozen=True, slots=True)
class SitePages:
    """Shows the sites, and changes them; `limiter` says how many pages may be looked at the same time."""

    office: Office
    check: Check = check
    limiter: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(2))

    def routes(self) -> list[AnyRoute]:
        """Return the routes of the list and of one site."""
        one = f"{HOME}/{{key:str}}"
        return [
            _route(HOME, "GET", self.show_all, menu="Sites"),
            _route(f"{HOME}/ajouter", "GET", self.show_form),
            _route(f"{HOME}/ajouter", "POST", self.add),
            _route(one, "GET", self.show),
            _route(one, "POST", self.change),
            _route(f"{one}/essai", "GET", self.try_out),
            _route(f"{one}/verification", "POST", self.verify),
            _route(f"{one}/fermeture", "POST", self.close),
            _route(f"{one}/ouverture", "POST", self.open),
            _route(f"{one}/suppression", "GET", self.confirm),
            _route(f"{one}/suppression", "POST", self.delete),
        ]

    async def show_all(self, request: Request, me: Me) -> Response:
        """List the sites."""
        sites = listed(await self.office.stores.sites.all())
        return page(
            self.office, request, me, "sites.html",
            sites=sites, said=_said(request), telegram=self.office.settings.telegrams,
        )  # fmt: skip

    async def show_form(self, request: Request, me: Me) -> Response:
        """Show the form of a new site."""
        return self._form(request, me, Typed(), {})

    async def add(self, request: Request, me: Me) -> Response:
        """Add a site, and show its snippet."""
        typed = typed_in(await read_form(request))
        read = read_site(typed, Site(short_id(), ""))
        if read.errors:
            return self._form(request, me, typed, read.errors)
        await self.office.stores.sites.add(read.site, me.staff.id, self.office.clock())
        return _to(read.site, "ajoute")

    async def show(self, request: Request, me: Me) -> Response:
        """Show a site: its snippet, its form, and what can be tried and checked.

        Raises:
            Refusal: 404 when there is none.
        """
        return self._one(request, me, await self._site(request, me), said=_said(request))

    async def change(self, request: Request, me: Me) -> Response:
        """Change a site, but whether it is open.

        Raises:
            Refusal: 404 when there is none.
        """
        site, typed = await self._site(request, me), typed_in(await read_form(request))
        read = read_site(typed, site)
        if read.errors:
            return self._one(request, me, site, 422, typed=typed, errors=read.errors)
        return await self._keep(read.site, me, "change")

    async def close(self, request: Request, me: Me) -> Response:
        """Close the assistant on a site, or change what its visitors are told meanwhile.

        Raises:
            Refusal: 404 when there is none.
        """
        site, message = await self._site(request, me), _message(await read_form(request))
        closed = replace(site, closed=True, closed_message=message)
        if fault := checks.faults(closed).get("closed_message"):
            errors = {"closed_message": fault}
            return self._one(request, me, site, 422, message=message, errors=errors)
        return await self._keep(closed, me, "ferme")

    async def open(self, request: Request, me: Me) -> Response:
        """Open the assistant again on a site; its message stays for the next time.

        Raises:
            Refusal: 404 when there is none.
        """
        return await self._keep(replace(await self._site(request, me), closed=False), me, "rouvert")

    async def try_out(self, request: Request, me: Me) -> Response:
        """Show a page of ours in which the snippet of a site stands.

        Raises:
            Refusal: 404 when there is none.
        """
        site = await self._site(request, me)
        template = self.office.templates.get_template("console/site_trial.html")
        pasted = Markup(self._snippet(site))  # noqa: S704 - everything in it is escaped
        return HTMLResponse(template.render(site=site, address=self.office.settings.site, snippet=pasted))

    async def verify(self, request: Request, me: Me) -> Response:
        """Look at a page of a site, and say what keeps the assistant from working in it.

        Raises:
            Refusal: 404 when there is none.
        """
        site, url = await self._site(request, me), (await read_form(request)).line("url")
        if not url:
            return self._one(request, me, site, 422, url=url, errors={"url": NO_ADDRESS})
        try:
            report = await to_thread.run_sync(
                self.check, url, site, self.office.settings.site, integrity(), limiter=self.limiter
            )
        except PageUnreachable as error:
            return self._one(request, me, site, 422, url=url, errors={"url": str(error)})
        return self._one(request, me, site, url=url, report=report, found=found_in(report))

    async def confirm(self, request: Request, me: Me) -> Response:
        """Ask whether a site is to be deleted.

        Raises:
            Refusal: 404 when there is none.
        """
        return page(self.office, request, me, "site_delete.html", site=await self._site(request, me))

    async def delete(self, request: Request, me: Me) -> Response:
        """Delete a site; gone already, there is nothing more to do.

        Raises:
            Refusal: 404 when there is none.
        """
        site = await self._site(request, me)
        try:
            await self.office.stores.sites.delete(site.key, me.staff.id, self.office.clock())
        except UnknownSite as error:
            raise Refusal(404, str(error)) from None
        return RedirectResponse(f"{HOME}?fait=supprime", 303)

    async def _site(self, request: Request, me: Me) -> Site:
        return await site_for(self.office, me, request.path_params["key"])

    async def _keep(self, site: Site, me: Me, word: str) -> Response:
        try:
            await self.office.stores.sites.change(site, me.staff.id, self.office.clock())
        except UnknownSite as error:
            raise Refusal(404, str(error)) from None
        return _to(site, word)

    def _snippet(self, site: Site) -> str:
        return snippet(site, self.office.settings.site, integrity())

    def _form(self, request: Request, me: Me, typed: Typed, errors: dict[str, str]) -> Response:
        status = 422 if errors else 200
        return page(
            self.office, request, me, "site_add.html", status,
            typed=typed, errors=errors, positions=list(POSITIONS.items()), bounds=checks,
            telegram=self.office.settings.telegrams,
        )  # fmt: skip

    def _one(self, request: Request, me: Me, site: Site, status: int = 200, **values: Any) -> Response:
        corpus = corpus_of(self.office)
        view: dict[str, Any] = {
            "said": "",
            "errors": {},
            "typed": typed_of(site),
            "message": site.closed_message,
            "url": "",
            "report": None,
            "found": (),
        }
        return page(
            self.office, request, me, "site.html", status,
            site=site, state=state_of(site), snippet=self._snippet(site), positions=list(POSITIONS.items()),
            deep_link=deep_link(self.office.telegram_name(), site.key),
            telegram=self.office.settings.telegrams,
            examples=corpus.call.examples if corpus else (), bounds=checks, **view | values,
        )  # fmt: skip


def _route(path: str, method: str, handler: Handler, menu: str = "") -> ConsoleRoute:
    return ConsoleRoute(path, (method,), Permission.SITES, handler, menu=menu)


def _said(request: Request) -> str:
    return SAID.get(request.query_params.get("fait", ""), "")


def _message(form: Form) -> str:
    return form["closed_message"].replace("\r\n", "\n").strip()


def _to(site: Site, word: str) -> Response:
    return RedirectResponse(f"{HOME}/{site.key}?fait={word}", 303)
