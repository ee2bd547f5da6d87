"""The reader as a network: the encoder's layers, whether the passage answers, and where."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from tests.reader.weights import Sizes, Weights

NEGATIVE = -1e4


class Layer(nn.Module):  # type: ignore[misc]  # torch is not there
    """One layer of BERT: self-attention, then a feed-forward network, each added to what came in."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.heads = sizes.heads
        self.attended = nn.Linear(sizes.width, 3 * sizes.width)
        self.mixed = nn.Linear(sizes.width, sizes.width)
        self.after_attention = nn.LayerNorm(sizes.width, eps=sizes.epsilon)
        self.wide = nn.Linear(sizes.width, sizes.inner)
        self.narrow = nn.Linear(sizes.inner, sizes.width)
        self.after = nn.LayerNorm(sizes.width, eps=sizes.epsilon)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Return the states after this layer; `mask` is 0 for a token and far below 0 for padding."""
        rows, length, width = states.shape
        split = self.attended(states).view(rows, length, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4).unbind(0)
        weights = query @ key.transpose(2, 3) / math.sqrt(width // self.heads) + mask.to(query.dtype)
        seen = torch.softmax(weights, -1) @ value
        states = self.after_attention(states + self.mixed(seen.transpose(1, 2).reshape(rows, length, width)))
        done: Tensor = self.after(states + self.narrow(functional.gelu(self.wide(states))))
        return done


class Reader(nn.Module):  # type: ignore[misc]  # torch is not there
    """Reads pairs of a question and a passage."""

    def __init__(self, sizes: Sizes, pieces: int, layers: int) -> None:
        super().__init__()
        self.words = nn.Embedding(pieces, sizes.width)
        self.positions = nn.Embedding(sizes.positions, sizes.width)
        self.kinds = nn.Embedding(sizes.kinds, sizes.width)
        self.first = nn.LayerNorm(sizes.width, eps=sizes.epsilon)
        self.layers = nn.ModuleList([Layer(sizes) for _ in range(layers)])
        self.pooled = nn.Linear(sizes.width, sizes.width)
        self.answers = nn.Linear(sizes.width, 1)
        self.where = nn.Linear(sizes.width, 2)
        nn.init.zeros_(self.answers.bias)

    def forward(self, ids: Tensor, mask: Tensor, kinds: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the log odds that each passage answers, and those of each token to begin and to end it.

        All three are of shape (pairs, tokens); `mask` is 1 for a token and 0 for padding, `kinds` 0 for
        the question and 1 for the passage. The first token begins and ends where nothing answers.
        """
        places = torch.arange(ids.shape[1], device=ids.device)
        states = self.first(self.words(ids) + self.positions(places)[None] + self.kinds(kinds))
        hidden = ((1.0 - mask) * NEGATIVE)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, hidden)
        odds = self.answers(torch.tanh(self.pooled(states[:, 0]))).squeeze(-1)
        readable = (kinds == 1) & (mask > 0)
        readable = torch.cat((torch.ones_like(readable[:, :1]), readable[:, 1:]), dim=1)
        span = self.where(states).float().masked_fill(~readable[..., None], NEGATIVE)
        return odds, span[..., 0], span[..., 1]


def initial(weights: Weights, kept: list[int], layers: int) -> Reader:
    """Return a reader that begins as the first layers of the encoder, with the pieces `kept`."""
    sizes = weights.sizes
    reader = Reader(sizes, len(kept), layers)
    width = sizes.width
    state = {
        "words.weight": weights.array("emb.word").reshape(-1, width)[kept],
        "positions.weight": weights.array("emb.pos").reshape(-1, width),
        "kinds.weight": weights.array("emb.type").reshape(-1, width),
        "first.weight": weights.array("emb.ln.w"),
        "first.bias": weights.array("emb.ln.b"),
    }
    found = {name: torch.tensor(values) for name, values in state.items()}
    for number in range(layers):
        found |= {f"layers.{number}.{name}": value for name, value in _layer(weights, number).items()}
    missing, unknown = reader.load_state_dict(found, strict=False)
    own = {"pooled.weight", "pooled.bias", "answers.weight", "answers.bias", "where.weight", "where.bias"}
    if unknown or set(missing) != own:
        raise ValueError(f"not the expected encoder: {missing} {unknown}")
    return reader


_NAMES = {
    "mixed": "ao", "after_attention": "aln", "wide": "fi", "narrow": "fo", "after": "oln",
}  # fmt: skip


def _layer(weights: Weights, number: int) -> dict[str, Tensor]:
    def own(name: str) -> Tensor:
        return torch.tensor(weights.array(f"l{number}.{name}"))

    width = weights.sizes.width
    found = {
        "attended.weight": torch.cat([own(f"{part}.w").view(width, width) for part in "qkv"]),
        "attended.bias": torch.cat([own(f"{part}.b") for part in "qkv"]),
    }
    for name, short in _NAMES.items():
        weight = own(f"{short}.w")
        norm = name.startswith("after")
        rows = weights.sizes.inner if name == "wide" else width
        found[f"{name}.weight"] = weight if norm else weight.view(rows, -1)
        found[f"{name}.bias"] = own(f"{short}.b")
    return found
