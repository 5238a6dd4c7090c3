"""Make the ranks of pincite's own vocabulary: `python -m rag.text.train_ranks BENCH SEEDS`.

BENCH is a folder of corpora (`NAME/corpus.jsonl.xz`, a `text` on each line), SEEDS one of
Markdown files. The same folders give the same file, byte for byte. The only module that imports
`tokenizers` to train with. Byte-level byte pairs: Sennrich et al. 2016, Radford et al. 2019.
"""

import hashlib
import json
import lzma
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import click
import tiktoken
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

from rag.text.byte_pairs import FILE_NAME, NAME, PATTERN, format_ranks

VOCABULARY = 24_064
"""About 16,000 tokens from the texts and one for each common Chinese, Japanese or Korean
character."""
BYTES_OF_EACH_CORPUS = 8_000_000
"""Of UTF-8: no corpus outweighs the others, and training takes about a minute."""
HELD_OUT = 50
"""Every fiftieth text is kept out of training, for the comparison of the two tokenizers."""


COMMON_CHARACTERS = {
    "gb2312": range(0xB0, 0xD8),
    "euc_jp": (0xA1, 0xA4, 0xA5, *range(0xB0, 0xD0)),
    "euc_kr": range(0xB0, 0xC9),
}
"""Encoding to the lead bytes of its common characters (GB 2312 and JIS X 0208 level 1 with kana and
punctuation, the syllables of KS X 1001). The corpora are nearly all English, and without these a
Chinese character would cost three tokens."""
WEIGHT_OF_A_CHARACTER = 1_000
"""Times each is shown in training: often enough to be merged before rare English words."""


@click.command()
@click.argument("bench", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("seeds", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--output", type=click.Path(path_type=Path), default=Path(__file__).parent / "ranks")
def main(bench: Path, seeds: Path, output: Path) -> None:
    """Train, compare tiktoken with the trained tokenizer on held-out texts, write the ranks."""
    texts = [*_corpora(bench), *_articles(seeds)]
    training = [text for place, text in enumerate(texts) if place % HELD_OUT]
    training.append("\n".join([*common_characters(), ""]) * WEIGHT_OF_A_CHARACTER)
    held_out = texts[::HELD_OUT]
    trained = train(training, VOCABULARY)
    ranks = ranks_of(trained)
    _require_equal(trained, ranks, held_out)
    content = format_ranks(ranks)
    output.mkdir(parents=True, exist_ok=True)
    (output / FILE_NAME).write_bytes(content)
    _report(training, held_out, ranks, content)


def train(texts: Iterable[str], vocabulary: int) -> Tokenizer:
    """A byte-level tokenizer of at most `vocabulary` tokens, 256 of them the single bytes."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def ranks_of(trained: Tokenizer) -> dict[bytes, int]:
    """The trained tokenizer's tokens as bytes; a lower rank is merged earlier.

    Ids of a byte-level tokenizer are its alphabet, then its merges in order, so they are ranks.
    """
    letters = _letters()
    vocabulary: dict[str, int] = trained.get_vocab()
    return {bytes(letters[letter] for letter in token): rank for token, rank in vocabulary.items()}


def _letters() -> dict[str, int]:
    """The printable letter that stands for each byte (Radford et al. 2019, `bytes_to_unicode`)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {
        chr(256 + place): byte for place, byte in enumerate(others)
    }


def _require_equal(trained: Tokenizer, ranks: dict[bytes, int], texts: Sequence[str]) -> None:
    encoding = tiktoken.Encoding(NAME, pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={})
    for text in texts:
        if encoding.encode_ordinary(text) != trained.encode(text).ids:
            raise click.ClickException(f"tiktoken and tokenizers disagree on {text[:80]!r}")


def common_characters() -> list[str]:
    """In code point order, each once."""
    return sorted(
        {
            character
            for encoding, leads in COMMON_CHARACTERS.items()
            for lead in leads
            for trail in range(0xA1, 0xFF)
            for character in bytes([lead, trail]).decode(encoding, "ignore")
        }
    )


def _corpora(bench: Path) -> Iterator[str]:
    for corpus in sorted(bench.glob("*/corpus.jsonl.xz")):
        texts = _texts(corpus)
        size = sum(len(text.encode()) for text in texts)
        step = max(1, size // BYTES_OF_EACH_CORPUS)
        yield from islice(texts, 0, None, step)


def _texts(corpus: Path) -> list[str]:
    with lzma.open(corpus, "rt", encoding="utf-8") as lines:
        return [str(json.loads(line)["text"]) for line in lines]


def _articles(seeds: Path) -> Iterator[str]:
    for article in sorted(seeds.glob("*.md")):
        yield article.read_bytes().decode("utf-8")


def _report(
    training: Sequence[str], held_out: Sequence[str], ranks: dict[bytes, int], content: bytes
) -> None:
    megabytes = sum(len(text.encode()) for text in training) / 1e6
    click.echo(f"trained on {len(training)} texts, {megabytes:.1f} MB; {len(ranks)} tokens")
    click.echo(f"tiktoken equals tokenizers on {len(held_out)} held-out texts")
    click.echo(f"{len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
