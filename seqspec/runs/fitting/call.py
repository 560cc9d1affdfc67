"""How a run was called, as `status.json` keeps it, so that it can be called again before anything else is known."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from seqspec.runs.fitting.request import Request


class Call(BaseModel):
    """
    What a request says beside the spec.

    Args:
        name: what the run is called where its spec has no name.
        base: the folder that paths in the spec start from.
        data: the file that is read instead of the spec's source.
        handed: whether Python handed over what is read.
        backend: the one that the command named.
        settings: the `--set` changes.
        ignore_memory: whether even what will not fit is tried.
        judged: whether model and baselines are judged.
    """

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    name: str
    base: str
    data: str | None = None
    handed: bool = False
    backend: str | None = None
    settings: list[str] = []
    ignore_memory: bool = False
    judged: bool = True

    @classmethod
    def of(cls, request: Request) -> Call:
        """The call of a request; its paths can be read from any folder."""
        data = request.data
        return cls(
            name=request.title,
            base=str(request.base.absolute()),
            data=str(data.absolute()) if isinstance(data, Path) else None,
            handed=data is not None and not isinstance(data, Path),
            backend=request.backend,
            settings=list(request.settings),
            ignore_memory=request.ignore_memory,
            judged=request.judged,
        )
