from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest

from core.datasets import dataset
from core.datasets.jena_file import FILE, decode_jena
from core.errors import DatasetError
from tests.core.datasets.helpers import real_file

COLUMNS = ("p (mbar)", "T (degC)", "wv (m/s)")
LOOKBACK, STEP, DELAY, BATCH = 1_440, 6, 144, 128


def measurements(rows: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    values = rng.normal((1_000, 9, 3), (8, 6, 1), (rows, 3))
    values[:, 2] = np.abs(values[:, 2])
    values[5_000, 2] = -9_999
    return values.round(2)


def table(values: np.ndarray, minutes: int, columns=COLUMNS) -> str:
    start = np.datetime64("2009-01-01T00:10")
    times = (start + np.arange(len(values)) * np.timedelta64(minutes, "m")).astype(object)
    text = io.StringIO()
    print(",".join(f'"{name}"' for name in ("Date Time", *columns)), file=text)
    for time, row in zip(times, values.tolist(), strict=True):
        print(f"{time:%d.%m.%Y %H:%M:%S}", *row, sep=",", file=text)
    return text.getvalue()


def load(settings, **changes):
    entry = dataset("jena")
    values = {setting.name: setting.default for setting in entry.settings} | changes
    return entry.load(values, settings), entry.shape(values)


def published_generator(data, min_index, max_index, lookback=LOOKBACK, step=STEP, delay=DELAY):
    """Yield inputs, targets and rows of batches, in order, as the source's generator does."""
    if max_index is None:
        max_index = len(data) - delay - 1
    i = min_index + lookback
    while True:
        if i + BATCH >= max_index:
            i = min_index + lookback
        rows = np.arange(i, min(i + BATCH, max_index))
        i += len(rows)
        inputs = np.array([data[range(row - lookback, row, step)] for row in rows])
        yield inputs, np.array([data[row + delay][1] for row in rows]), rows


@pytest.fixture(scope="module")
def ten_minutes():
    values = measurements(34_000)
    return values, table(values, 10)


@pytest.fixture
def published(settings, ten_minutes):
    (settings.data / "jena_climate_2009_2016.csv").write_text(ten_minutes[1])
    values = ten_minutes[0]
    normal = values - values[:200_000].mean(axis=0)
    return normal / values[:200_000].std(axis=0)


def test_validation_has_the_batches_of_the_source_in_order(settings, published):
    splits, shape = load(settings)
    batches = (30_000 - 20_001 - LOOKBACK) // BATCH
    assert batches == 66 and len(splits.validation) == 66 * BATCH
    generator = published_generator(published, 20_001, 30_000)
    for number in range(batches):
        inputs, targets, _ = next(generator)
        where = np.arange(number * BATCH, (number + 1) * BATCH)
        np.testing.assert_allclose(splits.validation.take(where), inputs, rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(splits.validation.targets[where], targets, rtol=1e-6, atol=1e-6)
    assert splits.validation.shape == (240, 3) and shape == (240, 14)
    # the source's next epoch validates on the same windows again
    assert next(generator)[2][0] == 20_001 + LOOKBACK


def test_train_has_every_window_the_source_may_draw(settings, published):
    splits, _ = load(settings)
    rows = np.arange(LOOKBACK, 20_000)
    np.testing.assert_array_equal(splits.train.starts + LOOKBACK, rows)
    np.testing.assert_array_equal(splits.train.offsets, np.arange(0, LOOKBACK, STEP))
    np.testing.assert_array_equal(splits.train.targets, splits.train.inputs[rows + DELAY, 1])
    np.testing.assert_allclose(splits.train.inputs, published, rtol=1e-6, atol=1e-6)


def test_test_has_all_windows_of_the_rest(settings, published):
    splits, _ = load(settings)
    rows = np.arange(30_001 + LOOKBACK, len(published) - DELAY - 1)
    np.testing.assert_array_equal(splits.test.starts + LOOKBACK, rows)
    generator = published_generator(published, 30_001, None)
    inputs, targets, _ = next(generator)
    np.testing.assert_allclose(splits.test.take(np.arange(BATCH)), inputs, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(splits.test.targets[:BATCH], targets, rtol=1e-6, atol=1e-6)


def test_another_step_delay_and_lookback(settings, published):
    splits, shape = load(settings, step=30, delay=12, lookback=2)
    generator = published_generator(published, 20_001, 30_000, lookback=288, step=3, delay=72)
    inputs, targets, _ = next(generator)
    where = np.arange(BATCH)
    np.testing.assert_allclose(splits.validation.take(where), inputs, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(splits.validation.targets[where], targets, rtol=1e-6, atol=1e-6)
    assert splits.validation.shape == (96, 3) and shape == (96, 14)


@pytest.mark.parametrize("step", [10, 20, 25, 50, 70, 90, 1_440])
@pytest.mark.parametrize("lookback", [0.25, 0.3, 1.0, 7.77])
def test_any_step_gives_the_declared_number_of_past_readings(settings, published, step, lookback):
    splits, shape = load(settings, step=step, lookback=lookback)
    assert splits.train.shape[0] == shape[0]
    offsets = splits.train.offsets
    back = splits.train.targets.shape[0]
    assert offsets[0] == 0 and (np.diff(offsets) > 0).all() and back
    span = int(lookback * 1_440)
    ideal = (np.arange(shape[0]) * step - span) / 10
    last = offsets - offsets[0] - np.ceil(span / 10)
    assert (np.abs(last - ideal) <= 1).all() and (last < 0).all()


def test_scale_statistics_and_persistence(settings, published, ten_minutes):
    splits, _ = load(settings)
    assert splits.scale == pytest.approx(ten_minutes[0][:, 1].std())
    assert splits.unit == "°C" and splits.columns == COLUMNS and splits.target_column == 1
    now = splits.test.take(np.arange(5))[:, -1, splits.target_column]
    row = splits.test.starts[0] + LOOKBACK - STEP
    assert now[0] == splits.test.inputs[row, 1]


def test_the_corrected_split(settings, monkeypatch, published, ten_minutes):
    from core.datasets import jena

    monkeypatch.setattr(jena, "STATISTICS_ROWS", 20_000)
    bounds = jena.Bounds((0, 20_000), (20_001, 30_000), 30_001)
    monkeypatch.setitem(jena.SPLITS, "corrected", bounds)
    splits, _ = load(settings, split="corrected")
    values = ten_minutes[0].copy()
    values[5_000, 2] = 0
    seen = values[:20_000]
    np.testing.assert_allclose(
        splits.train.inputs, (values - seen.mean(axis=0)) / seen.std(axis=0), rtol=1e-5, atol=1e-5
    )
    assert "1 negative wind speed was set to 0." in splits.notes
    uncorrected, _ = load(settings, split="published")
    assert uncorrected.train.inputs[5_000, 2] < -10
    assert uncorrected.digest != splits.digest


def test_the_corrected_bounds_are_ten_times_the_published_ones():
    from core.datasets.jena import SPLITS

    assert SPLITS["published"].train == (0, 20_000)
    assert SPLITS["published"].validation == (20_001, 30_000)
    assert SPLITS["corrected"].train == (0, 200_000)
    assert SPLITS["corrected"].validation == (200_001, 300_000)


def test_a_zip_file_has_the_same_data(settings, published, ten_minutes):
    plain, _ = load(settings)
    (settings.data / "jena_climate_2009_2016.csv").unlink()
    with zipfile.ZipFile(settings.data / FILE.name, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("jena_climate_2009_2016.csv", ten_minutes[1])
    packed, _ = load(settings)
    assert packed.digest == plain.digest


@pytest.mark.parametrize("minutes", [30, 60, 120])
def test_coarser_rows_cover_the_same_times(settings, ten_minutes, minutes):
    """A coarse window reads and predicts at the times of the fine one."""
    every = minutes // 10
    coarse = ten_minutes[0][::every]
    (settings.data / "jena_climate_coarse.csv").write_text(table(coarse, minutes))
    splits, declared = load(settings, step=max(60, minutes))
    assert splits.train.shape == (declared[0], 3)
    day = 24 * 60 // minutes
    step = max(60, minutes) // minutes
    np.testing.assert_array_equal(splits.train.offsets, np.arange(0, 10 * day, step))
    column = splits.train.inputs[:, 1]
    rows = splits.train.starts + 10 * day
    np.testing.assert_array_equal(splits.train.targets, column[rows + day])
    assert rows[0] == 10 * day and rows[-1] == 20_000 * 10 // minutes - 1
    assert splits.validation.starts[0] == 20_001 * 10 // minutes
    assert len(splits.validation) % BATCH == 0 and len(splits.validation)
    assert rows[-1] < splits.validation.starts[0] + 10 * day
    assert splits.test.starts[0] == 30_001 * 10 // minutes
    assert any(f"every {minutes} minutes" in note for note in splits.notes)


def test_a_finer_step_than_the_rows_uses_every_row_and_adds_a_note(settings, ten_minutes):
    (settings.data / "jena_climate_hourly.csv").write_text(table(ten_minutes[0][::6], 60))
    splits, declared = load(settings, step=30)
    assert declared[0] == 480 and splits.train.shape == (240, 3)
    assert any("a reading every 30 minutes, but" in note for note in splits.notes)


def test_gaps_and_repeated_times_do_not_change_the_interval(tmp_path):
    lines = table(measurements(6_000), 10).splitlines()
    text = "\n".join(lines[:1_000] + lines[1_200:3_000] + lines[2_990:] + [lines[-1]])
    path = tmp_path / "jena_climate.csv"
    path.write_text(text)
    assert decode_jena(path).facts == {"columns": list(COLUMNS), "interval": 600}


MANY = (*COLUMNS, *(f"c{number}" for number in range(49_997)))


def bad_tables() -> dict[str, str]:
    values = measurements(5_100)[4_990:]
    good = table(values, 10)
    lines = good.splitlines()
    return {
        "empty": "",
        "no table": "\x00\x01\x02",
        "a header alone": lines[0],
        "one row": "\n".join(lines[:2]),
        "no temperature": good.replace("T (degC)", "Temp"),
        "two temperatures": good.replace("p (mbar)", "T (degC)"),
        "a word for a number": good.replace(lines[3].split(",")[1], "cold"),
        "a number missing": "\n".join([*lines[:5], lines[5].rsplit(",", 1)[0] + ",", *lines[6:]]),
        "cut off in a row": good[: len(good) - 12],
        "other times": good.replace(".2009 ", "/2009 "),
        "no time": "\n".join([*lines[:4], "," + lines[4].split(",", 1)[1], *lines[5:]]),
        "all at once": "\n".join([lines[0], *[lines[1]] * 50]),
        "a field more than the head": "\n".join(
            [lines[0], *(f"{n},{line}" for n, line in enumerate(lines[1:]))]
        ),
        "fields more than the head": "\n".join([lines[0], *(f"1,2,{x}" for x in lines[1:])]),
        "a comma more at each end": "\n".join([lines[0], *(f"{line}," for line in lines[1:])]),
        "no measurement": good.replace(lines[7].split(",")[3], "1e308"),
        "no measurement below": good.replace(lines[7].split(",")[3], "-1e13"),
        "year 1": "\n".join([lines[0], *(x.replace(".2009 ", ".0001 ") for x in lines[1:])]),
        "year 9999": "\n".join([*lines[:5], lines[5].replace(".2009 ", ".9999 "), *lines[6:]]),
        "50,001 columns": table(np.hstack([values, np.ones((len(values), 49_997))]), 10, MANY),
        "a long head": good.replace("p (mbar)", "p" * 200_000),
        "in Kelvin": table(values + np.array([0, 273.15, 0]), 10),
    }


@pytest.mark.parametrize("text", bad_tables().values(), ids=bad_tables())
def test_bad_tables_are_refused_and_left_unchanged(settings, text):
    path = settings.data / "jena_climate_2009_2016.csv"
    path.write_text(text)
    with pytest.raises(DatasetError) as caught:
        load(settings)
    assert path.read_text() == text
    assert str(path) in str(caught.value) and "left unchanged" in str(caught.value)


def test_bad_containers_are_refused_and_left_unchanged(settings, ten_minutes):
    path = settings.data / FILE.name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("jena.csv", ten_minutes[1])
    whole = path.read_bytes()
    changed = bytearray(whole)
    changed[len(whole) // 2] ^= 0xFF
    two = io.BytesIO()
    with zipfile.ZipFile(two, "w") as archive:
        archive.writestr("a.csv", "1")
        archive.writestr("b.csv", "2")
    for content in (whole[: len(whole) // 2], bytes(changed), b"", two.getvalue()):
        path.write_bytes(content)
        with pytest.raises(DatasetError, match="left unchanged"):
            decode_jena(path)
        assert path.read_bytes() == content


def test_the_error_for_a_short_table_counts_its_windows(settings):
    (settings.data / "jena_climate_short.csv").write_text(table(measurements(6_000), 10))
    with pytest.raises(DatasetError, match=r"6,000 rows of 10 minutes, too few.*0 for testing"):
        load(settings)


def test_the_real_subset(real_settings):
    real_file(real_settings, "jena_climate_2009_2016_hourly_6col.csv.zip")
    splits, _ = load(real_settings)
    assert splits.train.shape == (240, 6) and len(splits.columns) == 6
    assert len(splits.train) == 3_333 - 240
    assert splits.scale == pytest.approx(8.85, abs=0.01)
    now = splits.test.take(np.arange(0, 60_000, 10))[:, -1, splits.target_column]
    error = np.abs(now - splits.test.targets[:60_000:10]).mean() * splits.scale
    assert 2 < error < 3.5  # the error of Chollet's "tomorrow as now" is 2.57 °C
