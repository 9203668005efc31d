"""Decodes a Jena climate table, of any interval and any measurements with the temperature."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.datasets.decoded import Content
from core.datasets.keras_files import keras_file
from core.datasets.sources import Source
from core.datasets.zipped import UNREADABLE, open_text
from core.errors import DatasetError

TEMPERATURE = "T (degC)"
_TIME_FORMAT = "%d.%m.%Y %H:%M:%S"
_SIZE_LIMIT = 1_000_000_000
_COLUMN_LIMIT = 1_000
_HEAD_LIMIT = 100_000
# Beyond any measurement in any unit; its square is far from the limits of float64.
_VALUE_LIMIT = 1e12
_YEARS = (1800, 2200)

FILE = keras_file(
    "jena_climate_2009_2016.csv.zip",
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
    """Decode a CSV file of time stamps and measurements, or a zip file with one.

    The first column has times such as ``31.12.2016 23:50:00``; all others are measurements, one
    of them ``T (degC)``.

    Returns:
        ``values`` (rows, columns) float64 and ``times`` (rows,) int64 seconds since 1970. The
        facts are ``columns`` (their names) and ``interval`` (median seconds between two rows).

    Raises:
        DatasetError: The file is damaged, or no such table.
    """
    import pandas

    try:
        with open_text(path, r".*\.csv", _SIZE_LIMIT) as stream:
            _require_few_columns(path, stream.readline(_HEAD_LIMIT))
            stream.seek(0)
            # Without a header pandas refuses rows longer than the first line; with one it would
            # use their first field as an index and shift all names by a column.
            pandas.read_csv(stream, header=None, nrows=2, skipinitialspace=True)
            stream.seek(0)
            table = pandas.read_csv(stream, skipinitialspace=True)
    except UNREADABLE as error:
        raise DatasetError(
            "{path} is refused and left unchanged: it is not a table of comma-separated values "
            "({reason}).",
            path=path,
            reason=str(error).strip() or type(error).__name__,
        ) from None
    columns = [str(name).strip() for name in table.columns[1:]]
    if columns.count(TEMPERATURE) != 1:
        raise DatasetError(
            "{path} is refused and left unchanged: its columns are {received}; one of them must be "
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
            "{path} is refused and left unchanged: its {rows:,} rows must be in order of time, but "
            "half of them or more are not later than the row before.",
            path=path,
            rows=len(times),
        )
    temperature = values[:, columns.index(TEMPERATURE)]
    if not (temperature.min() > -100 and temperature.max() < 70):
        raise DatasetError(
            "{path} is refused and left unchanged: its temperatures range from {low:g} to "
            "{high:g} °C, but they must be above -100 and below 70.",
            path=path,
            low=float(temperature.min()),
            high=float(temperature.max()),
        )
    return Content(
        {"values": values, "times": times}, facts={"columns": columns, "interval": interval}
    )


SOURCE = Source("jena", "2", FILE, decode_jena)


def _require_few_columns(path: Path, head: bytes) -> None:
    count = head.count(b",") + 1
    if count > _COLUMN_LIMIT or len(head) == _HEAD_LIMIT:
        raise DatasetError(
            "{path} is refused and left unchanged: its first line has at least {received:,} "
            "columns in {bytes:,} bytes; allowed are {right:,} columns and fewer than {limit:,} "
            "bytes.",
            path=path,
            received=count,
            bytes=len(head),
            right=_COLUMN_LIMIT,
            limit=_HEAD_LIMIT,
        )


def _times(path: Path, table) -> np.ndarray:
    import pandas

    try:
        times = pandas.to_datetime(table.iloc[:, 0], format=_TIME_FORMAT)
        if times.isna().any():
            raise ValueError("one is empty")
    except (ValueError, TypeError, OverflowError) as error:
        raise DatasetError(
            "{path} is refused and left unchanged: its first column must have times such as "
            "31.12.2016 23:50:00 ({reason}).",
            path=path,
            reason=str(error).split("\n")[0],
        ) from None
    first, last = _YEARS
    wrong = times.dt.year[(times.dt.year < first) | (times.dt.year >= last)]
    if len(wrong):
        raise DatasetError(
            "{path} is refused and left unchanged: row {row:,} is from the year {received}, but it "
            "must be {first} or later and before {last}.",
            path=path,
            row=int(wrong.index[0]) + 2,
            received=int(wrong.iloc[0]),
            first=first,
            last=last,
        )
    return times.to_numpy().astype("datetime64[s]").astype(np.int64)


def _values(path: Path, table) -> np.ndarray:
    measurements = table.iloc[:, 1:]
    for name, kind in measurements.dtypes.items():
        if kind.kind not in "iuf":
            raise DatasetError(
                "{path} is refused and left unchanged: its column {column!r} must have numbers "
                "only.",
                path=path,
                column=name,
            )
    values = np.ascontiguousarray(measurements.to_numpy(np.float64))
    wrong = np.argwhere(~np.isfinite(values))
    if len(wrong):
        raise DatasetError(
            "{path} is refused and left unchanged: row {row:,} has no number in column "
            "{column!r}; every row must have one in every column.",
            path=path,
            row=int(wrong[0, 0]) + 2,
            column=measurements.columns[wrong[0, 1]],
        )
    large = np.argwhere(np.abs(values) > _VALUE_LIMIT)
    if len(large):
        row, column = large[0]
        raise DatasetError(
            "{path} is refused and left unchanged: row {row:,} has {received:g} in column "
            "{column!r}, but no measurement can exceed {right:g}.",
            path=path,
            row=int(row) + 2,
            column=measurements.columns[column],
            received=float(values[row, column]),
            right=_VALUE_LIMIT,
        )
    return values
