"""Open the desk on the newest version of the texts, whoever put it in service, one opening at a time."""

from collections.abc import Callable
from threading import Lock

from bot.desk import Desk, Reception
from bot.eligibility.guide import Guide


class Openings:
    """Opens the desk for contacts; `version` is the number in service, `open_desk` opens what it names.

    `open_guide` opens what leads contacts through the criteria that a desk's texts set.

    Both compute and wait: everything here belongs in a thread of its own.
    """

    def __init__(
        self,
        reception: Reception,
        version: Callable[[], int | None],
        open_desk: Callable[[], Desk],
        open_guide: Callable[[Desk], Guide],
    ) -> None:
        self._reception = reception
        self._version = version
        self._open_desk = open_desk
        self._open_guide = open_guide
        self._served: int | None = None
        self._one_at_a_time = Lock()

    def first(self, desk: Desk) -> None:
        """Let contacts in at a desk that was just opened on the version in service.

        Raises:
            KnowledgeError: the store fails.
        """
        with self._one_at_a_time:
            self._served = self._version()
            self._reception.open(desk, self._open_guide(desk))

    def newest(self) -> bool:
        """Open the desk again if another version is in service by now; return whether it was.

        Raises:
            KnowledgeError: the store, the embedder or the index fails; the open desk stays.
        """
        with self._one_at_a_time:
            newest = self._version()
            if newest == self._served:
                return False
            desk = self._open_desk()
            self._reception.open(desk, self._open_guide(desk))
            self._served = newest
            return True

    def renew(self) -> None:
        """Lead contacts by the criteria that count by now, on the open desk.

        Raises:
            DeskClosed: no desk is open yet; it will open with them.
            KnowledgeError: the store fails; those in force stay.
        """
        with self._one_at_a_time:
            self._reception.renew(self._open_guide(self._reception.desk))
