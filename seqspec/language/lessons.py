"""
The arguments that people get wrong, at length: the glossary's entries for those who ask.

A block `cases` holds one case a line: the shape of one example, and a layer or a list of layers. Whoever shows the text
puts the shapes and parameters there that inference finds.
"""

from __future__ import annotations

LESSONS = {
    "activation": """\
The function that every number goes through on its way out. Without one, two `Dense` layers in a row are no more than
one. On the last layer it decides what the numbers can be, and it has to match the loss:

- nothing (`null`): any number, for regression with `mean_squared_error`;
- `sigmoid` with 1 unit: a probability, for yes or no with `binary_crossentropy`;
- `softmax` with one unit for each class: shares that add up to 1, for `sparse_categorical_crossentropy`.

Recurrent layers have `tanh` by default, which keeps the state within -1 and 1. Leave it: `relu` lets the state grow
from step to step, and only the defaults run on the fast kernel of a GPU. A `Dense` has none by default, an `LSTM` as
the last layer has `tanh`, and then can give no forecast beyond 1.
""",
    "dropout": """\
The fraction of what enters the layer that is replaced by 0 in training, others at every batch; what is left is made
larger to make up for it. Nothing is dropped afterwards. 0.2 is one number in five: a fraction, and no per cent.

In a recurrent layer `dropout` acts on the input of each step, and the same features are dropped at all steps of an
example. `recurrent_dropout` acts on the state. `Dropout` as a layer acts between two layers.
""",
    "go_backwards": """\
Reads the last step first. With `return_sequences` the outputs come out in the order in which they were read: the last
step's first. To read in both directions take `Bidirectional`, which turns them round again. The shapes stay.

```cases
[20, 3] LSTM: {units: 8, return_sequences: true, go_backwards: true}
```
""",
    "input_shape": """\
The shape of one example, without the batch axis: `[steps, features]` for a sequence, `[steps]` for ids that an
`Embedding` looks up. It is declared once, on the first layer, or by `Input`; with a recipe under `data` it can be left
out, since it follows from the window and the features. `null` stands for a length that varies.

One value at each of 100 steps is `[100, 1]`, and not `[100]` and not `[1, 100]`, which is one step of 100 features.

```cases
[100, 1] LSTM: 8
[1, 100] LSTM: 8
[null, 1] LSTM: 8
[100] LSTM: 8
```
""",
    "kernel_size": """\
How many neighbouring steps one output looks at. A wider kernel sees more and has more weights; two narrow ones on top
of each other see as much with fewer. How far a whole stack sees is the column `reach` of `seqspec show`.

Without padding the output is `kernel_size - 1` steps shorter, since the kernel has to fit into the sequence.

```cases
[20, 3] Conv1D: {filters: 8, kernel_size: 3}
[20, 3] Conv1D: {filters: 8, kernel_size: 5}
[20, 3] [Conv1D: {filters: 8, kernel_size: 3}, Conv1D: {filters: 8, kernel_size: 3}]
[20, 3] Conv1D: {filters: 8, kernel_size: 21}
```
""",
    "mask_zero": """\
Says that the id 0 is padding. Sentences of different lengths are filled up with zeros to one length; with `mask_zero`
a mask goes along with the vectors, and recurrent layers skip the padded steps, so that the last state is that of the
last word and not that of the padding. The ids of real words then start from 1.

A mask has to reach the layer that uses it: `Conv1D`, `Flatten` and `GlobalMaxPooling1D` lose it and take padding for
words; `LSTM`, `GRU` and `GlobalAveragePooling1D` use it.

```cases
[20] Embedding: {input_dim: 1000, output_dim: 16, mask_zero: true}
[20] [Embedding: {input_dim: 1000, output_dim: 16, mask_zero: true}, LSTM: 8]
```
""",
    "merge_mode": """\
How `Bidirectional` puts its two readings together. `concat` sets them side by side, which doubles the features; `sum`,
`ave` and `mul` keep their number. The parameters are the same: twice those of the layer. The next layer of an
encoder and decoder has to know whether it gets `units` or twice as many.

```cases
[20, 3] Bidirectional: {layer: {LSTM: 8}, merge_mode: concat}
[20, 3] Bidirectional: {layer: {LSTM: 8}, merge_mode: sum}
```
""",
    "padding": """\
What stands beyond the two ends of the sequence. `valid`, the default: nothing, so the output is shorter. `same`: zeros
at both ends, so that (with strides of 1) no step is lost; a step then sees its own future. `causal`: zeros before the
first step only, so that an output sees its own step and those before, which is what a forecast at every step needs.

```cases
[20, 3] Conv1D: {filters: 8, kernel_size: 5}
[20, 3] Conv1D: {filters: 8, kernel_size: 5, padding: same}
[20, 3] Conv1D: {filters: 8, kernel_size: 5, padding: causal}
```
""",
    "recurrent_dropout": """\
The fraction of the state that is dropped between one step and the next, in training. It fights overfitting where
`dropout` alone does not, and it is dear: a GPU then can't use its fast kernel, and an epoch takes several times as
long. Try `dropout`, or a `Dropout` layer between the recurrent ones, first.
""",
    "return_sequences": """\
A recurrent layer has a state after every step. By default it gives the last one only: one vector that sums the whole
sequence up. With `return_sequences: true` it gives all of them: one vector for each step.

Set it where the next layer wants a sequence: another recurrent layer, `Conv1D`, a pooling layer, or a `Dense` that
gives one output for each step. Leave it out on the last recurrent layer where one forecast is made of the whole
sequence. The parameters are the same either way; what changes is the shape.

```cases
[20, 3] LSTM: 8
[20, 3] LSTM: {units: 8, return_sequences: true}
[20, 3] [LSTM: {units: 8, return_sequences: true}, LSTM: 4, Dense: 1]
[20, 3] [LSTM: 8, LSTM: 4]
[20, 3] [LSTM: {units: 8, return_sequences: true}, Dense: 1]
```

The last two are the common mistakes: without it a stack can't be built, and with it on the last layer the model gives
20 forecasts, one for each step, where the target has one. Keras trains that model without a word.
""",
    "stateful": """\
Starts each batch from the states that the batch before ended with, example by example, instead of from 0. For
sequences that are too long for one window and are cut into pieces: piece two of series i has to stand in the same
place of the next batch. That asks for a fixed batch size, for no shuffling, and for a number of examples that the
batch size divides. For windows cut from one series, which overlap, it is wrong: leave it out.
""",
    "strides": """\
How far the kernel or the pool moves from one output to the next. A stride of 2 halves the sequence, and everything
after it costs half. A pool moves by its own size unless told otherwise, so that its windows don't overlap.

```cases
[20, 3] Conv1D: {filters: 8, kernel_size: 5, strides: 2}
[20, 3] MaxPooling1D: {pool_size: 4}
[20, 3] MaxPooling1D: {pool_size: 4, strides: 1}
```
""",
    "units": """\
The size of what the layer gives: the numbers in its state, or its outputs. It has nothing to do with the number of
steps; an `LSTM` of 50 units reads 10 steps or 1,000. More units can hold more and overfit sooner; the parameters of
a recurrent layer grow with their square. Start with 32 to 64. On the last layer nobody is free to choose: as many
as the target has values, that is 1 for one number, the horizon for several steps ahead, the classes for `softmax`.

```cases
[20, 3] LSTM: 32
[20, 3] LSTM: 64
[20, 3] [LSTM: 32, Dense: 4]
```
""",
}
"""By argument, in Markdown."""
