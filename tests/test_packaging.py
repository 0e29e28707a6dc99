"""What is built is what is used: the wheel alone, installed elsewhere, translates."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was made from it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_wheel_alone_translates(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    place = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    article = tmp_path / "artikel.txt"
    article.write_text("Kommissionen har vedtaget forslaget.\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mtkit", "translate", str(article)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(place), "MTKIT_CACHE": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "Commission" in done.stdout
    where = subprocess.run(
        [sys.executable, "-c", "import mtkit.store; print(mtkit.store.resolve('da-en-small').path)"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout.strip()) == place / "mtkit" / "_bundled" / "da-en-small"


def test_the_source_distribution_holds_what_a_checkout_needs(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "seeds/hviderusland.da.txt"} <= names
    assert "models/da-en-small/model.safetensors" in names
    assert not any("/work/" in name for name in names)
