"""What can go wrong between the texts and an answer.

KnowledgeError
├── UnsupportedAnswer      a drafted answer says what its citations do not
├── NoIndex                nothing was ingested yet
├── IndexDamaged           the files of an index version cannot be read
├── EmbedderMismatch       the index was built with another embedder
├── UnknownEmbedder        the embedder setting names nothing known
├── EmbedderUnavailable    the embedder cannot be loaded or does not answer
├── MissingExtra           an optional part of the product is not installed
├── VectorsUnavailable     the Chroma server does not answer
├── StoreUnavailable       the database cannot be opened, or refuses
├── StoreTooRecent         the database was written by a later release
├── UnknownModel           the language model setting names nothing known
├── HostForbidden          the language model stands where nothing may be sent
├── ModelUnavailable       the language model does not answer in time, or not at all
│   ├── ModelBusy          the same request may succeed in a moment
│   ├── ModelNotAsked      we sent nothing, so that nothing is to be paid
│   └── RequestRefused     this very request is refused, others may be answered
└── VersionGone            another ingest replaced this version in the meantime
"""


class KnowledgeError(Exception):
    """Base of all errors of this package; the message is one French line for an operator."""


class UnsupportedAnswer(KnowledgeError):
    """A drafted answer holds a quotation or a figure that its cited passages do not."""

    def __init__(self, unsupported: tuple[str, ...]) -> None:
        self.unsupported = unsupported
        listed = ", ".join(f"« {part} »" for part in unsupported)
        super().__init__(f"La réponse contient ce que les passages cités ne disent pas : {listed}.")


class NoIndex(KnowledgeError):
    """No corpus was ingested yet."""

    def __init__(self) -> None:
        super().__init__("Aucun corpus n’est encore indexé. Lancez « guichet ingest ».")


class IndexDamaged(KnowledgeError):
    """A file of the index is missing or cannot be read."""

    def __init__(self, what: str) -> None:
        super().__init__(f"L’index est incomplet ou abîmé ({what}). Lancez « guichet ingest ».")


class EmbedderMismatch(KnowledgeError):
    """The index was built with another embedder than the one that is set."""

    def __init__(self, stored: str, wanted: str) -> None:
        super().__init__(
            f"L’index a été construit avec le modèle « {stored} », mais le réglage demande « {wanted} ». "
            "Lancez « guichet ingest » pour le reconstruire."
        )


class UnknownEmbedder(KnowledgeError):
    """The embedder setting names nothing known."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"Modèle d’embedding inconnu : « {name} ». Valeurs possibles : {', '.join(known)}.")


class EmbedderUnavailable(KnowledgeError):
    """The embedder cannot be loaded or does not answer."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"Le modèle d’embedding « {name} » n’est pas disponible : {why}.")


class MissingExtra(KnowledgeError):
    """A package that an optional dependency group brings is not installed."""

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(
            f"Le paquet Python « {package} » n’est pas installé. "
            f"Installez-le avec « pip install guichet[{extra}] », puis recommencez."
        )


class VectorsUnavailable(KnowledgeError):
    """The Chroma server does not answer, or answers with an error; `url` must hold no secret."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(
            f"Le serveur Chroma {url} ne répond pas comme attendu ({why}). "
            "Démarrez-le, ou corrigez GUICHET_CHROMA_URL."
        )


class StoreUnavailable(KnowledgeError):
    """The database cannot be opened, or refuses what is asked; `url` must hold no password."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(
            f"La base de données {url} n’est pas utilisable ({why}). "
            "Vérifiez qu’elle est démarrée, et GUICHET_DATABASE_URL."
        )


class StoreTooRecent(KnowledgeError):
    """The database was migrated by a later release than this one."""

    def __init__(self, url: str, found: str, known: str) -> None:
        super().__init__(
            f"La base de données {url} est au format « {found} », plus récent que « {known} », "
            "le dernier que cette version de Guichet connaît. Mettez Guichet à jour."
        )


class UnknownModel(KnowledgeError):
    """The language model setting names nothing known."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Modèle de langue inconnu : « {name} ». "
            "Écrivez FOURNISSEUR:MODÈLE, comme openai:albert-large ou mistralai:mistral-small-latest."
        )


class HostForbidden(KnowledgeError):
    """The language model stands on a host where the settings allow nothing to be sent."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"Le modèle de langue est chez « {host} », qui n’est ni sur cette machine ou son réseau, "
            "ni un hébergeur européen connu. Rien ne lui est envoyé. "
            "Si vous l’autorisez, ajoutez-le à GUICHET_MODEL_HOSTS."
        )


class ModelUnavailable(KnowledgeError):
    """The language model does not answer as expected; `why` is a French phrase that holds no secret."""

    def __init__(self, name: str, why: str) -> None:
        self.why = why
        super().__init__(f"Le modèle de langue « {name} » n’est pas disponible : {why}.")


class ModelBusy(ModelUnavailable):
    """The language model may answer the same request soon; it asks us to wait `after` seconds first."""

    def __init__(self, name: str, why: str, after: float = 0.0) -> None:
        self.after = after
        super().__init__(name, why)


class ModelNotAsked(ModelUnavailable):
    """Nothing was sent to the language model, for a reason of ours: nothing is to be paid."""


class RequestRefused(ModelUnavailable):
    """The language model's provider refuses this very request; that tells nothing of the others."""


class VersionGone(KnowledgeError):
    """The version to activate is no longer in the store."""

    def __init__(self, version: int) -> None:
        super().__init__(
            f"La version {version} de l’index a été remplacée par une autre indexation. "
            "Lancez une seule commande « guichet ingest » à la fois."
        )
