"""``backup`` and ``restore``: what they say, and what they leave."""

import pytest

from core.__main__ import main
from core.runs.store import Store
from tests.pages import filling


@pytest.fixture
def home(tmp_path, monkeypatch):
    def use(name):
        monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path / name))
        return Store(f"sqlite:///{tmp_path / name / 'runs.sqlite'}")

    return use


def test_from_one_home_to_another(home, tmp_path, capsys):
    store = home("old")
    done = filling.completed(store, "numeric-binary/perceptron", epochs=3)
    filling.running(store)
    (tmp_path / "old" / "artifacts" / done.id).mkdir(parents=True)
    (tmp_path / "old" / "artifacts" / done.id / "run.log").write_text("it began")
    file = str(tmp_path / "b.zip")
    assert main(["backup", file]) == 0
    output = capsys.readouterr().out
    assert "Runs: 2, epochs: 3, values: 12, files: 1." in output and file in output
    store.close()
    store = home("new")
    assert main(["restore", file]) == 0
    output = capsys.readouterr().out
    assert "Runs: 2, epochs: 3, values: 12, files: 1." in output
    assert "1 restored run had not ended" in output and "already" not in output
    assert main(["restore", file]) == 0
    assert "2 runs of the backup are already in the store" in capsys.readouterr().out
    assert (tmp_path / "new" / "artifacts" / done.id / "run.log").read_text() == "it began"
    assert main(["backup", file]) == 2
    assert "never replaces a file" in capsys.readouterr().err
    store.close()


def test_without_files(home, tmp_path, capsys):
    store = home("old")
    done = filling.completed(store, "numeric-binary/perceptron", epochs=3)
    (tmp_path / "old" / "artifacts" / done.id).mkdir(parents=True)
    (tmp_path / "old" / "artifacts" / done.id / "run.log").write_text("it began")
    assert main(["backup", str(tmp_path / "b.zip"), "--no-artifacts"]) == 0
    assert "files: 0." in capsys.readouterr().out
    store.close()


def test_what_cannot_be_restored_is_said(home, tmp_path, capsys):
    home("new").close()
    assert main(["restore", str(tmp_path / "nosuch.zip")]) == 2
    (tmp_path / "notes").write_text("notes")
    assert main(["restore", str(tmp_path / "notes")]) == 1
    assert "damaged or no Recipe Lab backup" in capsys.readouterr().err
