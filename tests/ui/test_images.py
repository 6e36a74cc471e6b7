"""Imagens without a browser: what is said, what is refused, what is held."""

from __future__ import annotations

import base64
import html
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.ui.fake_pictures import FakeClassifier, FakeTeacher
from tests.ui.fakes import fake_screen
from textnn.errors import UserError
from textnn.html.templates import part
from textnn.locale import say, sentences
from textnn.results import from_dict
from textnn.results.context import RequestContext
from textnn.results.names import CLASS_NAMES, NETWORKS
from textnn.results.pictures import (
    MAX_CLASSES,
    MAX_PICTURES,
    WARNINGS,
    Classification,
    ClassifyOptions,
    Label,
    Stage,
)
from textnn.results.runs import new_run
from textnn.tasks.classify.task import CLASSIFY
from textnn.tasks.classify.view import (
    classification_view,
    stage_kinds,
)
from textnn.tasks.registry import TASKS
from textnn.tasks.task import whole_json
from textnn.tasks.teach.task import stem
from textnn.tasks.teach.view import confusions, lesson_view, shelf_view
from textnn.tasks.thumbnails import animated
from textnn.ui import page
from textnn.ui.components import picture_source as intake
from textnn.ui.components.answer_cache import Answered, again, question
from textnn.ui.components.download import download
from textnn.ui.components.lesson_draft import MAX_BYTES, LessonDraft, Shelf, drafted, thumbnail
from textnn.ui.components.picture_source import WORDS, Picture, picked
from textnn.ui.files import data_url
from textnn.web.context import load_examples

NOW = datetime(2026, 3, 14, 12, 30, tzinfo=UTC)
STATIC = Path(page.__file__).parent / "static"


def picture(colour: str = "red", side: int = 40) -> bytes:
    with io.BytesIO() as file:
        Image.new("RGB", (side, side), colour).save(file, "PNG")
        return file.getvalue()


def classified(**changes: Any) -> Classification:
    found = FakeClassifier()(picture(), "foto.jpg", ClassifyOptions(compare=True))
    return replace(found, known=True, **changes) if "known" not in changes else replace(
        found, **changes
    )  # fmt: skip


def words(view: str) -> str:
    """What a person reads of some HTML."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", view)).split())


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (0.95, 0.03, "A rede está segura."),
        (0.7, 0.2, "A rede acha provável."),
        (0.5, 0.3, "A rede hesita entre gato e cachorro."),
    ],
)
def test_uncertainty_is_said_in_words(first: float, second: float, sentence: str) -> None:
    labels = (Label("cat", first), Label("dog", second), Label("frog", 1 - first - second))
    assert part("pt", "classify/macros.html", "certainty", labels) == sentence


def test_the_view_says_the_class_in_the_language_of_the_reader() -> None:
    result = classified(labels=(Label("ship", 0.9), Label("cat", 0.1)))
    assert "navio 90%" in words(classification_view(result, "pt", NOW))
    assert "ship 90%" in words(classification_view(result, "en", NOW))


def test_what_is_not_known_is_said_and_the_guess_comes_with_its_number() -> None:
    labels = (Label("cat", 0.43), Label("dog", 0.1), *(Label("frog", 0.47 / 8),) * 8)
    result = classified(known=False, familiarity=0.01, labels=labels)
    said = words(classification_view(result, "pt", NOW))
    assert "Não reconheço isto Não se parece com o que esta rede aprendeu." in said
    assert "Se tivesse de escolher, diria gato (43%)." in said
    assert "Imagem estranha: 1% das imagens conhecidas" in said
    known = words(classification_view(replace(result, known=True), "pt", NOW))
    assert "Não reconheço" not in known
    assert "Imagem pouco comum: só 1%" in known


def test_what_decided_has_numbers_signs_and_words() -> None:
    evidence = ((0.5, -0.2), (0.01, 0.3))
    view = classification_view(
        classified(evidence=evidence, labels=(Label("cat", 0.8), Label("dog", 0.2))), "pt", NOW
    )
    assert view.count('<rect class="for"') == 2
    assert view.count('<rect class="against"') == 1
    assert re.findall(r"<text[^>]*>(\d)</text>", view) == ["1", "2"]
    assert "Sem este quadrado, a confiança em gato cai 50 pontos." in words(view)
    assert "Sem este quadrado, a confiança em gato cai 30 pontos." in words(view)


def test_where_nothing_decides_that_is_said_and_without_evidence_nothing_is() -> None:
    flat = classification_view(classified(evidence=((0.0, 0.01),)), "pt", NOW)
    assert "Nenhum quadrado decide sozinho" in words(flat)
    assert 'class="key"' not in flat
    assert "O que decidiu" not in words(classification_view(classified(evidence=()), "pt", NOW))


def test_the_simple_network_is_not_taken_at_its_word() -> None:
    def said(name: str) -> str:
        result = classified()
        model = replace(result.model, name=name)
        return words(classification_view(replace(result, model=model), "pt", NOW))

    assert "erra uma foto em cada quatro" in said("cnn-slide")
    assert "erra uma foto em cada quatro" not in said("cnn-cifar10")


def test_of_an_animation_it_is_said_that_the_first_picture_was_judged() -> None:
    one, two = Image.new("RGB", (40, 40), "red"), Image.new("RGB", (40, 40), "blue")
    with io.BytesIO() as file:
        one.save(file, "GIF", save_all=True, append_images=[two])
        assert animated(file.getvalue())
    assert not animated(picture())
    assert not animated(b"GIF89a, broken")
    moving = words(classification_view(classified(), "pt", NOW, animated=True))
    assert "só a primeira imagem foi julgada" in moving


def test_every_stage_is_explained_by_its_place() -> None:
    def stage(name: str, side: int = 8) -> Stage:
        return Stage(name, 4, side, side, 4, "")

    stages = [stage("whitening"), stage("conv1"), stage("pool1"), stage("conv2"), stage("conv3"),
              stage("dense", 1)]  # fmt: skip
    kinds = stage_kinds(stages)
    assert kinds == ["whitening", "first", "pool", "middle", "last", "numbers"]
    assert {f"stage_{kind}" for kind in kinds} <= sentences("pt").keys()
    html = classification_view(replace(classified(), stages=tuple(stages)), "pt", NOW)
    called = re.findall("<h4>(.*?) <span>", html)
    assert called[:3] == ["branqueamento", "convolução 1", "redução 1"]
    assert stage_kinds([stage("pool1")]) == ["pool"]


def test_the_other_networks_are_listed_with_what_they_say() -> None:
    said = words(classification_view(classified(), "pt", NOW))
    for name in NETWORKS[1:]:
        assert say("pt", f"net_{name}") in said
    assert "não, parece estranha" in said
    assert "O que dizem as outras redes" not in words(
        classification_view(classified(opinions=()), "pt", NOW)
    )


def test_a_taught_network_is_called_the_persons_own() -> None:
    for taught, name in ((False, "Fotos"), (True, "Sua rede")):
        assert say("pt", "verdict_kicker", network=name) in words(
            classification_view(classified(taught=taught), "pt", NOW)
        )


def test_every_shipped_network_can_be_chosen_and_has_a_name() -> None:
    assert all(f"net_{name}" in sentences("pt") for name in NETWORKS)


def test_nothing_that_a_person_wrote_becomes_html() -> None:
    nasty = "<img src=x onerror=alert(1)>"
    result = classified(source=nasty, labels=(Label(nasty, 0.6), Label("b", 0.4)))
    lesson = replace(FakeTeacher()({"a": [picture()], "b": [picture("blue")]}, 0),
                     classes=(nasty, "b"))  # fmt: skip
    for view in (classification_view(result, "pt", NOW), lesson_view(lesson, "pt", NOW)):
        assert nasty not in view
        assert html.escape(nasty) in view


def test_a_classification_as_json_reads_back() -> None:
    result = classified()
    assert from_dict(json.loads(whole_json(result))) == result


@pytest.mark.parametrize(
    ("task", "title", "pt", "en"),
    [
        ("classify", "cat · foto.jpg", "gato · foto.jpg", "cat · foto.jpg"),
        ("classify", "7 · drawing", "7 · desenho", "7 · drawing"),
        ("classify", "caneca · a · b.png", "caneca · a · b.png", "caneca · a · b.png"),
        ("classify", "not-recognised · b.png", "não reconhecida · b.png", "not recognised · b.png"),
        ("sample", "fashion ankle-boot", "Roupas · bota", "Clothes · ankle boot"),
        ("sample", "digits", "Algarismos", "Digits"),
        ("detect", "digits 7:5", "Algarismos · 7:5", "Digits · 7:5"),
        ("teach", "caneca, copo", "caneca, copo", "caneca, copo"),
        ("highlight", "digits 7:5", "digits 7:5", "digits 7:5"),
    ],
)
def test_the_history_calls_pictures_by_what_they_show(
    task: str, title: str, pt: str, en: str
) -> None:
    assert (TASKS[task].title(title, "pt"), TASKS[task].title(title, "en")) == (pt, en)


def test_the_store_titles_a_classification_by_class_and_file(tmp_path: Path) -> None:
    screen = fake_screen(tmp_path)
    pictures = screen.service.pictures
    kept = pictures.classify(picture(), "minha foto.png", ClassifyOptions(), RequestContext("a"))
    best = kept.result.labels[0].name
    (line,) = screen.service.history.find("a")
    assert line.title == f"{best} · minha foto.png"
    for query in ("minha", best, CLASS_NAMES[best]):
        assert len(screen.service.history.find("a", query)) == 1


def test_what_was_not_recognised_is_not_called_by_the_guess(tmp_path: Path) -> None:
    screen = fake_screen(tmp_path)
    runs = screen.service.history
    strange = classified(known=False)
    runs.add(new_run("a", strange))
    (line,) = screen.service.history.find("a")
    assert CLASSIFY.title(line.title, "pt") == "não reconhecida · foto.jpg"
    assert CLASSIFY.title(line.title, "en") == "not recognised · foto.jpg"
    assert len(screen.service.history.find("a", "não reconhecida")) == 1


# Pictures coming in


def test_the_script_says_no_sentence_that_it_is_not_given() -> None:
    script = (STATIC / "intake.js").read_text(encoding="utf-8")
    said = set(re.findall(r"words\.(\w+)", script)) - {"pad_clear"}
    assert said == {*WORDS}
    assert {*WORDS} <= sentences("pt").keys()


def source() -> intake.PictureSource:
    return object.__new__(intake.PictureSource)  # ``read`` needs no component


def test_the_shown_picture_is_read_and_only_that_one() -> None:
    photo = json.dumps({"name": "a.png", "url": data_url(picture("red"))})
    drawn = data_url(picture("blue"))
    assert source().read("photo", photo, drawn, 10_000) == Picture(picture("red"), "a.png")
    assert source().read("draw", photo, drawn, 10_000) == Picture(picture("blue"), "drawing")


@pytest.mark.parametrize(("way", "said"), [("photo", "no picture yet"), ("draw", "blank")])
@pytest.mark.parametrize("photo", ["", None, "{}"])
def test_no_picture_is_no_picture(way: str, said: str, photo: str | None) -> None:
    with pytest.raises(UserError, match=said) as caught:
        source().read(way, photo, "", 10_000)
    assert caught.value.code == "no-picture"


@pytest.mark.parametrize(
    ("large", "code"), [(False, "empty-picture"), (True, "too-large")], ids=["empty", "large"]
)
def test_a_file_without_bytes_says_why(large: bool, code: str) -> None:
    photo = json.dumps({"name": "a.png", "url": "", "large": large})
    with pytest.raises(UserError) as caught:
        source().read("photo", photo, "", 10_000)
    assert caught.value.code == code


def test_an_answer_counts_for_the_same_question_until_it_is_deleted(tmp_path: Path) -> None:
    service = fake_screen(tmp_path).service
    given = Picture(picture(), "a.png")
    kept = service.pictures.classify(given.data, given.name, ClassifyOptions(), RequestContext("a"))
    asked = question(given, ClassifyOptions(), False)
    held = Answered(asked, kept, NOW)
    assert again(held, asked, service, "a")
    others = [
        question(Picture(picture("blue"), "a.png"), ClassifyOptions(), False),
        question(Picture(picture(), "b.png"), ClassifyOptions(), False),
        question(given, ClassifyOptions("cnn-digits"), False),
        question(given, ClassifyOptions(), True),
    ]
    assert not any(again(held, other, service, "a") for other in others)
    assert kept.run_id
    service.history.delete("a", kept.run_id)
    assert not again(held, asked, service, "a")


@pytest.mark.parametrize("photo", ["x", "[]", '{"url": "x"}', "3", '{"url": {"a": 1}}'])
def test_what_a_hostile_browser_sends_gets_a_sentence(photo: str) -> None:
    with pytest.raises(UserError):
        source().read("photo", photo, "", 10_000)


def test_names_of_files_are_cut() -> None:
    (one,) = picked([{"name": "a" * 999, "url": data_url(picture())}], 10_000)
    assert len(one.name) == 200


# The lesson


def test_a_shelf_takes_pictures_and_gives_them_back() -> None:
    draft = LessonDraft()
    draft.add(0, [Picture(picture("red"), "a"), Picture(picture("blue"), "b")])
    draft.drop(0, 0)
    draft.drop(0, 7)
    draft.drop(5, 0)
    assert draft.shelves[0].pictures == [picture("blue")]
    assert len(draft.shelves[0].thumbs) == 1


def test_a_bad_file_leaves_those_before_it() -> None:
    draft = LessonDraft()
    with pytest.raises(UserError, match=r"“b.png” is no picture") as caught:
        draft.add(0, [Picture(picture(), "a.png"), Picture(b"text", "b.png")])
    assert caught.value.code == "not-a-picture"
    assert len(draft.shelves[0].pictures) == len(draft.shelves[0].thumbs) == 1


def test_a_draft_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = LessonDraft([Shelf([b""] * MAX_PICTURES, [""] * MAX_PICTURES), Shelf()])
    with pytest.raises(UserError) as caught:
        draft.add(0, [Picture(picture(), "a")])
    assert caught.value.code == "too-many-pictures"
    with pytest.raises(UserError) as caught:
        draft.add(1, [Picture(bytes(MAX_BYTES + 1), "a")])
    assert caught.value.code == "too-many-bytes"


def test_classes_need_names_of_their_own() -> None:
    draft = LessonDraft([Shelf([b"1"], [""]), Shelf([b"2"], [""]), Shelf()])
    assert draft.named([" caneca  azul", "copo", ""]) == {"caneca azul": [b"1"], "copo": [b"2"]}
    with pytest.raises(UserError, match="Class 2 has pictures"):
        draft.named(["caneca", " ", ""])
    with pytest.raises(UserError, match="two classes called"):
        draft.named(["copo", " copo", ""])
    for bare in (LessonDraft(), LessonDraft([Shelf([b"1"], [""]), Shelf()])):
        with pytest.raises(UserError, match="at least two classes"):
            bare.named(["caneca", "", ""] if bare.size else ["", "", ""])


def test_thumbnails_are_small_and_white_where_nothing_is() -> None:
    with io.BytesIO() as file:
        Image.new("RGBA", (900, 300), (255, 0, 0, 0)).save(file, "PNG")
        thumb = thumbnail(Picture(file.getvalue(), "a"))
    with Image.open(io.BytesIO(base64.b64decode(thumb))) as small:
        assert small.size == (72, 24)
        assert small.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.slow
def test_a_bomb_is_refused_by_its_header() -> None:
    with io.BytesIO() as file:
        Image.new("1", (20_000, 20_000)).save(file, "PNG")
        with pytest.raises(UserError, match="no picture that can be"):
            thumbnail(Picture(file.getvalue(), "bomba.png"))


def test_a_lesson_is_told_in_words() -> None:
    lesson = replace(
        FakeTeacher()({"caneca": [picture()] * 8, "copo": [picture("blue")] * 8}, 0),
        confusion=((6, 2), (1, 7)), accuracy=13 / 16, warnings=("few", "alike"),
    )  # fmt: skip
    said = words(lesson_view(lesson, "pt", NOW))
    assert "caneca e copo" in said
    assert "16 imagens, acertou 13 (81%). Em rodízio, cada uma foi julgada" in said
    assert "2 imagens de caneca foram tomadas por copo." in said
    assert "Uma imagem de copo foi tomada por caneca." in said
    assert confusions(lesson) == [(2, "caneca", "copo"), (1, "copo", "caneca")]
    assert "Há poucas imagens" in said
    assert "quase iguais em classes diferentes" in said
    perfect = replace(lesson, confusion=((8, 0), (0, 8)), accuracy=1.0, warnings=())
    assert "acertou todas (100%)" in words(lesson_view(perfect, "pt", NOW))
    untried = replace(lesson, confusion=(), accuracy=None)
    assert "não sabemos quanto ela acerta" in words(lesson_view(untried, "pt", NOW))


def test_every_warning_has_its_sentence() -> None:
    assert {f"warn_{code}" for code in WARNINGS} <= sentences("pt").keys()


def test_the_project_is_downloaded_whole() -> None:
    lesson = FakeTeacher()({"a": [picture()], "b": [picture("blue")]}, 0)
    packed = json.loads(download(lesson, "zip", "pt"))
    assert (packed["name"], packed["media"]) == ("textnn-a-b.zip", "application/zip")
    again = FakeTeacher().pictures(base64.b64decode(packed["base64"]))
    assert again == {"a": [picture()], "b": [picture("blue")]}
    assert drafted(again, None).shelves[0].pictures == [picture()]
    assert json.loads(json.loads(download(lesson, "json", "pt"))["content"])["kind"] == "Lesson"
    with pytest.raises(UserError, match="no format"):
        download(lesson, "exe", "pt")


@pytest.mark.parametrize(
    ("classes", "name"),
    [
        (("bola", "barra"), "textnn-bola-barra.zip"),
        (("Maçã verde", "../x"), "textnn-maca-verde-x.zip"),
        (("猫", "犬"), "textnn.zip"),
        (("a" * 200, "b"), f"textnn-{'a' * 60}.zip"),
    ],
    ids=["plain", "accents", "no-letters", "long"],
)
@pytest.mark.slow
def test_the_file_of_a_project_is_called_by_its_classes(classes: Any, name: str) -> None:
    lesson = FakeTeacher()({"a": [picture()], "b": [picture("blue")]}, 0)
    assert stem(replace(lesson, classes=classes), "pt") + ".zip" == name


def test_a_class_can_be_taken_away_only_where_two_remain() -> None:
    assert 'data-do="remove"' in shelf_view((), "pt", removable=True)
    assert 'data-do="remove"' not in shelf_view((), "pt")
    assert "3 imagens" in words(shelf_view(("", "", ""), "pt"))
    assert all(f"nth_class_{n}" in sentences("pt") for n in range(1, MAX_CLASSES + 1))


def test_examples_are_ours_small_and_have_names_in_both_languages() -> None:
    examples = load_examples()
    assert len(examples.pictures) == 8
    assert {f"picture_{name}" for name in examples.pictures} <= sentences("pt").keys()
    assert sum(map(len, examples.pictures.values())) < 60_000
    assert {f"lesson_{name}" for name in examples.lesson} <= sentences("pt").keys()
