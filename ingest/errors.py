"""Why a text, or what stands beside it, could not be brought in, each reason with its French sentence.

IngestError
├── ManifestError         corpus.toml or a file beside it lacks something, or says something impossible
└── UnreadableSource      one document cannot be read; the others still load
    ├── MissingFile       nothing at this place, or the disk refuses
    ├── ForbiddenPath     the path leaves the corpus folder
    ├── EmptyFile         no byte, or nothing but blanks
    ├── TooLarge          more than we accept to read
    ├── EncryptedFile     a password is needed
    ├── DamagedFile       truncated or malformed
    ├── NeedsOcr          pages without characters
    ├── UnsupportedFormat a format no reader knows
    ├── MislabelledFile   the name says one format, the content another
    ├── UnreachableUrl    no answer, too slow, or an answer that is an error
    └── ForbiddenUrl      an address we refuse to ask
"""

from pathlib import Path


class IngestError(Exception):
    """Base of everything `ingest` raises on purpose; its text is one French line for the operator."""

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


class ManifestError(IngestError):
    """corpus.toml or a file beside it is not valid; `line` counts from 1, None where no line is at fault."""

    def __init__(self, path: Path, line: int | None, what: str, expected: str, fix: str) -> None:
        self.path = path
        self.line = line
        place = f"{path}, ligne {line}" if line else f"{path}"
        super().__init__(f"{place} : {what}. Attendu : {expected}. Pour corriger : {fix}.")


class UnreadableSource(IngestError):
    """One document cannot be read; `name` is what the operator calls it, `reason` what is wrong."""

    def __init__(self, name: str, reason: str, fix: str) -> None:
        self.name = name
        self.reason = one_line(reason)
        super().__init__(f"{name} : {reason}. {fix}.")


class MissingFile(UnreadableSource):
    """Nothing can be read at this place."""

    def __init__(self, name: str, detail: str = "fichier introuvable") -> None:
        super().__init__(name, detail, "Vérifiez le chemin et le droit de lire ce fichier")


class ForbiddenPath(UnreadableSource):
    """The path, or the link it follows, leads out of the corpus folder."""

    def __init__(self, name: str) -> None:
        super().__init__(
            name,
            "ce chemin sort du dossier du corpus, seul dossier où les textes sont lus",
            "Copiez le fichier dans le dossier du corpus",
        )


class EmptyFile(UnreadableSource):
    """The file holds no byte, or no word."""

    def __init__(self, name: str) -> None:
        super().__init__(
            name, "le fichier est vide, un texte était attendu", "Déposez de nouveau le document"
        )


class TooLarge(UnreadableSource):
    """The file exceeds a limit; `got` and `limit` carry their unit ("612 pages", "40 Mo")."""

    def __init__(self, name: str, got: str, limit: str) -> None:
        super().__init__(
            name,
            f"document trop volumineux ({got}, {limit} au plus)",
            "Découpez-le en plusieurs documents, ou retirez-en ce qui n’est pas du texte",
        )


class EncryptedFile(UnreadableSource):
    """The file cannot be opened without a password."""

    def __init__(self, name: str) -> None:
        super().__init__(
            name,
            "le document est chiffré, un document lisible sans mot de passe était attendu",
            "Enregistrez-en une copie sans protection",
        )


class DamagedFile(UnreadableSource):
    """The file is truncated or malformed; `detail` is a short French clause."""

    def __init__(self, name: str, detail: str = "son contenu ne peut pas être décodé") -> None:
        super().__init__(
            name,
            f"fichier endommagé ou incomplet ({detail})",
            "Téléchargez-le de nouveau, ou demandez-en une nouvelle copie à son auteur",
        )


class NeedsOcr(UnreadableSource):
    """The document shows pages but holds no characters."""

    def __init__(self, name: str) -> None:
        super().__init__(
            name,
            "le document ne contient aucun caractère : ce sont des images de pages",
            "Passez-le par une reconnaissance de caractères (OCR), puis recommencez",
        )


READABLE = "PDF, DOCX, ODT, HTML, Markdown ou texte brut"


class UnsupportedFormat(UnreadableSource):
    """No reader knows this format; `got` names it with its article ("une image PNG")."""

    def __init__(self, name: str, got: str) -> None:
        super().__init__(
            name,
            f"format non pris en charge : {got}",
            f"Enregistrez le document en {READABLE}",
        )


class MislabelledFile(UnreadableSource):
    """The name announces a format, the content is of another and is no text of the call."""

    def __init__(self, name: str, announced: str, found: str) -> None:
        super().__init__(
            name,
            f"le nom annonce {announced}, le contenu est {found}",
            "Téléchargez de nouveau le document lui-même, et non la page qui y mène",
        )


class UnreachableUrl(UnreadableSource):
    """The address gives no document; `detail` is a short French clause."""

    def __init__(self, url: str, detail: str) -> None:
        super().__init__(
            url,
            f"adresse inaccessible ({detail})",
            "Vérifiez l’adresse, ou téléchargez le document et indiquez le fichier",
        )


class ForbiddenUrl(UnreadableSource):
    """The address is refused before anything is asked of it; `detail` is a short French clause."""

    def __init__(self, url: str, detail: str) -> None:
        super().__init__(
            url,
            f"adresse refusée ({detail})",
            "Indiquez une adresse http(s) publique, ou téléchargez le document et indiquez le fichier",
        )


def one_line(text: str) -> str:
    r"""Return `text` on one line, without the control characters a file name may hide.

    >>> one_line("a\n b\x1b[31m")
    'a b?[31m'
    """
    return "".join(c if c.isprintable() else "?" for c in " ".join(text.split()))


def megabytes(size: int) -> str:
    """Return a size in bytes as French readers write it.

    >>> megabytes(400_000_000), megabytes(1_500_000)
    ('400 Mo', '1,5 Mo')
    """
    return f"{size / 1e6:.1f}".removesuffix(".0").replace(".", ",") + " Mo"
