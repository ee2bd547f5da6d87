"""Hold a sentence against one of a passage: the same words in the same order, but for what may go."""

from collections.abc import Sequence, Set
from functools import cache

from knowledge.writing.droppable import Gap
from knowledge.writing.tokens import Token


def borne(row: Sequence[Token], whole: Sequence[Token], gaps: Set[Gap]) -> bool:
    """Whether `row` is `whole` with nothing left out but some of `gaps`, nothing added, nothing moved."""

    @cache
    def rest(at: int, of: int) -> bool:
        if at == len(row) and of == len(whole):
            return True
        if at < len(row) and of < len(whole) and row[at].same(whole[of]) and rest(at + 1, of + 1):
            return True
        return any(start == of and rest(at, end) for start, end in gaps)

    return len(row) <= len(whole) and rest(0, 0)
