"""Decoding a Jena climate table: any interval, any measurements that hold the temperature."""

from __future__ import annotations

import zipfile
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from core.datasets.base import RemoteFile
from core.datasets.decoded import Content
from core.datasets.sources import Source
from core.errors import DatasetError

TEMPERATURE = "T (degC)"
_TIME_FORMAT = "%d.%m.%Y %H:%M:%S"
_SIZE_LIMIT = 1_000_000_000

FILE = RemoteFile(
    name="jena_climate_2009_2016.csv.zip",
    url=(
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/jena_climate_2009_2016.csv.zip"
    ),
    size=13_568_290,
    sha256="",
    alternatives=(
        "jena_climate_2009_2016.csv",
        "jena_climate_2009_2016_hourly_6col.csv.zip",
        "jena_climate*.csv",
        "jena_climate*.csv.zip",
    ),
)


def decode_jena(path: Path) -> Content:
    """Decode a CSV, or a zip with one, of time stamps and measurements.

    The first column holds the time as ``31.12.2016 23:50:00``; of the others, every one is a
    measurement, and ``T (degC)`` is one of them.

    Returns:
        ``values`` (rows, columns) float64 and ``times`` (rows,) int64 seconds since 1970; facts:
        ``columns`` (their names) and ``interval`` (seconds between two rows, the median).

    Raises:
        DatasetError: It is damaged, or no such table.
    """
    import pandas

    try:
        with _table(path) as stream:
            table = pandas.read_csv(stream, encoding="utf-8", skipinitialspace=True)
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise DatasetError(
            "{path} is refused, and left as it is: it cannot be read as a table of comma-separated "
            "values ({reason}).",
            path=path,
            reason=str(error).strip() or type(error).__name__,
        ) from None
    columns = [str(name).strip() for name in table.columns[1:]]
    if columns.count(TEMPERATURE) != 1:
        raise DatasetError(
            "{path} is refused, and left as it is: its columns are {received}; one of them must be "
            "{right!r}.",
            path=path,
            received=", ".join(map(str, table.columns[:20])),
            right=TEMPERATURE,
        )
    times = _times(path, table)
    values = _values(path, table)
    interval = int(np.median(np.diff(times))) if len(times) > 1 else 0
    if interval <= 0:
        raise DatasetError(
            "{path} is refused, and left as it is: its {rows:,} rows must lie apart in time, in "
            "order, and half of them or more do not.",
            path=path,
            rows=len(times),
        )
    temperature = values[:, columns.index(TEMPERATURE)]
    if not (temperature.min() > -100 and temperature.max() < 70):
        raise DatasetError(
            "{path} is refused, and left as it is: its temperatures go from {low:g} to {high:g} "
            "°C; right would be above -100 and below 70.",
            path=path,
            low=float(temperature.min()),
            high=float(temperature.max()),
        )
    return Content(
        {"values": values, "times": times}, facts={"columns": columns, "interval": interval}
    )


SOURCE = Source("jena", "1", FILE, decode_jena)


@contextmanager
def _table(path: Path):
    if not zipfile.is_zipfile(path):
        if path.suffix == ".zip":
            raise zipfile.BadZipFile("not a zip file, or a part of one")
        _limit(path, path.stat().st_size)
        with path.open("rb") as stream:
            yield stream
        return
    with zipfile.ZipFile(path) as archive:
        tables = [entry for entry in archive.infolist() if entry.filename.endswith(".csv")]
        if len(tables) != 1:
            raise ValueError(", ".join(archive.namelist()[:5]) or "an empty zip file")
        _limit(path, tables[0].file_size)
        with archive.open(tables[0]) as stream:
            yield stream


def _limit(path: Path, size: int) -> None:
    if size > _SIZE_LIMIT:
        raise DatasetError(
            "{path} is refused, and left as it is: its table has {received:,} bytes, at most "
            "{right:,} are read.",
            path=path,
            received=size,
            right=_SIZE_LIMIT,
        )


def _times(path: Path, table) -> np.ndarray:
    import pandas

    try:
        times = pandas.to_datetime(table.iloc[:, 0], format=_TIME_FORMAT)
        if times.isna().any():
            raise ValueError("an empty one")
    except (ValueError, TypeError) as error:
        raise DatasetError(
            "{path} is refused, and left as it is: its first column must hold times such as "
            "31.12.2016 23:50:00 ({reason}).",
            path=path,
            reason=str(error).split("\n")[0],
        ) from None
    return times.to_numpy().astype("datetime64[s]").astype(np.int64)


def _values(path: Path, table) -> np.ndarray:
    measurements = table.iloc[:, 1:]
    for name, kind in measurements.dtypes.items():
        if kind.kind not in "iuf":
            raise DatasetError(
                "{path} is refused, and left as it is: its column {column!r} holds something "
                "other than numbers.",
                path=path,
                column=name,
            )
    values = np.ascontiguousarray(measurements.to_numpy(np.float64))
    wrong = np.argwhere(~np.isfinite(values))
    if len(wrong):
        raise DatasetError(
            "{path} is refused, and left as it is: row {row:,} has no number in column {column!r}; "
            "every row must have one in every column.",
            path=path,
            row=int(wrong[0, 0]) + 2,
            column=measurements.columns[wrong[0, 1]],
        )
    return values
