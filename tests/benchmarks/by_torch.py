"""
The opponent in PyTorch: `nn.RNN`, `nn.LSTM` or `nn.GRU` with the training loop that people write.

The same windows, parts and batch size as `specs/rnn4.yaml`. The last line tells as JSON what each epoch took. It needs
pandas and torch, and nothing of this project, so that any Python that has them can run it:

    python tests/benchmarks/by_torch.py AB_NYC_2019.csv --cell LSTM --batch 32 --steps 100 --epochs 2
"""

from __future__ import annotations

import argparse
import json
import time

import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

CELLS = {"SimpleRNN": nn.RNN, "LSTM": nn.LSTM, "GRU": nn.GRU}

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("csv")
parser.add_argument("--cell", default="SimpleRNN", choices=CELLS)
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--epochs", type=int, default=3)
parser.add_argument("--steps", type=int, help="train on so many steps only")
options = parser.parse_args()

prices = torch.tensor(pd.read_csv(options.csv)["price"].to_numpy("float32"))
train = prices[: len(prices) - int(len(prices) * 0.2) - int(len(prices) * 0.1)]
scaled = (train - train.min()) / (train.max() - train.min())
windows = scaled.unfold(0, 101, 1)[: options.steps and options.steps * options.batch]
examples = TensorDataset(windows[:, :100, None].contiguous(), windows[:, 100:].contiguous())


class Model(nn.Module):
    """Four layers of 50 units with dropout behind each."""

    def __init__(self) -> None:
        super().__init__()
        self.recurrent = CELLS[options.cell](1, 50, num_layers=4, batch_first=True, dropout=0.2)
        self.dropout = nn.Dropout(0.2)
        self.dense = nn.Linear(50, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """`[batch, 100, 1]` to `[batch, 1]`."""
        outputs, _ = self.recurrent(x)
        return self.dense(self.dropout(outputs[:, -1]))


torch.manual_seed(42)
model, loss_of = Model(), nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.001, eps=1e-7)
batches = DataLoader(examples, batch_size=options.batch, shuffle=True)
seconds = []
for _ in range(options.epochs):
    began = time.perf_counter()
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_of(model(x), y)
        loss.backward()
        optimizer.step()
    seconds.append(time.perf_counter() - began)
print(json.dumps({"steps_an_epoch": len(batches), "seconds": seconds, "loss": loss.item()}))
