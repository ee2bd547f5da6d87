"""What is said when a request cannot be served: a French sentence, as an RFC 9457 document for programs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

PROBLEM_JSON = "application/problem+json"

SENTENCES = {
    400: ("Demande illisible", "Cette demande est mal formée."),
    401: ("Jeton refusé", "Donnez le jeton de la conversation, avec l’en-tête « Authorization: Bearer »."),
    403: ("Demande refusée", "Ce formulaire a été envoyé depuis un autre site."),
    404: ("Page introuvable", "Cette adresse ne correspond à aucune page."),
    405: ("Méthode refusée", "Cette adresse existe, mais ne s’utilise pas de cette façon."),
    409: ("Demande impossible", "L’état actuel ne permet pas cette demande."),
    413: ("Message trop long", "Ce message est trop long. Raccourcissez-le."),
    415: ("Format refusé", "Envoyez un objet JSON, avec l’en-tête « Content-Type: application/json »."),
    422: ("Demande incomplète", "Cette demande n’a pas la forme attendue."),
    429: ("Trop de demandes", "Trop de demandes arrivent de votre part. Réessayez dans quelques minutes."),
    500: ("Panne", "Une erreur s’est produite de notre côté. Réessayez dans quelques minutes."),
    503: ("Indisponible", "L’assistant ne peut pas répondre pour le moment."),
}
"""Title and default detail of each status we send."""

FAULTS = {
    "missing": "ce champ est obligatoire",
    "json_invalid": "ce n’est pas du JSON valable",
    "string_type": "un texte est attendu",
    "string_unicode": "ce texte contient des caractères qui n’existent pas",
    "list_type": "une liste est attendue",
    "model_attributes_type": "un objet est attendu",
    "dict_type": "un objet est attendu",
    "enum": "cette valeur n’est pas dans la liste prévue",
    "literal_error": "cette valeur n’est pas dans la liste prévue",
}
"""What is wrong with a value, by pydantic's type of error."""


class Fault(BaseModel):
    """One wrong value of the request."""

    pointer: str = Field(
        description="Endroit du corps de la requête (JSON Pointer).", examples=["#/question"]
    )
    detail: str = Field(description="Ce qui ne va pas.", examples=["ce champ est obligatoire"])


class Refusal(HTTPException):
    """A request that we refuse in our own words: `detail` is one French sentence.

    `errors` are the wrong values, `personal_data` what a message holds that its writer is warned of.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        headers: Mapping[str, str] | None = None,
        *,
        errors: tuple[Fault, ...] = (),
        personal_data: tuple[str, ...] = (),
    ) -> None:
        super().__init__(status, detail, headers)
        self.errors = errors
        self.personal_data = personal_data


class Problem(BaseModel):
    """An RFC 9457 problem document (https://www.rfc-editor.org/rfc/rfc9457)."""

    type: str = Field(
        "about:blank", description="Toujours « about:blank » : le statut HTTP suffit à le classer."
    )
    title: str = Field(description="Nom du problème.", examples=["Demande incomplète"])
    status: int = Field(description="Statut HTTP.", examples=[422])
    detail: str = Field(description="Ce qui s’est passé et quoi faire, en français.")
    errors: list[Fault] = Field(default_factory=list, description="Les valeurs en cause, s’il y en a.")
    personal_data: list[str] = Field(
        default_factory=list,
        description="Les données personnelles que le message semble contenir, si « warn » a été demandé.",
        examples=[["une adresse électronique"]],
    )


def title_of(status: int) -> str:
    """Name a status in French.

    >>> title_of(404), title_of(418)
    ('Page introuvable', 'Erreur')
    """
    return SENTENCES.get(status, ("Erreur", ""))[0]


def detail_of(status: int) -> str:
    """Explain a status in French.

    >>> detail_of(418)
    'Cette demande ne peut pas être traitée.'
    """
    return SENTENCES.get(status, ("", "Cette demande ne peut pas être traitée."))[1]


def problem(
    status: int,
    detail: str | None = None,
    *,
    errors: Iterable[Fault] = (),
    personal_data: Iterable[str] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Build the response of a program's request that cannot be served."""
    document = Problem(
        title=title_of(status),
        status=status,
        detail=writable(detail or detail_of(status)),
        errors=[Fault(pointer=writable(one.pointer), detail=writable(one.detail)) for one in errors],
        personal_data=list(personal_data),
    )
    empty = {name for name in ("errors", "personal_data") if not getattr(document, name)}
    content = document.model_dump(exclude=empty)
    return JSONResponse(content, status, headers=dict(headers or {}), media_type=PROBLEM_JSON)


def writable(text: str) -> str:
    r"""Return a text without what nothing can write down, such as half a character that JSON can make.

    >>> writable("a\ud800b é")
    'a?b é'
    """
    return text.encode(errors="replace").decode()


def faults(errors: Sequence[Mapping[str, Any]]) -> tuple[Fault, ...]:
    """Translate what pydantic found wrong with a body; the values themselves are never repeated.

    >>> faults([{"type": "missing", "loc": ("body", "question")}])
    (Fault(pointer='#/question', detail='ce champ est obligatoire'),)
    """
    found: dict[str, Fault] = {}
    for error in errors:
        pointer = "#" if error["type"] == "json_invalid" else _pointer(error["loc"])
        found.setdefault(
            pointer, Fault(pointer=pointer, detail=FAULTS.get(error["type"], "cette valeur est refusée"))
        )
    # A value that is neither branch of a union is also wrong as a whole: the closer fault says more.
    return tuple(f for f in found.values() if not any(other.startswith(f"{f.pointer}/") for other in found))


def _pointer(loc: Sequence[str | int]) -> str:
    """Point into the body, without the names that pydantic adds for the branches of a union.

    >>> _pointer(("body", "history", 0, "str"))
    '#/history/0'
    """
    path = list(loc[1:])
    for index, step in enumerate(path):
        if isinstance(step, int):
            known = [part for part in path[index + 1 :] if part in ("author", "text")]
            path = [*path[: index + 1], *known[:1]]
            break
    return "#" + "".join(f"/{step}" for step in path)


def problem_schemas() -> dict[str, Any]:
    """Return the JSON schemas that `described` refers to, by name."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "Problem": schema}


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problems of an operation for OpenAPI."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": title_of(status), "content": {PROBLEM_JSON: {"schema": schema}}}
        for status in statuses
    }
