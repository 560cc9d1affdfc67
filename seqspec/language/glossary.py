"""What an argument means: the sentence of a class's documentation that names it, else what it means everywhere."""

from __future__ import annotations

import inspect
import re

from seqspec.language.named import Named

# Arguments that mean the same in every layer that has them.
_EVERYWHERE = {
    "activation": "The function that the output goes through; null leaves it as it is.",
    "activity_regularizer": "A penalty on what leaves the layer.",
    "autocast": "Whether inputs are cast to the type the layer computes in.",
    "bias_constraint": "What the bias is held to after every step.",
    "bias_initializer": "What the bias starts from.",
    "bias_regularizer": "A penalty on the bias.",
    "data_format": "Whether the channels stand last or first.",
    "dilation_rate": "Steps between two inputs of one kernel; 1 leaves none out.",
    "dropout": "The fraction of the inputs that is left out in training.",
    "dtype": "The type of the numbers it computes with.",
    "epsilon": "A small number that keeps a division from failing.",
    "filters": "How many filters there are, and so how many features leave the layer.",
    "go_backwards": "Read the sequence from its end.",
    "groups": "In how many groups, each by itself, the channels are convolved.",
    "input_shape": "The shape of one example, without the batch axis; on the first layer only.",
    "kernel_constraint": "What the kernel is held to after every step.",
    "kernel_initializer": "What the kernel starts from.",
    "kernel_regularizer": "A penalty on the kernel.",
    "kernel_size": "How many steps one output looks at.",
    "lora_alpha": "What the low-rank update is multiplied with, divided by its rank.",
    "lora_rank": "The rank of a low-rank update that is trained instead of the kernel.",
    "name": "What Keras calls it.",
    "padding": "What stands beyond the edges: `valid` nothing, `same` zeros on both sides, `causal` zeros before.",
    "pool_size": "How many steps become one.",
    "rate": "The fraction that is left out in training.",
    "recurrent_activation": "The function of the gates.",
    "recurrent_constraint": "What the recurrent kernel is held to after every step.",
    "recurrent_dropout": "The fraction of the state that is left out in training.",
    "recurrent_initializer": "What the recurrent kernel starts from.",
    "recurrent_regularizer": "A penalty on the recurrent kernel.",
    "return_sequences": "Give the state at every step, not only the last one.",
    "return_state": "Give the last state beside the output; a model with one output can't use it.",
    "seed": "Makes its random numbers repeatable.",
    "stateful": "Go on from the state of the batch before.",
    "strides": "Steps from one output to the next.",
    "trainable": "Whether training changes its weights.",
    "unit_forget_bias": "Start with a forget gate that keeps everything.",
    "units": "The size of the output.",
    "unroll": "Write the loop out: faster for few steps, more memory.",
    "use_bias": "Whether a bias is added.",
    "use_cudnn": "Whether the kernel of NVIDIA's library is used on a GPU.",
}

_SECTION = re.compile(r"^(Input shape|Output shape|Example):", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.;])\s+")


def describe(cls: type[Named], argument: str) -> str | None:
    """What an argument of a class means, or None where nobody says."""
    sentences = [sentence for sentence in _sentences(cls) if f"`{argument}`" in sentence]
    return " ".join(sentences) or _EVERYWHERE.get(argument)


def _sentences(cls: type[Named]) -> list[str]:
    texts = [inspect.cleandoc(base.__doc__ or "") for base in cls.__mro__ if _documents_arguments(base)]
    prose = "\n\n".join(_SECTION.split(text)[0] for text in texts)
    return [_upper(sentence) for sentence in _SENTENCE_END.split(" ".join(prose.split()))]


def _documents_arguments(base: type) -> bool:
    """Whether a class is of the language, rather than what its classes are built on."""
    return issubclass(base, Named) and base.__module__ not in {"seqspec.language.named", "seqspec.language.layer"}


def _upper(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:].removesuffix(";")
