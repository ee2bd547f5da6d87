"""The tokenizer of the reader: the encoder's, with the word pieces that French needs."""

import re
from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from tests.reader.weights import Pieces

START, PAD, END, UNKNOWN = range(4)
"""The special pieces; their places are those of the encoder's own vocabulary."""

LONGEST = 384
"""Tokens of a pair; what is longer loses the end of its passage."""

_LATIN = re.compile(r"▁?[ -~ -ÿŒœŸ‘-”–—…€•]")


def whole(pieces: Pieces) -> Tokenizer:
    """Return the tokenizer with every piece."""
    return tokenizer(pieces, range(len(pieces.texts)))


def used(pieces: Pieces, texts: Iterable[str]) -> list[int]:
    """Return the pieces to keep, in order: special ones, those that `texts` need, and Latin characters."""
    every = whole(pieces)
    every.no_truncation()
    kept = {START, PAD, END, UNKNOWN}
    kept |= {n for n, text in enumerate(pieces.texts) if _LATIN.fullmatch(text)}
    for encoded in every.encode_batch_fast(list(texts), add_special_tokens=False):
        kept.update(encoded.ids)
    return sorted(kept)


def tokenizer(pieces: Pieces, kept: Iterable[int]) -> Tokenizer:
    """Return a tokenizer of pairs, question then passage, that knows only the pieces `kept`.

    Offsets are in characters of what was given, before any normalization.
    """
    vocabulary = [(pieces.texts[n], float(pieces.scores[n])) for n in kept]
    made = Tokenizer(models.Unigram(vocabulary, unk_id=UNKNOWN, byte_fallback=False))
    made.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " "), normalizers.Strip()]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    start, end = vocabulary[START][0], vocabulary[END][0]
    made.post_processor = processors.TemplateProcessing(
        single=f"{start} $A {end}",
        pair=f"{start}:0 $A:0 {end}:0 $B:1 {end}:1",
        special_tokens=[(start, START), (end, END)],
    )
    made.enable_truncation(LONGEST, strategy="only_second")
    return made
