"""`data.tokens`: how text becomes numbers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from seqspec.language.recipe.scale import EVERY
from seqspec.language.section import Section


class Tokens(Section):
    r"""
    How text becomes numbers; the vocabulary comes from the training part only, the most frequent tokens first.

    One way for all texts (`tokens: {by: word, max_tokens: 4000}`), or one for each column by its name; the columns of
    `pairs` are called `input` and `target`. With one way the text is the only feature of a table, and both columns of
    pairs. A target that is a text is predicted token by token, up to its end.

    Args:
        by: whether a token is a `char`, a `word` or what stands between two spaces (`whitespace`, for texts that are
            split already, such as tags). A word is what `\w+(?:['’]\w+)*` finds, with apostrophes and combining marks
            in it; any other sign that is no space is a token of its own.
        lower: whether capitals are read as small letters; by default for words, and not for the others.
        max_tokens: how many tokens the vocabulary can hold, with 0 for padding and 1 for what is out of vocabulary;
            by default every token of the training part.
        max_length: tokens that every text is cut or padded to; by default those of the longest text of the training
            part.
        padding: where a short text is filled up: `post`, after it, or `pre`, before it. What is predicted is padded
            after its end, where the first padding is the sign that it ends.
        one_hot: whether a token becomes a row of zeros with a one, and not its number.
        aligned: whether each token of the target belongs to the token of the input in its place, as a tag to its
            word; a text with more or fewer is an error, and padding is not learned.

    Example:
        data:
          source: {text_file: tale.txt}
          tokens: {by: char, max_tokens: 64}
          window: {length: 40}

        data:
          source: {pairs: tagged.tsv}
          tokens:
            input: {by: word, lower: false, max_tokens: 4000, max_length: 40, padding: post}
            target: {by: whitespace, max_tokens: 20, max_length: 40, one_hot: true, aligned: true}
    """

    by: Literal["char", "word", "whitespace"] = "char"
    lower: bool | None = None
    max_tokens: Annotated[int, Field(ge=3, le=2**31 - 1)] | None = None
    max_length: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    padding: Literal["post", "pre"] = "post"
    one_hot: bool = False
    aligned: bool = False

    @property
    def lowers(self) -> bool:
        """Whether capitals are read as small letters, said or not."""
        return self.by == "word" if self.lower is None else self.lower


def _spread(value: Any) -> Any:
    """One way for every text, or one for each column: then each is a mapping."""
    single = isinstance(value, dict | Tokens) and not (
        isinstance(value, dict) and any(isinstance(each, dict | Tokens) for each in value.values())
    )
    return {EVERY: value} if single else value


AllTokens = Annotated[dict[str, Tokens], BeforeValidator(_spread, json_schema_input_type=Tokens | dict[str, Tokens])]
