"""MLflow: an experiment in a SQLite file, with the pages of the runs beside it."""

from __future__ import annotations

import logging
import os
import re
import shlex
from hashlib import sha256
from pathlib import Path
from typing import Any

from seqspec.errors import RunError
from seqspec.runs.tracking._facts import Epoch, Facts, Outcome

NEEDS = ("mlflow", "sqlalchemy", "alembic")
_EXPERIMENT = "seqspec"
_RUN = "seqspec.run"
_AT_ONCE = 100  # parameters that MLflow takes in one call
_STATES = {"finished": "FINISHED", "interrupted": "KILLED", "failed": "FAILED"}
_LONGEST = 200  # of 250 characters that MLflow takes
_NO_NAME = re.compile(r"[^\w\-. ]")


def opened(store: Path, facts: Facts) -> MLflow:
    """
    The book of a run in the file `mlflow.db` of a folder; an earlier copy of the same run is marked as deleted.

    Raises:
        RunError: the file can't be written, or is none of MLflow's.
    """
    folder = (store / "mlflow").resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(f"`{folder}` can't be made: {str(error).lower()}", help="choose another --store") from error
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"  # before MLflow is imported: it tells nobody that it is used
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    try:
        return MLflow(_client(folder), folder, facts)
    except (MlflowException, SQLAlchemyError) as error:
        said = str(error).strip().partition("\n")[0]
        raise RunError(f"MLflow can't write `{folder / 'mlflow.db'}`: {said}") from error


class MLflow:
    """
    A run of the experiment `seqspec`.

    Args:
        client: of MLflow.
        folder: of the store.
        facts: what the run began with.
    """

    def __init__(self, client: Any, folder: Path, facts: Facts) -> None:
        from mlflow.entities import Param

        shown = f"mlflow ui --backend-store-uri {shlex.quote(_address(folder))}"
        self.where = f"{folder / 'mlflow.db'}; look at it with: {shown}"
        if "MLFLOW_TRACKING_URI" in os.environ:
            self.where += " (MLFLOW_TRACKING_URI is not heeded: copies stay on this machine)"
        self._client = client
        experiment = _experiment(client, folder)
        for earlier in client.search_runs([experiment], f"tags.`{_RUN}` = '{_key(facts.path)}'"):
            client.delete_run(earlier.info.run_id)
        tags = {_RUN: _key(facts.path), "seqspec.folder": facts.path}
        began = round(1000 * facts.began)
        self._id = client.create_run(experiment, began, tags, facts.name).info.run_id
        self._ended = began
        given = [Param(name, str(value)) for name, value in _named(facts.parameters).items()]
        for first in range(0, len(given), _AT_ONCE):
            client.log_batch(self._id, params=given[first : first + _AT_ONCE])

    def epoch(self, epoch: Epoch) -> None:
        """Log the values of an epoch."""
        self._ended = round(1000 * epoch.at)
        self._log(epoch.values, epoch.step)

    def end(self, outcome: Outcome) -> None:
        """Log the scores beside the last epoch, the verdict as tags and the page as an artifact."""
        self._log(outcome.scores, outcome.epochs)
        for name, value in outcome.tags.items():
            self._client.set_tag(self._id, name, value)
        if outcome.report is not None:
            self._client.log_artifact(self._id, str(outcome.report))
        self._client.set_terminated(self._id, _STATES.get(outcome.state, "RUNNING"), self._ended)

    def _log(self, values: dict[str, float], step: int) -> None:
        from mlflow.entities import Metric

        found = [Metric(name, value, self._ended, step) for name, value in _named(values, keep="/").items()]
        self._client.log_batch(self._id, metrics=found)


def _client(folder: Path) -> Any:
    """A client of a local file, that does not tell what it does to the file."""
    from mlflow import MlflowClient

    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return MlflowClient(_address(folder), _address(folder))


def _address(folder: Path) -> str:
    return f"sqlite:///{folder / 'mlflow.db'}"


def _experiment(client: Any, folder: Path) -> str:
    found = client.get_experiment_by_name(_EXPERIMENT)
    if found is not None:
        return str(found.experiment_id)
    return str(client.create_experiment(_EXPERIMENT, artifact_location=(folder / "artifacts").as_uri()))


def _key(path: str) -> str:
    """What a run is found again by, with nothing in it that a query could stumble over."""
    return sha256(path.encode()).hexdigest()


def _named(values: dict[str, Any], keep: str = "") -> dict[str, Any]:
    """Values by names that MLflow takes; those that would become alike stay apart."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        parts = name.split(keep) if keep else [name]
        taken = keep.join(_NO_NAME.sub("_", part).strip(". ") or "_" for part in parts)[:_LONGEST].rstrip("./ ")
        found[taken if taken not in found else f"{taken}-{_key(name)[:8]}"] = value
    return found
