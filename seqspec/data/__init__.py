"""Files → tables → splits → arrays and batches of windows."""

from __future__ import annotations

from seqspec.data.dataset import Dataset as Dataset
from seqspec.data.dataset import load as load
from seqspec.data.tables.part import Part as Part
