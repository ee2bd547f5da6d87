"""Where each passage's entries stand among all: its own, its heading's, its sentences', its questions'."""

from collections.abc import Iterable, Sequence

from knowledge.entries import Channel, Entry

SHARED = 12
"""Passages below one heading that may be found by it."""


class EntryRows:
    """Rows of a sequence of entries; a passage is known by the row of its own entry."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.ids = [entry.targets[0] for entry in entries if entry.channel is Channel.PASSAGE]
        number = {passage: row for row, passage in enumerate(self.ids)}
        self._targets = [[number[name] for name in entry.targets if name in number] for entry in entries]
        self.headings = self._leading_to(entries, Channel.HEADING)
        self._own: dict[tuple[Channel, int], tuple[int, int]] = {}
        for row, entry in enumerate(entries):
            if entry.channel in (Channel.SENTENCE, Channel.LIKELY):
                own = (entry.channel, number[entry.targets[0]])
                self._own[own] = (self._own.get(own, (row, row))[0], row + 1)
        channels = [entry.channel for entry in entries]
        self._ranges = {
            channel: (channels.index(channel), channels.index(channel) + channels.count(channel))
            for channel in set(channels)
        }

    def passages_of(self, rows: Iterable[int]) -> list[int]:
        """Return the passages that these entries lead to, of a heading the first `SHARED` below it."""
        return [passage for row in rows for passage in self._targets[row][:SHARED]]

    def range(self, channel: Channel) -> tuple[int, int]:
        """Return the first row of a channel and the one after its last; its rows are neighbours."""
        return self._ranges.get(channel, (0, 0))

    def sentences(self, passage: int) -> tuple[int, int]:
        """Return the first row of a passage's sentences and the one after the last."""
        return self._own.get((Channel.SENTENCE, passage), (0, 0))

    def likely(self, passage: int) -> tuple[int, int]:
        """Return the first row of the questions proposed for a passage and the one after the last."""
        return self._own.get((Channel.LIKELY, passage), (0, 0))

    def _leading_to(self, entries: Sequence[Entry], channel: Channel) -> dict[int, int]:
        return {
            passage: row
            for row, entry in enumerate(entries)
            if entry.channel is channel
            for passage in self._targets[row]
        }
