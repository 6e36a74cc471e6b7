"""Teaching: drawn pictures in, a lesson out, and the lesson again from its file."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.tasks.drawings import drawing, drawings, write_network
from textnn.config import DATA, Settings
from textnn.errors import UserError
from textnn.results.pictures import MAX_PICTURES, MAX_PROJECT, Lesson
from textnn.tasks.picture_files import open_picture
from textnn.tasks.teach.classes import MAX_NAME
from textnn.tasks.teach.pipeline import ROOM, PictureTeacher, load_teacher
from textnn.tasks.teach.project_file import KEPT_SIDE

CLASSES = {"discos": "disc", "cruzes ✖": "cross", "quadros": "frame"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("models")
    write_network(folder)
    return Settings(models=folder, _env_file=None)


@pytest.fixture(scope="module")
def teacher(settings: Settings) -> PictureTeacher:
    return load_teacher(settings)


def pictures(count: int = 8) -> dict[str, list[bytes]]:
    return {name: drawings(kind, count) for name, kind in CLASSES.items()}


@pytest.fixture(scope="module")
def lesson(teacher: PictureTeacher) -> Lesson:
    return teacher(pictures(), 3)


def project(lesson: Lesson) -> bytes:
    return base64.b64decode(lesson.project)


def refused(teacher: PictureTeacher, given: dict[str, list[bytes]], code: str) -> UserError:
    with pytest.raises(UserError) as caught:
        teacher(given, 0)
    assert caught.value.code == code
    return caught.value


@pytest.mark.slow
def test_a_lesson(lesson: Lesson) -> None:
    assert lesson.classes == tuple(CLASSES)
    assert lesson.counts == (8, 8, 8)
    assert lesson.accuracy is not None
    assert lesson.accuracy > 0.6  # by chance it would be a third
    right = sum(lesson.confusion[i][i] for i in range(3))
    assert [sum(row) for row in lesson.confusion] == [8, 8, 8]
    assert lesson.accuracy == right / 24
    assert lesson.warnings == ()
    assert lesson.model.name == "cnn-cifar10"
    assert lesson.text == "discos, cruzes ✖, quadros"


@pytest.mark.slow
def test_what_was_taught_is_known_again(teacher: PictureTeacher, lesson: Lesson) -> None:
    right = 0
    for name, kind in CLASSES.items():
        for number in range(100, 104):
            found = teacher.classify(project(lesson), drawing(kind, number), "x.png")
            assert sum(label.probability for label in found.labels) == pytest.approx(1, abs=1e-5)
            probabilities = [label.probability for label in found.labels]
            assert probabilities == sorted(probabilities, reverse=True)
            assert {label.name for label in found.labels} == set(CLASSES)
            right += found.labels[0].name == name
    assert right > 7  # by chance it would be 4 of 12


def test_few_pictures_are_never_absurdly_sure(teacher: PictureTeacher) -> None:
    taught = teacher({"a": drawings("disc", 2), "b": drawings("frame", 2)}, 0)
    found = teacher.classify(project(taught), drawing("disc", 0), "x.png")
    assert found.labels[0].probability < 0.9


@pytest.mark.slow
def test_what_a_classification_says(teacher: PictureTeacher, lesson: Lesson) -> None:
    found = teacher.classify(project(lesson), drawing("disc", 0, side=300), "disco.png")
    assert found.source == "disco.png"
    assert found.known
    taught = teacher.classify(project(lesson), drawing("disc", 0), "disco.png")
    assert taught.familiarity > 0.9
    assert found.model == lesson.model
    seen = open_picture(base64.b64decode(found.seen))
    assert seen.shape == (64, 64, 3)
    assert open_picture(base64.b64decode(found.picture)).shape == (300, 300, 3)
    assert [stage.name for stage in found.stages] == ["whitening", "block1", "block2", "block3"]
    assert len(found.evidence) == 8
    assert {len(row) for row in found.evidence} == {8}


def test_the_evidence_lies_where_the_thing_is(teacher: PictureTeacher) -> None:
    """Classes that differ in the upper left corner only."""
    given: dict[str, list[bytes]] = {"corner": [], "plain": []}
    for number in range(6):
        for name, some in given.items():
            image = Image.new("RGB", (64, 64), (200, 200 + 5 * number, 230 - 9 * number))
            if name == "corner":
                image.paste((10, 10, 30), (4, 4, 20, 20))
            file = io.BytesIO()
            image.save(file, "PNG")
            some.append(file.getvalue())
    taught = project(teacher(given, 0))
    evidence = np.array(teacher.classify(taught, given["corner"][2], "x").evidence)
    assert evidence[:3, :3].max() == evidence.max() > 0.1
    assert abs(evidence[5:, 5:]).max() < evidence.max() / 2


def test_noise_is_not_known(teacher: PictureTeacher, lesson: Lesson) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "PNG")
    assert not teacher.classify(project(lesson), file.getvalue(), "x").known


@pytest.mark.slow
def test_the_same_pictures_and_seed_are_the_same_lesson(settings: Settings, lesson: Lesson) -> None:
    again = load_teacher(settings)(pictures(), 3)
    assert again.project == lesson.project
    other = load_teacher(settings)(pictures(), 4)
    assert other.project != lesson.project


def test_it_opens_as_it_was(teacher: PictureTeacher, lesson: Lesson) -> None:
    found, _ = teacher.open(project(lesson))
    for name in ("project", "classes", "counts", "accuracy", "confusion", "warnings", "model"):
        assert getattr(found, name) == getattr(lesson, name)


@pytest.mark.slow
def test_its_pictures_come_back_and_teach_the_same(teacher: PictureTeacher, lesson: Lesson) -> None:
    _, kept = teacher.open(project(lesson))
    assert list(kept) == list(CLASSES)
    assert [len(some) for some in kept.values()] == [8, 8, 8]
    assert teacher(kept, 3).project == lesson.project  # drawings are kept without loss


@pytest.mark.slow
def test_another_network_is_taught_anew(
    tmp_path: Path, teacher: PictureTeacher, lesson: Lesson
) -> None:
    write_network(tmp_path, seed=9)
    other = load_teacher(Settings(models=tmp_path, _env_file=None))
    found, kept = other.open(project(lesson))
    assert found.warnings == ("retaught",)
    assert found.model.checksum != lesson.model.checksum
    assert found.counts == lesson.counts == tuple(map(len, kept.values()))
    shown = drawing("disc", 50)
    direct = other.classify(project(lesson), shown, "x")
    assert direct.labels == other.classify(project(found), shown, "x").labels
    assert direct.model == found.model
    assert direct.taught
    assert teacher.open(project(found))[0].model == lesson.model  # and back


@pytest.mark.slow
def test_progress_goes_from_nothing_to_all(teacher: PictureTeacher) -> None:
    done: list[float] = []
    teacher(pictures(3), 0, done.append)
    assert done == sorted(done)
    assert done[-1] == 1
    assert done[0] < 0.1
    assert len(done) > 12


def test_it_can_be_stopped(teacher: PictureTeacher) -> None:
    class StopError(Exception):
        pass

    def stop(done: float) -> None:
        if done > 0.5:
            raise StopError

    with pytest.raises(StopError):
        teacher(pictures(3), 0, stop)


@pytest.mark.slow
def test_warnings(teacher: PictureTeacher) -> None:
    lone = {"a": drawings("disc", 1), "b": drawings("cross", 6)}
    found = teacher(lone, 0)
    assert found.warnings == ("few", "unbalanced", "none-held-out")
    assert found.accuracy is None
    assert found.confusion == ()
    twins = {"a": drawings("disc", 5), "b": [*drawings("cross", 5), drawing("disc", 3)]}
    assert teacher(twins, 0).warnings == ("alike",)


def test_twenty_times_the_same_picture_is_one(teacher: PictureTeacher) -> None:
    found = teacher({"a": drawings("disc", 1) * 20, "b": drawings("cross", 20)}, 0)
    assert found.counts == (20, 20)
    assert found.warnings == ("few", "unbalanced", "none-held-out")


def test_classes_and_pictures_must_be_as_many_as_they_may(teacher: PictureTeacher) -> None:
    one = drawings("disc", 1)
    refused(teacher, {}, "class-count")
    refused(teacher, {"a": one}, "class-count")
    refused(teacher, {str(n): one for n in range(11)}, "class-count")
    assert "“b”" in refused(teacher, {"a": one, "b": []}, "class-empty").pt
    refused(teacher, {"a": one, "b": one * (MAX_PICTURES + 1)}, "class-full")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "class-unnamed"), (" \t", "class-unnamed"), ("\u200d\u200b", "class-unnamed"),
        ("x" * (MAX_NAME + 1), "class-name"), ("a\x07b", "class-name"), ("A", "class-twice"),
        (" a ", "class-twice"),
    ],
)  # fmt: skip
def test_names_that_will_not_do(teacher: PictureTeacher, name: str, code: str) -> None:
    refused(teacher, {"a": drawings("disc", 1), name: drawings("cross", 1)}, code)


def test_names_of_any_language(teacher: PictureTeacher) -> None:
    names = ("chá de  camomila", "قطة", "👩‍🔬", "n\u0303")
    found = teacher({name: [drawing(name, 0)] for name in names}, 0)
    assert found.classes == ("chá de camomila", "قطة", "👩‍🔬", "ñ")
    assert teacher.open(project(found))[0].classes == found.classes


def test_a_picture_that_is_none_is_named(teacher: PictureTeacher) -> None:
    given = {"discos": drawings("disc", 2), "cruzes": [drawing("cross", 0), b"no picture"]}
    error = refused(teacher, given, "not-a-picture")
    assert error.pt.startswith("“cruzes”, imagem 2: ")
    assert error.en.startswith("“cruzes”, picture 2: ")


def test_photographs_are_kept_small_and_without_metadata(teacher: PictureTeacher) -> None:
    random = np.random.default_rng(0)
    noise = Image.fromarray(random.integers(0, 256, (600, 900, 3), dtype=np.uint8))
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    file = io.BytesIO()
    noise.save(file, "JPEG", exif=exif, quality=50)
    assert b"secret" in file.getvalue()
    found = project(teacher({"a": [file.getvalue()], "b": drawings("disc", 1)}, 0))
    assert b"secret" not in found
    with zipfile.ZipFile(io.BytesIO(found)) as archive:
        kept = Image.open(io.BytesIO(archive.read("pictures/1/1.jpg")))
    assert max(kept.size) == KEPT_SIDE
    assert not kept.getexif()


@pytest.mark.slow
def test_very_many_pictures_are_kept_smaller(
    teacher: PictureTeacher, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(0)
    files = []
    for _ in range(4):
        file = io.BytesIO()
        Image.fromarray(random.integers(0, 256, (256, 256, 3), dtype=np.uint8)).save(file, "JPEG")
        files.append(file.getvalue())
    given = {"a": files[:2], "b": files[2:]}
    large = len(project(teacher(given, 0)))
    monkeypatch.setattr("textnn.tasks.teach.pipeline.ROOM", 60_000)
    small = project(teacher(given, 0))
    assert len(small) < large / 2
    assert teacher.open(small)[0].counts == (2, 2)
    assert ROOM < MAX_PROJECT / 2


def test_a_broken_project_is_refused_everywhere(teacher: PictureTeacher, lesson: Lesson) -> None:
    broken = project(lesson)[:-50]
    for use in (
        lambda: teacher.open(broken),
        lambda: teacher.classify(broken, drawing("disc", 0), "x"),
    ):
        with pytest.raises(UserError) as caught:
            use()
        assert caught.value.code == "bad-project"


@pytest.mark.slow
def test_only_a_few_projects_stay_at_hand(teacher: PictureTeacher, lesson: Lesson) -> None:
    shown = drawing("cross", 70)
    before = teacher.classify(project(lesson), shown, "x").labels
    for seed in range(6):
        taught = teacher({"a": drawings("disc", 1), "b": drawings("cross", 1)}, seed)
        teacher.classify(project(taught), shown, "x")
    assert len(teacher._open) == 4
    assert all(not kept.pictures for kept in teacher._open.values())
    assert teacher.classify(project(lesson), shown, "x").labels == before


@pytest.mark.slow
def test_the_example_is_small_and_learnt_at_once() -> None:
    """With the shipped network; the pictures are those that the screen offers."""
    files = sorted((DATA / "examples" / "lesson").glob("*/*.png"))
    given: dict[str, list[bytes]] = {}
    for file in files:
        given.setdefault(file.parent.name, []).append(file.read_bytes())
    assert {name: len(some) for name, some in given.items()} == {"canecas": 6, "chaves": 6}
    assert sum(file.stat().st_size for file in files) < 150_000
    found = load_teacher(Settings(_env_file=None))(given, 0)
    assert found.accuracy
    assert found.accuracy >= 11 / 12
    assert found.warnings == ()


def test_without_the_network_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        load_teacher(Settings(models=tmp_path, _env_file=None))
    assert caught.value.code == "model-unusable"
