"""`seqspec generate`: a text written on by a model that learnt to predict the next token."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from seqspec.cli._options import add_backend, add_cache, add_run, own_process
from seqspec.cli._writing import add_out, opened, require_free, tell

if TYPE_CHECKING:
    from seqspec.runs.prediction.generation import Manner, Writer
    from seqspec.runs.prediction.writing import Ids

HELP = "write a text on with a trained next-token model"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The run, how the text begins, and how it is written on."""
    add_run(parser)
    parser.add_argument(
        "--prompt", metavar="TEXT", required=True, help="how the text begins; at least as long as the recipe's window"
    )
    parser.add_argument(
        "--length", metavar="N", type=int, default=200, help="tokens to write, 1,000,000 at most; 200 by default"
    )
    manner = parser.add_mutually_exclusive_group()
    manner.add_argument(
        "--temperature",
        metavar="T",
        type=float,
        default=0.0,
        help="0, the default, takes the likeliest token; 1 draws each by its probability, more is bolder",
    )
    manner.add_argument(
        "--beam",
        metavar="K",
        type=int,
        help="follow the K most probable ways to go on, 100 at most; compared is the mean log probability of a token",
    )
    parser.add_argument("--seed", metavar="S", type=int, default=0, help="for what is drawn; 0 by default")
    parser.add_argument(
        "--count", metavar="N", type=int, default=1, help="texts to write, 1,000 at most, an empty line between them"
    )
    add_out(parser, "text")
    add_backend(parser)
    add_cache(parser)


def run(options: argparse.Namespace) -> int:
    """Write on; what the prompt has that the model never met is named on standard error."""
    from seqspec.runs.prediction import generation

    manner = generation.Manner(options.length, options.temperature, options.beam, options.seed, options.count)
    require_free(options.out, options.force)
    with own_process(options):
        writer = generation.open_writer(options.run, options.backend)
    ids, notes = writer.read(options.prompt)
    tell(notes)
    with opened(options.out) as stream:
        for piece in _pieces(writer, options.prompt, ids, manner):
            _write(piece, stream)
    return 0


def _pieces(writer: Writer, prompt: str, ids: Ids, manner: Manner) -> Iterator[str]:
    """The texts with their beginning; a single one piece by piece, as it is written."""
    if manner.beam is not None:
        found = writer.search(ids, manner)
        for _, score in found:
            print(f"note: mean log probability of a token {score:.4f}", file=sys.stderr)
        yield "\n\n".join(f"{prompt}{text}" for text, _ in found)
    elif manner.count > 1:
        yield "\n\n".join(prompt + "".join(pieces) for pieces in zip(*writer.stream(ids, manner), strict=True))
    else:
        yield prompt
        yield from (piece for (piece,) in writer.stream(ids, manner))
    yield "\n"


def _write(piece: str, stream: TextIO) -> None:
    stream.write(piece)
    stream.flush()
