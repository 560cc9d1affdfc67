"""
What an argument or a key means, from the documentation of its class.

A section says it key by key under `Args:`. For a class that Keras has it is the sentence that begins with the argument,
else one that names it, else what the argument means everywhere.
"""

from __future__ import annotations

import inspect
import re
import textwrap

from seqspec.language.named import Named
from seqspec.language.section import Section

# Arguments that mean the same wherever they are; with a kind before the point, in every class of this kind.
_EVERYWHERE = {
    "activation": "The function that the output goes through; null leaves it as it is.",
    "activity_regularizer": "A penalty on what leaves the layer.",
    "adam_beta_1": "How slowly Adam's mean of the gradients changes.",
    "adam_beta_2": "How slowly Adam's mean of the squared gradients changes.",
    "adam_lr_ratio": "What Adam's learning rate is, for each of Muon's.",
    "adam_weight_decay": "The weight decay of what Adam trains.",
    "alpha_constraint": "What the slopes are held to after every step.",
    "alpha_initializer": "What the slopes start from.",
    "alpha_regularizer": "A penalty on the slopes.",
    "amsgrad": "Keep the largest mean of squared gradients so far.",
    "antialias": "Blur images before they are made smaller, so that no pattern appears that was not there.",
    "apply_class_balancing": "Weigh the two classes by `alpha`.",
    "autocast": "Whether inputs are cast to the type the layer computes in.",
    "average": "How the figures of the classes become one; null gives one for each.",
    "axis": "The axis it works along; -1 is the last.",
    "backward_layer": "The layer that reads from the end; a copy of the other by default.",
    "baseline": "The figure that has to be beaten from the start.",
    "batch_shape": "The shape of a batch, with the batch axis first.",
    "batch_size": "Examples in a batch, where it is fixed.",
    "beta": "A number added to what the learning rate is divided by.",
    "beta_1": "How slowly the mean of the gradients changes.",
    "beta_2": "How slowly the mean of the squared gradients changes.",
    "beta_2_decay": "How the decay of the second mean changes from step to step.",
    "beta_constraint": "What the offset is held to after every step.",
    "beta_initializer": "What the offset starts from.",
    "beta_regularizer": "A penalty on the offset.",
    "bias_constraint": "What the bias is held to after every step.",
    "bias_initializer": "What the bias starts from.",
    "bias_regularizer": "A penalty on the bias.",
    "callback.mode": "Whether the figure should fall or rise: `min`, `max`, or `auto` by its name.",
    "center": "Whether an offset is learned.",
    "centered": "Divide by the deviation of the gradients, and not by their size.",
    "class_aggregation": "How the figures of the outputs become one.",
    "class_id": "The one class that is looked at.",
    "clip_threshold": "The largest update, relative to the size of the weights.",
    "clipnorm": "The largest norm of one weight's gradient.",
    "clipvalue": "The largest absolute value in a gradient.",
    "cooldown": "Epochs to wait after the rate was lowered.",
    "cropping": "How much is cut off, at the start and at the end of each axis.",
    "curve": "Which curve the area lies under.",
    "cycle": "Start anew when the last step is reached.",
    "data_format": "Whether the channels stand last or first.",
    "decay_steps": "Steps that the decay takes.",
    "depth_multiplier": "How many channels each input channel becomes.",
    "depthwise_constraint": "What the depthwise kernel is held to after every step.",
    "depthwise_initializer": "What the depthwise kernel starts from.",
    "depthwise_regularizer": "A penalty on the depthwise kernel.",
    "dilation_rate": "Steps between two inputs of one kernel; 1 leaves none out.",
    "dims": "The axes in their new order, counted from 1, without the batch axis.",
    "distribution": "The distribution that values are drawn from.",
    "dropout": "The fraction of the inputs that is left out in training.",
    "dtype": "The type of the numbers it computes with.",
    "dynamic_growth_steps": "Steps without an overflow after which the scale grows.",
    "ema_momentum": "How slowly the mean of the weights changes.",
    "ema_overwrite_frequency": "Steps after which the weights become their mean; null at the end only.",
    "embeddings_constraint": "What the vectors are held to after every step.",
    "embeddings_initializer": "What the vectors start from.",
    "embeddings_regularizer": "A penalty on the vectors.",
    "end_learning_rate": "The learning rate at the end.",
    "epsilon": "A small number that keeps a division from failing.",
    "epsilon_1": "A small number that keeps a division from failing.",
    "epsilon_2": "The smallest size of weights that updates are relative to.",
    "exclude_embeddings": "Leave embeddings to Adam.",
    "factor": "What it is multiplied with.",
    "fill_mode": "What stands where an image moved away: its reflection, its other end, its edge, or one value.",
    "fill_value": "The number that fills what is left empty, with `fill_mode: constant`.",
    "filters": "How many filters there are, and so how many features leave the layer.",
    "first_decay_steps": "Steps before the first restart.",
    "from_logits": "Whether the output is raw, and not a probability yet.",
    "from_sorted_ids": "Whether the output lists classes from the likeliest on.",
    "gain": "What the values are multiplied with.",
    "gamma": "How strongly the hard examples count.",
    "gamma_constraint": "What the factor is held to after every step.",
    "gamma_initializer": "What the factor starts from.",
    "gamma_regularizer": "A penalty on the factor.",
    "global_clipnorm": "The largest norm of all gradients together.",
    "go_backwards": "Read the sequence from its end.",
    "gradient_accumulation_steps": "Batches whose gradients are added up for one step.",
    "groups": "In how many groups the channels are taken, each group by itself.",
    "ignore_class": "A class that is left out.",
    "initial_accumulator_value": "What the sums of squared gradients start from.",
    "initial_learning_rate": "The learning rate at the start.",
    "initial_scale": "What the loss is multiplied with at the start.",
    "initial_value_threshold": "The figure that has to be beaten for the first file.",
    "initializer.mode": "What the variance is divided by.",
    "initializer.scale": "What the variance is multiplied with.",
    "inner_optimizer": "The optimizer whose loss is scaled.",
    "input_axes": "The axes that count as inputs.",
    "input_shape": "The shape of one example, without the batch axis; on the first layer only.",
    "interpolation": "How values between two are made up.",
    "keepdims": "Keep the axes that are pooled, with size 1.",
    "kernel_constraint": "What the kernel is held to after every step.",
    "kernel_initializer": "What the kernel starts from.",
    "kernel_regularizer": "A penalty on the kernel.",
    "kernel_size": "How many steps one output looks at.",
    "l1": "The factor of the sum of absolute values.",
    "l1_regularization_strength": "The factor of the sum of absolute weights.",
    "l2": "The factor of the sum of squares.",
    "l2_regularization_strength": "The factor of the sum of squared weights.",
    "l2_shrinkage_regularization_strength": "The factor of a penalty on the size of the weights.",
    "label_smoothing": "How far targets are moved away from 0 and 1.",
    "label_weights": "How much each label counts.",
    "layer": "The layer that is wrapped.",
    "layer.factor": "How strong the change is at most, or the two numbers that its strength is drawn between.",
    "layers": "The layers, in order.",
    "learning_rate": "How far one step goes: a number or a schedule.",
    "learning_rate_power": "How the rate falls; 0 or less.",
    "lora_alpha": "What the low-rank update is multiplied with, divided by its rank.",
    "lora_rank": "The rank of a low-rank update that is trained instead of the kernel.",
    "loss_scale_factor": "What the loss is multiplied with, for half precision.",
    "margin": "How far apart similar and other examples are kept.",
    "max_value": "The largest value.",
    "maxval": "The largest value that is drawn.",
    "mean": "The mean of what is drawn.",
    "merge_mode": "How the two directions become one; null keeps them apart.",
    "min_delta": "The smallest change that counts.",
    "min_lr": "The learning rate that is never gone below.",
    "min_value": "The smallest value.",
    "minval": "The smallest value that is drawn.",
    "momentum": "How much of what was before is kept.",
    "monitor": "The figure that is watched, such as `val_loss`.",
    "moving_mean_initializer": "What the mean starts from.",
    "moving_variance_initializer": "What the variance starts from.",
    "multi_label": "Whether an example can have several labels.",
    "muon_a": "A coefficient of the iteration.",
    "muon_b": "A coefficient of the iteration.",
    "muon_c": "A coefficient of the iteration.",
    "name": "What Keras calls it.",
    "negative_slope": "The slope below zero.",
    "nesterov": "Look ahead along the momentum.",
    "noise_shape": "The shape of the mask; an axis of size 1 is left out or kept as a whole.",
    "ns_steps": "How often the iteration is run.",
    "num_classes": "How many classes there are.",
    "num_labels": "How many labels there are.",
    "num_mel_bins": "How many pitches there are.",
    "num_regressors": "How many inputs the model has, for the adjusted figure.",
    "num_thresholds": "How many thresholds are tried.",
    "optimizer": "The optimizer.",
    "output_axes": "The axes that count as outputs.",
    "output_dim": "How many numbers stand for each id.",
    "output_padding": "What is added at the end of the output.",
    "output_size": "How many windows there are, along all axes or along each.",
    "padding": "What stands beyond the edges: `valid` nothing, `same` zeros on both sides, `causal` zeros before.",
    "patience": "Epochs without an improvement that are waited for.",
    "periodic": "Whether the window is periodic.",
    "pointwise_constraint": "What the pointwise kernel is held to after every step.",
    "pointwise_initializer": "What the pointwise kernel starts from.",
    "pointwise_regularizer": "A penalty on the pointwise kernel.",
    "pool_size": "How many steps become one.",
    "power": "The power of the decay; 1 is a straight line.",
    "precision": "The precision that is asked for.",
    "raise_error": "Stop with an error.",
    "rate": "The fraction that is left out in training.",
    "recall": "The recall that is asked for.",
    "recurrent_activation": "The function of the gates.",
    "recurrent_constraint": "What the recurrent kernel is held to after every step.",
    "recurrent_dropout": "The fraction of the state that is left out in training.",
    "recurrent_initializer": "What the recurrent kernel starts from.",
    "recurrent_regularizer": "A penalty on the recurrent kernel.",
    "reduction": "How the losses of a batch become one.",
    "relative_step": "Let the rate follow from the step.",
    "remove_diagonal": "Leave out an example's similarity to itself.",
    "renorm": "Use batch renormalization.",
    "renorm_clipping": "The limits of batch renormalization.",
    "renorm_momentum": "How slowly the figures of batch renormalization change.",
    "restore_best_weights": "Go back to the weights of the best epoch.",
    "return_sequences": "Give the state at every step, not only the last one.",
    "return_state": "Give the last state beside the output; a model with one output can't use it.",
    "rho": "How slowly the mean of squared gradients changes.",
    "rms_rate": "The size that updates are brought to.",
    "sampling_rate": "Samples in a second.",
    "save_best_only": "Save only where the figure is better than before.",
    "save_freq": "`epoch`, or a number of batches.",
    "save_weights_only": "Save the weights without the model.",
    "scale": "Whether a factor is learned.",
    "scaling": "How the result is scaled.",
    "seed": "Makes its random numbers repeatable.",
    "sensitivity": "The sensitivity that is asked for.",
    "shape": "The shape of one example, without the batch axis.",
    "side": "Which part of the transform it makes.",
    "size": "How often each row and column is repeated.",
    "sparse": "Whether the output is a sparse tensor; it can't be here.",
    "sparse_y_pred": "Whether the output holds class numbers.",
    "sparse_y_true": "Whether the target holds class numbers.",
    "specificity": "The specificity that is asked for.",
    "staircase": "Change in steps, and not at every batch.",
    "start_from_epoch": "Epochs before it starts to watch.",
    "stateful": "Go on from the state of the batch before.",
    "stddev": "The deviation of what is drawn.",
    "strides": "Steps from one output to the next.",
    "summation_method": "How the area is added up.",
    "synchronized": "Share the figures among devices.",
    "target_class_ids": "The classes that are looked at.",
    "target_shape": "The new shape, without the batch axis; -1 for one that follows from the others.",
    "threshold": "From where on it counts.",
    "thresholds": "From where on it counts: one number or several.",
    "top_k": "Look at the k likeliest classes only.",
    "trainable": "Whether training changes its weights.",
    "unit_forget_bias": "Start with a forget gate that keeps everything.",
    "units": "The size of the output.",
    "unroll": "Write the loop out: faster for few steps, more memory.",
    "use_bias": "Whether a bias is added.",
    "use_cudnn": "Whether the kernel of NVIDIA's library is used on a GPU.",
    "use_ema": "Keep a mean of the weights.",
    "value": "The value.",
    "value_range": "The lowest and the highest value that a pixel can have.",
    "verbose": "How much it says: 0 nothing.",
    "warmup_steps": "Steps in which the learning rate rises.",
    "warmup_target": "The learning rate that the rise ends at.",
    "weight_decay": "How much of each weight is taken away at every step.",
    "window": "The shape that each frame is faded in and out with; null cuts it sharply.",
}

_SECTION = re.compile(r"^(Input shape|Output shape|Example):", re.MULTILINE)
_PART = re.compile(r"^(Args|Example):\n", re.MULTILINE)
_KEY = re.compile(r"^(\w+): (.*(?:\n .*)*)", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.;])\s+")


def describe(cls: type[Named], argument: str) -> str | None:
    """What an argument of a class means, or None where nobody says."""
    named = f"`{argument}`"
    own, inherited = ([each for each in part if named in each] for part in _sentences(cls))
    definitions = [each for each in own + inherited if each.startswith(named)]
    everywhere = _EVERYWHERE.get(f"{cls.kind}.{argument}") or _EVERYWHERE.get(argument)
    return " ".join(definitions or own) or everywhere or " ".join(inherited) or None


def lead(section: type[Section]) -> str:
    """What a section is for: its documentation without its keys and its example."""
    return _PART.split(inspect.cleandoc(section.__doc__ or ""))[0].strip()


def keys(section: type[Section]) -> dict[str, str]:
    """What each key of a section means."""
    found = {key: " ".join(text.split()) for key, text in _KEY.findall(_part(section, "Args"))}
    return {key: text[:1].upper() + text[1:] if text[:1].isalpha() else text for key, text in found.items()}


def examples(section: type[Section]) -> list[str]:
    """The examples of a section, as they stand in specs; a blank line parts them."""
    return _part(section, "Example").split("\n\n")


def example(section: type[Section], key: str | None = None) -> str:
    """The first example of a section, or the first that has a key."""
    every = examples(section)
    return next((each for each in every if key and re.search(rf"\b{key}:", each)), every[0])


def _part(section: type[Section], name: str) -> str:
    _, *parts = _PART.split(inspect.cleandoc(section.__doc__ or ""))
    named = dict(zip(parts[::2], parts[1::2], strict=True))
    return textwrap.dedent(named.get(name, "")).strip("\n")


def _sentences(cls: type[Named]) -> tuple[list[str], list[str]]:
    """What the documentation says: that of the class, and that of the classes it builds on."""
    own, *inherited = [inspect.cleandoc(base.__doc__ or "") for base in cls.__mro__ if _documents_arguments(base)]
    return _split(own), _split("\n\n".join(inherited))


def _split(text: str) -> list[str]:
    prose = " ".join(_SECTION.split(text)[0].split())
    return [_upper(sentence) for sentence in _SENTENCE_END.split(prose)]


def _documents_arguments(base: type) -> bool:
    """Whether a class is of the language, rather than what its classes are built on."""
    return issubclass(base, Named) and base.__module__ not in {"seqspec.language.named", "seqspec.language.layer"}


def _upper(sentence: str) -> str:
    """A sentence, or what stands up to a semicolon, as a sentence of its own."""
    whole = sentence[:1].upper() + sentence[1:].removesuffix(";")
    return whole if whole.endswith(".") else f"{whole}."
