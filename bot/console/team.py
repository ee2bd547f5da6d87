"""The accounts of the team: who may do what, for those who manage them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.access import account_for
from bot.console.forms import read_form
from bot.console.proof import Proof
from bot.console.shell import AnyRoute, ConsoleRoute, Handler, Me, Office, page
from bot.console.steps import Errors
from bot.staff.accounts import LONGEST_NAME, BadEmail, EmailTaken, LastAdministrator, Staff, checked_email
from bot.staff.passwords import generated
from bot.staff.roles import LABELS, Permission, Role

TEAM: Final = "/console/equipe"
DONE: Final[Mapping[str, str]] = {
    "role": "Le rôle est changé.",
    "desactive": "Le compte est désactivé, ses sessions sont fermées.",
    "reactive": "Le compte est de nouveau en service.",
    "second-facteur": "Le second facteur est retiré.",
}
"""What has just been done, by the word that says so in the address."""

ROLES: Final = [(role.value, label) for role, label in LABELS.items()]
NAMELESS = "Indiquez le nom de cette personne."
LONG_NAME = f"Ce nom dépasse {LONGEST_NAME} caractères. Raccourcissez-le."
ROLELESS = "Choisissez un rôle dans la liste."
OWN = "C’est votre compte : changez-le dans « Mon compte »."


@dataclass(frozen=True, slots=True)
class Team:
    """The pages of the accounts."""

    office: Office
    proof: Proof

    def routes(self) -> list[AnyRoute]:
        """Return the route of each."""
        one = f"{TEAM}/{{id}}"
        acts = {
            "role": self.change_role,
            "desactiver": self.disable,
            "reactiver": self.enable,
            "mot-de-passe": self.reset_password,
            "second-facteur": self.remove_second_factor,
        }
        return [
            self._route(TEAM, "GET", self.show, menu="Équipe"),
            self._route(f"{TEAM}/ajouter", "GET", self.show_form),
            self._route(f"{TEAM}/ajouter", "POST", self.add),
            self._route(one, "GET", self.show_one),
            *(self._route(f"{one}/{name}", "POST", act) for name, act in acts.items()),
        ]

    async def show(self, request: Request, me: Me) -> Response:
        """List the accounts."""
        people = await self.office.stores.staff.all()
        return page(self.office, request, me, "team.html", people=people, labels=LABELS, done="")

    async def show_form(self, request: Request, me: Me) -> Response:
        """Show the form of a new account."""
        return self._form(request, me, "", "", Role.ADVISER.value, {})

    async def add(self, request: Request, me: Me) -> Response:
        """Create an account, and show its temporary password, once."""
        form = await read_form(request)
        typed, name, role = form.line("email"), form.line("name"), _role(form["role"])
        errors: dict[str, str] = {}
        try:
            email = checked_email(typed)
        except BadEmail as error:
            errors["email"] = str(error)
        errors |= _name_faults(name) | ({} if role else {"role": ROLELESS})
        if errors or role is None:
            return self._form(request, me, typed, name, form["role"], errors)
        password = generated()
        hashed, now = await self.proof.hashed(password), self.office.clock()
        try:
            person = await self.office.stores.staff.add(email, name, role, hashed, me.staff.id, now)
        except EmailTaken as error:
            return self._form(request, me, typed, name, form["role"], {"email": str(error)})
        return page(self.office, request, me, "team_password.html", person=person, password=password)

    async def show_one(self, request: Request, me: Me) -> Response:
        """Show an account and what can be done with it."""
        person = await self._person(request, me)
        return self._one(request, me, person, done=DONE.get(request.query_params.get("fait", ""), ""))

    async def change_role(self, request: Request, me: Me) -> Response:
        """Give another role."""
        person, role = await self._person(request, me), _role((await read_form(request))["role"])
        if role is None:
            return self._one(request, me, person, ROLELESS)
        accounts, now = self.office.stores.staff, self.office.clock()
        try:
            await accounts.change_role(person.id, role, me.staff.id, now)
        except LastAdministrator as error:
            return self._one(request, me, person, str(error))
        if person.id == me.staff.id and role is not Role.ADMINISTRATOR:
            return RedirectResponse("/console", 303)
        return _back(person, "role")

    async def disable(self, request: Request, me: Me) -> Response:
        """Put an account out of service."""
        person = await self._person(request, me)
        try:
            await self.office.stores.staff.disable(person.id, me.staff.id, self.office.clock())
        except LastAdministrator as error:
            return self._one(request, me, person, str(error))
        return _back(person, "desactive")

    async def enable(self, request: Request, me: Me) -> Response:
        """Put an account back in service."""
        person = await self._person(request, me)
        await self.office.stores.staff.enable(person.id, me.staff.id, self.office.clock())
        return _back(person, "reactive")

    async def reset_password(self, request: Request, me: Me) -> Response:
        """Give a temporary password, and show it, once."""
        person = await self._person(request, me)
        if person.id == me.staff.id:
            return self._one(request, me, person, OWN)
        password = generated()
        hashed, now = await self.proof.hashed(password), self.office.clock()
        await self.office.stores.staff.reset_password(person.id, hashed, me.staff.id, now)
        return page(self.office, request, me, "team_password.html", person=person, password=password)

    async def remove_second_factor(self, request: Request, me: Me) -> Response:
        """Forget the second factor of someone who has lost it."""
        person = await self._person(request, me)
        if person.id == me.staff.id:
            return self._one(request, me, person, OWN)
        await self.office.stores.staff.clear_totp(person.id, me.staff.id, self.office.clock())
        return _back(person, "second-facteur")

    def _route(
        self,
        path: str,
        method: str,
        handler: Handler,
        menu: str = "",
    ) -> ConsoleRoute:
        return ConsoleRoute(path, (method,), Permission.STAFF, handler, menu=menu, keeps=False)

    async def _person(self, request: Request, me: Me) -> Staff:
        return await account_for(self.office, me, request.path_params["id"])

    def _one(self, request: Request, me: Me, person: Staff, refused: str = "", done: str = "") -> Response:
        return page(
            self.office,
            request,
            me,
            "team_member.html",
            422 if refused else 200,
            person=person,
            roles=ROLES,
            labels=LABELS,
            refused=refused,
            done=done,
        )

    def _form(self, request: Request, me: Me, email: str, name: str, role: str, errors: Errors) -> Response:
        return page(
            self.office,
            request,
            me,
            "team_add.html",
            422 if errors else 200,
            email=email,
            name=name,
            role=role,
            roles=ROLES,
            errors=errors,
        )


def _role(text: str) -> Role | None:
    return Role(text) if text in set(Role) else None


def _name_faults(name: str) -> dict[str, str]:
    if not name:
        return {"name": NAMELESS}
    return {"name": LONG_NAME} if len(name) > LONGEST_NAME else {}


def _back(person: Staff, done: str) -> Response:
    return RedirectResponse(f"{TEAM}/{person.id}?fait={done}", 303)
