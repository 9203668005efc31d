"""A file that is damaged, cut off, newer or made to do harm is refused, and changes nothing."""

import hashlib
import json
import zipfile

import pytest

from core.errors import RequestError, StoreError
from core.runs.backup import back_up
from core.runs.backup.format import FILES, MANIFEST
from core.runs.backup.restore import restore
from core.runs.files.artifacts import FINAL
from core.runs.store import Store, schema
from tests.pages import filling


@pytest.fixture
def backup(store, settings, tmp_path):
    """A backup of a run with a file."""
    run = filling.completed(store, "numeric-binary/perceptron", epochs=3)
    folder = settings.artifacts / run.id
    folder.mkdir(parents=True)
    (folder / FINAL).write_bytes(b"weights" * 1_000)
    path = tmp_path / "b.zip"
    back_up(store, settings.artifacts, path)
    return path


@pytest.fixture
def empty(tmp_path):
    """A store without runs, whose files would go into ``tmp_path / "new" / "artifacts"``."""
    store = Store(f"sqlite:///{tmp_path / 'new' / 'runs.sqlite'}")
    yield store
    store.close()


def refuses(empty, tmp_path, path, words):
    before = {name: name.read_bytes() for name in tmp_path.rglob("*") if name.suffix == ".zip"}
    root = tmp_path / "new" / "artifacts"
    with pytest.raises(StoreError, match=words) as caught:
        restore(empty, root, path)
    assert "othing was restored" in str(caught.value)
    assert empty.runs.list() == [] and empty.runs.counts()["completed"] == 0
    assert not [name for name in root.rglob("*") if name.is_file()]
    assert all(name.read_bytes() == content for name, content in before.items())


def forge(path, change):
    """Write a copy of the backup with ``change`` applied to its entries and matching digests."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(entries[MANIFEST])
    change(entries, manifest)
    for listed in [*manifest["tables"].values(), manifest["files"]]:
        content = entries.get(listed["file"], b"")
        digest = hashlib.sha256(content).hexdigest()
        listed |= {"rows": content.count(b"\n"), "bytes": len(content), "sha256": digest}
    entries[MANIFEST] = json.dumps(manifest).encode()
    new = path.with_name("forged.zip")
    with zipfile.ZipFile(new, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return new


def edit(entries, listed, **values):
    """Change the first row of a list."""
    first, _, rest = entries[listed].partition(b"\n")
    entries[listed] = json.dumps(json.loads(first) | values).encode() + b"\n" + rest


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9, 0.999])
def test_one_that_is_cut_off(backup, empty, tmp_path, share):
    content = backup.read_bytes()
    backup.write_bytes(content[: int(len(content) * share)])
    refuses(empty, tmp_path, backup, "damaged or no Recipe Lab backup")


def test_one_with_a_flipped_bit_anywhere(backup, empty, tmp_path):
    content = backup.read_bytes()
    refused = 0
    for position in range(0, len(content), len(content) // 60):
        backup.write_bytes(
            content[:position] + bytes([content[position] ^ 16]) + content[position + 1 :]
        )
        try:
            restore(empty, tmp_path / "new" / "artifacts", backup)
        except StoreError:
            refused += 1
            assert empty.runs.list() == []
        else:  # such as a file's date in the zip, which says nothing
            run = empty.runs.list()[0]
            assert len(empty.histories.get(run.id)) == 3
            root = tmp_path / "new" / "artifacts"
            assert (root / run.id / FINAL).read_bytes() == b"weights" * 1_000
            empty.bin.add([run.id])
            empty.bin.empty()
            (root / run.id / FINAL).unlink()
    assert refused > 40


@pytest.mark.parametrize("content", [b"my notes", b"PK\x05\x06" + b"\0" * 18, b""])
def test_something_else(empty, tmp_path, content):
    path = tmp_path / "notes.zip"
    path.write_bytes(content)
    refuses(empty, tmp_path, path, "damaged or no Recipe Lab backup")


def test_one_that_is_not_there(empty, tmp_path):
    with pytest.raises(RequestError, match="There is no file"):
        restore(empty, tmp_path, tmp_path / "nosuch.zip")


@pytest.mark.parametrize("name", ["schema", "format"])
def test_one_of_a_newer_version(backup, empty, tmp_path, name):
    new = forge(backup, lambda entries, manifest: manifest.update({name: 99}))
    refuses(empty, tmp_path, new, "created by a newer Recipe Lab")


def test_one_of_an_older_version_lacks_columns_and_gets_their_defaults(backup, empty, tmp_path):
    def older(entries, manifest):
        manifest["schema"] = schema.newest() - 1
        row = json.loads(entries["runs.jsonl"])
        del row["person"], row["extended"], row["resumes"]
        entries["runs.jsonl"] = json.dumps(row).encode() + b"\n"

    restore(empty, tmp_path / "new" / "artifacts", forge(backup, older))
    run = empty.runs.list()[0]
    assert (run.person, run.extended, run.resumes, run.epochs_done) == ("", (), 0, 3)


TRICKS = ["../../escaped.npz", "/tmp/escaped.npz", "artifacts/../../escaped.npz", "a\\..\\b.npz"]


@pytest.mark.parametrize("name", [*TRICKS, "artifacts/run/evil.sh", "more.jsonl"])
def test_an_entry_that_does_not_belong(backup, empty, tmp_path, name):
    new = forge(backup, lambda entries, _: entries.update({name: b"x"}))
    refuses(empty, tmp_path, new, "is not part of a backup")


@pytest.mark.parametrize(
    "values",
    [
        {"run": ".."},
        {"run": "../../tmp"},
        {"run": "/tmp"},
        {"name": "../final.npz"},
        {"name": "evil.sh"},
        {"run": ["a"]},
        {"bytes": 10**12},
        {"bytes": "many"},
        {"sha256": "0" * 64},
        {"other": 1},
    ],
)
def test_a_file_that_would_go_elsewhere_or_is_another(backup, empty, tmp_path, values):
    def trick(entries, _):
        edit(entries, FILES, **values)
        file = json.loads(entries[FILES])
        entries[f"artifacts/{file['run']}/{file['name']}"] = b"weights" * 1_000

    refuses(empty, tmp_path, forge(backup, trick), "damaged or no Recipe Lab backup")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("runs", {"id": "../x"}),
        ("runs", {"seed": "3"}),
        ("runs", {"created": "now"}),
        ("runs", {"recipe": "imdb"}),
        ("runs", {"name": None}),
        ("runs", {"more": 1}),
        ("epochs", {"run": "another"}),
        ("epochs", {"epoch": True}),
        ("epochs", {"epoch": 1}),
        ("metrics", {"value": [1]}),
        ("metrics", {"run": "another"}),
    ],
)
def test_rows_that_cannot_be(backup, empty, tmp_path, name, values):
    new = forge(backup, lambda entries, _: edit(entries, f"{name}.jsonl", **values))
    refuses(empty, tmp_path, new, "damaged or no Recipe Lab backup")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("runs", {"status": "glorious"}),
        ("runs", {"seed": 2**70}),
        ("runs", {"name": "\ud800"}),
        ("runs", {"created": 1e300}),
        ("runs", {"created": -1e300}),
        ("runs", {"tags": {}}),
        ("runs", {"tags": [["a"]]}),
        ("runs", {"test": []}),
        ("runs", {"test": {"accuracy": "high"}}),
        ("runs", {"recipe": {}}),
        ("runs", {"recipe": {"layers": [[]]}}),
        ("runs", {"family": "gan"}),
        ("runs", {"dataset": "nosuch"}),
        ("runs", {"recipe_id": "imdb/cnn"}),
        ("runs", {"progress": {"epoch": "x"}}),
        ("runs", {"person": "a" * 300}),
        ("runs", {"note": "a" * 20_000}),
        ("runs", {"failure": {"message": "{0:>99999999}" * 1_000, "values": {}}}),
        ("epochs", {"seconds": float("inf")}),
        ("epochs", {"ended_at": 1e300}),
        ("epochs", {"epoch": 2**40}),
        ("metrics", {"metric": "a" * 100}),
        ("metrics", {"epoch": -1}),
    ],
)
def test_rows_that_make_no_sense_are_left_out_and_named(backup, empty, tmp_path, name, values):
    new = forge(backup, lambda entries, _: edit(entries, f"{name}.jsonl", **values))
    root = tmp_path / "new" / "artifacts"
    done = restore(empty, root, new)
    (refused,) = done.refused
    assert next(iter(values)) in refused or "recipe" in refused
    assert len(empty.runs.list()) == done.runs == (name != "runs")
    assert root.exists() == bool(done.runs), "the files of a refused run are left out too"


def test_a_stored_failure_fills_in_plain_fields_only(backup, empty, tmp_path):
    failure = {
        "message": "{x.__class__} {0:>99999} {x!r:>99999} {x:>99999} {y:.2f} {z}",
        "values": {"x": "a" * 5_000, "y": 0.5},
    }
    new = forge(backup, lambda entries, _: edit(entries, "runs.jsonl", failure=failure))
    restore(empty, tmp_path / "new" / "artifacts", new)
    (run,) = empty.runs.list()
    assert run.error.startswith("{x.__class__} {0:>99999} aaa") and len(run.error) == 2_000


def test_another_files_place_is_not_taken(backup, empty, tmp_path, store):
    path = tmp_path / "new" / "artifacts" / store.runs.list()[0].id / FINAL
    path.parent.mkdir(parents=True)
    path.write_bytes(b"somebody else's")
    with pytest.raises(StoreError, match=r"The file .* differs from the one in"):
        restore(empty, tmp_path / "new" / "artifacts", backup)
    assert path.read_bytes() == b"somebody else's" and empty.runs.list() == []
    path.write_bytes(b"weights" * 1_000)
    assert restore(empty, tmp_path / "new" / "artifacts", backup).files == 0
