"""The screen as a person uses it, in a real Chromium."""

from __future__ import annotations

import json
import re
import threading
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.articles.makers import TITLE, TITLED, docx
from tests.served import Served
from tests.ui.chromium import Browser, Open, Page, Route, expect, tab, toast, unfold
from tests.ui.fakes import MOST, FakeSummarizer
from textnn.locale import say
from textnn.results import Keyword, Span

pytestmark = pytest.mark.browser

ARTICLE = (
    'A Prefeitura de Vila Amparo pagou R$ 18,6 milhões.\n\nDalva Nogueira disse: "<b>olá</b>", '
    "em 14 de março, na Praça da Matriz. Rui Lima riu 😀."
)


def mark(page: Page, text: str) -> None:
    page.locator("#highlight-article textarea").fill(text)
    page.locator("#highlight-go").click()


def content(page: Page, view: str) -> str:
    text = page.locator(f"{view} .sheet").first.text_content()
    assert text is not None
    return text


def only(page: Page, task: str) -> None:
    """Show one task in the history."""
    page.locator("#task input").click()
    page.get_by_role("option", name=task, exact=True).click()


PESQUISA = (
    "O comitê aprovou a pesquisa sobre vacinas.\n\nA pesquisa ouviu 300 pessoas em Santos. "
    "Dalva Nogueira disse que o comitê volta a se reunir em 14 de março."
)


def test_an_article_is_marked_explained_and_exported(visit: Open) -> None:
    page = visit()
    put_right_what_pasting_broke(page)
    filter_the_marks_and_take_them_along(page)
    ask_why_a_keyword(page)
    read_the_marks_by_keyboard(page)
    list_the_facts_beside(page)
    put_it_on_paper(page)
    take_the_article_to_another_tab(page)
    stop_a_long_one(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_marks_are_shown_before_the_keywords_are_found(
    visit: Open, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    found, keywords = threading.Event(), FakeSummarizer.keywords

    def held_up(self: FakeSummarizer, text: str, names: Sequence[Span]) -> tuple[Keyword, ...]:
        found.wait(60)
        return keywords(self, text, names)

    monkeypatch.setattr(FakeSummarizer, "keywords", held_up)
    page = visit(viewport={"width": width, "height": 740})
    view, stop = page.locator("#highlight-view"), page.locator("#highlight-stop")
    whole = view.locator("u.KEYWORD, mark-editor, [data-do=export]")
    mark(page, PESQUISA)
    expect(view.locator("mark")).to_have_count(3)
    expect(stop).to_be_enabled()
    expect(page.locator(".desk.folded")).to_have_count(1)
    assert whole.count() == 0
    top = "scrollY + document.querySelector('#highlight-view .sheet').getBoundingClientRect().top"
    before = page.evaluate(top)
    found.set()
    expect(stop).to_be_disabled()
    expect(view.locator("mark-editor")).to_have_count(1)
    assert page.evaluate(top) == pytest.approx(before, abs=1)
    assert view.locator("u.KEYWORD").count() > 0
    assert content(page, "#highlight-view") == PESQUISA
    found.clear()
    mark(page, f"{PESQUISA} Rui Lima foi a Belo Horizonte.")
    expect(view.locator("mark")).to_have_count(5)
    assert whole.count() == 0
    with page.expect_response(re.compile("/run/")):
        stop.click()
    found.set()
    expect(page.locator("#highlight-status")).to_contain_text("Você parou")
    expect(view.locator("mark-editor")).to_have_count(1)
    with page.expect_download() as file:
        view.locator("[data-do=export]").first.click()
    assert "Belo Horizonte" in file.value.path().read_text(encoding="utf-8")


def put_right_what_pasting_broke(page: Page) -> None:
    """The box folds to a line once it is read, and holds what is offered, or what was given."""
    garbled = ARTICLE.encode().decode("cp1252")
    box, go = page.locator("#highlight-article textarea"), page.locator("#highlight-go")
    sheet = page.locator("#highlight-view .sheet")
    box.click()
    page.evaluate("text => navigator.clipboard.writeText(text)", garbled)
    page.keyboard.press("Control+V")
    page.locator("#highlight-repairs [data-do=repair]").wait_for()  # offered before it is read
    expect(sheet).to_have_count(0)
    go.click()
    expect(sheet).to_contain_text("milhÃµes")
    page.locator("#highlight-repairs [data-do=repair]").click()
    expect(box).to_have_value(ARTICLE)
    page.locator("#highlight-repairs [data-do=undo]").click()  # within the reading
    expect(box).to_have_value(garbled)
    page.locator("#highlight-repairs [data-do=repair]").wait_for()
    expect(sheet).not_to_contain_text("milhões")
    expect(go).to_be_enabled()
    desk = page.locator(".desk.article", has=box)
    expect(desk).to_have_class(re.compile("folded"))
    box.click()
    expect(desk).not_to_have_class(re.compile("folded"))


def filter_the_marks_and_take_them_along(page: Page) -> None:
    mark(page, ARTICLE)
    marks = page.locator("#highlight-view .sheet mark")
    expect(page.locator("#highlight-view .sheet")).to_contain_text("milhões")
    assert content(page, "#highlight-view") == ARTICLE

    marks.filter(has_text="Dalva Nogueira").click()
    expect(page.locator("#highlight-view .detail")).to_contain_text("Pessoa, confiança")

    page.locator("details.marks > summary").first.click()
    people = page.locator("tr.PER")
    expect(people.first).to_be_visible()
    chip = page.locator("[data-toggle=PER]")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "false")
    expect(people.first).to_be_hidden()
    chip.click()
    expect(people.first).to_be_visible()

    with page.expect_download() as download:
        page.locator("#highlight-view [data-do=export]", has_text="JSON").click()
    file = Path(download.value.path()).read_text(encoding="utf-8")
    assert json.loads(file)["text"] == ARTICLE


def ask_why_a_keyword(page: Page) -> None:
    """Also of one inside a mark."""
    mark(page, PESQUISA)
    words = page.locator("#highlight-view .sheet u")
    expect(words.filter(has_text="pesquisa")).to_have_count(2)
    assert content(page, "#highlight-view") == PESQUISA
    words.filter(has_text="pesquisa").first.click()
    detail = page.locator("#highlight-view .detail")
    expect(detail).to_contain_text("por que esta palavra?")
    expect(detail).to_contain_text("a rede olhou para “pesquisa” em 12% do tempo")

    page.locator("#highlight-view mark u", has_text="Nogueira").click()
    expect(detail).to_contain_text("Pessoa, confiança")
    expect(detail).to_contain_text("Palavra-chave, peso")
    page.locator("#highlight-view .sheet").focus()
    page.keyboard.press("ArrowLeft")
    expect(detail).not_to_contain_text("Palavra-chave")  # the mark around it comes first

    page.locator("details.marks > summary", has_text="palavras-chave").click()
    rows = page.locator("tr.KEYWORD")
    rows.first.get_by_text("por que esta palavra?").click()
    expect(rows.first).to_contain_text("sobretudo ao escrever “manchete”")
    page.locator("[data-toggle=KEYWORD]").click()
    expect(rows.first).to_be_hidden()
    assert words.first.evaluate("one => getComputedStyle(one).textDecorationLine") == "none"

    page.locator("#highlight-keywords input").uncheck()
    page.locator("#highlight-go").click()
    expect(words).to_have_count(0)


def list_the_facts_beside(page: Page) -> None:
    """*Ficha* in the same tab: facts that lead to their place, and that can be copied alone."""
    page.locator("#highlight-article textarea").fill(ARTICLE)
    page.locator("#factsheet-published :is(input, textarea)").fill("2026-03-20")
    page.locator("#factsheet-go").click()
    sheet = page.locator("#highlight-view .factsheet")
    expect(sheet.locator(".time")).to_contain_text("14/03/2026")
    copy = sheet.locator(".amount .copy-row")
    expect(copy).to_have_accessible_name("Copiar: R$ 18,6 milhões = R$ 18.600.000")
    copy.dblclick()
    expect(copy).to_have_accessible_name("Copiado")
    expect(copy).to_have_accessible_name("Copiar: R$ 18,6 milhões = R$ 18.600.000")
    assert page.evaluate("navigator.clipboard.readText()") == "R$ 18,6 milhões = R$ 18.600.000"
    sheet.get_by_role("button", name="14 de março", exact=True).click()
    expect(sheet.locator("mark.flash")).to_have_text("14 de março")


def read_the_marks_by_keyboard(page: Page) -> None:
    page.locator("#highlight-article textarea").fill(ARTICLE)
    page.locator("#highlight-article textarea").press("Control+Enter")
    page.locator("#highlight-view mark", has_text="Rui Lima").wait_for()
    sheet, detail = page.locator("#highlight-view .sheet"), page.locator("#highlight-view .detail")
    sheet.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(sheet.locator(".on")).to_have_count(1)
    second = detail.inner_text()
    page.keyboard.press("ArrowLeft")
    expect(detail).not_to_have_text(second)
    page.locator("[data-toggle=PER]").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-toggle=PER]")).to_have_attribute("aria-pressed", "false")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.locator("#highlight-article textarea").focus()
    page.locator("#highlight-examples button").first.click()
    expect(page.locator("#highlight-article textarea")).to_have_value(re.compile("Mercado Velho"))
    expect(page.locator("#highlight-view .sheet")).to_contain_text("Mercado Velho")


def put_it_on_paper(page: Page) -> None:
    """What was found is printed, and nothing that is pressed or filled in."""
    pressed = page.locator("#highlight-go, #highlight-article, [role=tab]").locator("visible=true")
    assert pressed.count() > 2
    page.emulate_media(media="print")
    expect(pressed).to_have_count(0)
    expect(page.locator("#highlight-view .fact").first).to_be_visible()
    expect(page.locator("#highlight-view .copy-row").first).to_be_hidden()
    page.emulate_media(media="screen")
    expect(page.locator("#highlight-go")).to_be_visible()


def take_the_article_to_another_tab(page: Page) -> None:
    page.locator("#highlight-article textarea").fill(PESQUISA)
    tab(page, "Resumir")
    box = page.locator("#summarize-article textarea")
    expect(box).to_have_value(PESQUISA)
    box.fill("Outro texto.")
    tab(page, "Destacar")
    expect(page.locator("#highlight-article textarea")).to_have_value(PESQUISA)
    tab(page, "Resumir")
    expect(box).to_have_value("Outro texto.")
    tab(page, "Destacar")


def stop_a_long_one(page: Page) -> None:
    mark(page, "Ana Souza chegou bem devagar. " * 300)
    expect(page.locator("#highlight-status")).to_contain_text(re.compile(r"Lendo o artigo… \d"))
    page.locator("#highlight-stop").click()
    expect(page.locator("#highlight-status")).to_contain_text("Você parou")


def summarise(page: Page, text: str) -> None:
    tab(page, "Resumir")
    page.locator("#summarize-article textarea").fill(text)
    page.locator("#summarize-go").click()
    page.locator("#summarize-view .digest").wait_for()


def test_a_summary_shows_its_sources_and_is_taken_along(visit: Open) -> None:
    page = visit()
    summarise(page, PESQUISA)
    show_the_source_and_copy(page)
    light_what_the_network_looked_at(page)


def change_the_headline(page: Page) -> None:
    choice = page.locator("#summarize-view .choice").first
    line = choice.locator(".choice-line")
    line.press("End")
    page.keyboard.type(" e mais")
    page.keyboard.press("Enter")
    changed = "O comitê aprovou a pesquisa sobre e mais"
    expect(line).to_have_text(changed)
    expect(choice.locator("[data-count]")).to_have_text(
        f"caracteres: {len(changed)}, palavras: 8, cabe em 60"
    )
    choice.locator("[data-copy]").click()
    expect(choice.locator("[data-copy]")).to_contain_text("Copiad")
    assert page.evaluate("navigator.clipboard.readText()") == changed


def show_the_source_and_copy(page: Page) -> None:
    view = page.locator("#summarize-view")
    assert content(page, "#summarize-view") == PESQUISA
    sentences = view.locator("ol [data-goto]")
    expect(sentences).to_have_count(3)
    sentences.nth(1).click()
    flashed = view.locator("mark.flash")
    expect(flashed).to_have_text("A pesquisa ouviu 300 pessoas em Santos.")
    expect(flashed).to_be_in_viewport()
    view.get_by_role("button", name="Voltar ao resumo").click()
    expect(sentences.nth(1)).to_be_focused()
    expect(sentences.nth(1)).to_be_in_viewport()

    view.locator("[data-goto=headline]").focus()
    page.keyboard.press("Enter")
    expect(flashed).to_have_text("O comitê aprovou a pesquisa sobre vacinas.")
    view.get_by_text("o que a rede descartou?").first.click()
    change_the_headline(page)
    expect(view.locator(".made-line").nth(1)).to_contain_text("o artigo não diz “99”")

    whole = view.locator(".exports [data-copy]")
    whole.click()
    expect(whole).to_contain_text("Copiado")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("O comitê aprovou a pesquisa sobre\n\n")
    assert "Manchete gerada por rede neural" in copied
    with page.expect_download() as download:
        view.locator("[data-do=export]", has_text="Markdown").click()
    assert "# O comitê" in Path(download.value.path()).read_text(encoding="utf-8")


def light_what_the_network_looked_at(page: Page) -> None:
    view = page.locator("#summarize-view .looked")
    expect(view.locator(".excerpt")).to_be_hidden()  # the article is read once
    view.locator(".fold > summary").click()
    chosen = view.locator(".line .glance", has_text="aprovou")
    chosen.focus()
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(view.locator(".detail")).to_have_text(
        "Ao escrever “aprovou”, a rede olhou para “aprovou” (60%), “a” (25%) e “pesquisa” (5%)."
    )
    weights = view.locator("[data-at]").evaluate_all(
        "all => all.map(one => [one.textContent, +one.style.getPropertyValue('--o')])"
    )
    lit = {word: weight for word, weight in weights if weight}
    assert lit.keys() == {"aprovou", "a", "pesquisa"}
    assert lit["aprovou"] == 1 > lit["a"] > lit["pesquisa"] > 0
    view.get_by_text("Ver os números").click()
    expect(view.locator("table")).to_contain_text("aprovou 60% · a 25% · pesquisa 5%")


def test_what_cannot_be_done_is_told_and_the_text_stays(visit: Open) -> None:
    page = visit()
    open_files(page)
    give_what_cannot_be_marked(page)
    wait_in_a_queue(page)


def open_files(page: Page) -> None:
    """What cannot be opened leaves the box as it was."""
    chooser = page.locator("input[type=file]").first
    box, status = page.locator("#highlight-article textarea"), page.locator("#highlight-status")
    data = "Ação de Ana Souza".encode("cp1252")
    chooser.set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": data})
    expect(box).to_have_value("Ação de Ana Souza")
    chooser.set_input_files({"name": "ponte.docx", "mimeType": "", "buffer": docx(title=TITLE)})
    expect(box).to_have_value(TITLED)
    expect(status).to_contain_text(f"Aberto: “{TITLE}” · ponte.docx")

    box.focus()
    address = page.locator("#highlight-address :is(input, textarea)")
    address.fill("http://localhost:7860/")
    address.press("Enter")
    toast(page, "não leva a um site público")
    expect(status).not_to_contain_text("Abrindo")
    for data, sentence in (
        (b"\x89PNG\0\0\0", "Isto é uma imagem"), (b"a" * 400_000, "grande demais"),
    ):  # fmt: skip
        chooser.set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": data})
        page.get_by_text(sentence).wait_for()
    expect(box).to_have_value(TITLED)


def give_what_cannot_be_marked(page: Page) -> None:
    for text, sentence in (("", "O texto está vazio"), ("explode", "Algo falhou")):
        mark(page, text)
        expect(page.locator(".toast-body")).to_contain_text("Não deu certo")
        assert "secret" not in page.content()
        toast(page, sentence)
        expect(page.locator("#highlight-status .note")).to_contain_text(sentence)  # stays
    mark(page, ARTICLE)
    page.locator("#highlight-view mark").first.wait_for()


FULL = "Queue is full. Max size is 64."


def refusal(status: int, detail: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, json={"detail": detail})


def wait_in_a_queue(page: Page) -> None:
    """Whatever refuses, Gradio or our limit, is said in Portuguese."""
    for status, detail, said in (
        (503, FULL, "muita gente na fila"),
        (429, say("pt", "too_often", seconds=12), "Muitos pedidos"),
    ):
        page.route("**/queue/join*", refusal(status, detail))
        page.locator("#highlight-go").click()
        toast(page, said)
        expect(page.locator("#highlight-article textarea")).to_have_value(ARTICLE)
        page.unroute("**/queue/join*")


def test_a_text_is_written_stopped_continued_and_measured(visit: Open) -> None:
    page = visit()
    tab(page, "Escrever")
    page.locator("#prefix textarea").fill("A <i>prefeitura</i>  ")
    length = page.locator("#length input[type=number]")
    length.fill(str(MOST))
    length.press("Tab")
    page.locator("#generate-go").click()
    page.locator("#generate-view [data-running=true]").wait_for()
    early = len(content(page, "#generate-view"))
    page.wait_for_function(
        f"document.querySelector('#generate-view .sheet').textContent.length > {early + 10}"
    )
    page.locator("#generate-stop").click()
    page.locator("#generate-view [data-running=false]").wait_for()
    expect(page.locator("#generate-view .made")).to_contain_text("Você parou aqui")
    stopped = content(page, "#generate-view")
    assert stopped.startswith("A <i>prefeitura</i>  ")
    assert page.locator("#generate-view .human").text_content() == "A <i>prefeitura</i>  "

    length.fill("200")
    length.press("Tab")
    page.locator("#generate-more").click()
    page.locator("#generate-view [data-running=true]").wait_for()
    page.locator("#generate-view .memo-meter b").wait_for()
    longer = content(page, "#generate-view")
    assert longer.startswith(stopped)
    assert 200 <= len(longer) - len(stopped) <= 250
    assert page.locator("#generate-view .human").text_content() == "A <i>prefeitura</i>  "
    assert page.locator("#generate-view mark.memo").count() == 1

    stamp = "getComputedStyle(document.querySelector('#generate-view .sheet'), '::after').content"
    assert "Texto gerado por rede neural" in page.evaluate(stamp)
    page.locator("#generate-view [data-copy]").click()
    expect(page.locator("#generate-view [data-copy]")).to_contain_text("Copiado")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(longer)
    assert "Texto gerado por rede neural" in copied

    draw_a_seed_and_fix_it(page)
    page.locator("#surprise-go").click()
    letters = page.locator("#surprise-view .sheet i")
    expect(letters).to_have_count(len(content(page, "#generate-view")))
    letters.nth(5).hover()
    expect(page.locator("#surprise-view .detail")).to_contain_text("“p” custou")
    expect(page.locator("#surprise-view .detail")).to_contain_text("espaço 20%")


def draw_a_seed_and_fix_it(page: Page) -> None:
    seed, fixed = page.locator("#seed input"), page.locator("#seed-fixed input")
    told = page.locator("#generate-view .provenance")
    drawn = []
    for _ in range(3):
        page.locator("#generate-go").click()
        page.locator("#generate-view [data-running=true]").wait_for()
        page.locator("#generate-view .memo-meter b").wait_for()
        drawn.append(seed.input_value())
        expect(told).to_contain_text(f"semente {drawn[-1]} ")
    assert len({*drawn}) > 1
    expect(fixed).not_to_be_checked()
    seed.fill("77")
    expect(fixed).to_be_checked()
    page.locator("#generate-go").click()
    expect(told).to_contain_text("semente 77 ")
    expect(seed).to_have_value("77")


def test_reload_history_search_open_delete(visit: Open) -> None:
    page = visit()
    stay_off_the_record(page)
    mark(page, ARTICLE)
    expect(page.locator("#highlight-view .provenance")).not_to_contain_text("não guardado")
    tab(page, "Escrever")
    page.locator("#prefix textarea").fill("Ontem à noite")
    page.locator("#surprise-go").click()
    page.locator("#surprise-view .sheet i").first.wait_for()

    page.reload(wait_until="domcontentloaded")
    tab(page, "Histórico")
    items = page.locator("#history-list li")
    expect(items).to_have_count(2)
    expect(items.first).to_contain_text("Ontem à noite")
    page.locator("#search input, #search textarea").fill("PRACA")
    expect(items).to_have_count(1)
    items.first.get_by_role("button", name="Abrir").click()
    page.locator("#highlight-view mark").first.wait_for()
    assert content(page, "#highlight-view") == ARTICLE
    expect(page.locator("#highlight-article textarea")).to_have_value(ARTICLE)

    tab(page, "Histórico")
    page.locator("#search input, #search textarea").fill("")
    expect(items).to_have_count(2)
    only(page, "Destaques")
    expect(items).to_have_count(1)
    only(page, "Tudo")
    for since in ("Últimos 7 dias", "Sempre"):
        page.locator("#since input").click()
        page.get_by_role("option", name=since, exact=True).click()
        expect(items).to_have_count(2)
    items.first.get_by_role("button", name="Apagar").click()
    expect(items).to_have_count(2)  # it asks first
    items.first.get_by_role("button", name="Apagar mesmo?").click()
    expect(items).to_have_count(1)

    unfold(page, "#tidy")
    with page.expect_download() as download:
        page.get_by_role("link", name="Baixar tudo").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["input"] for line in lines] == [ARTICLE]
    page.locator("#all button").click()
    page.locator("#all button").click()
    expect(page.locator("#history-list")).to_contain_text("Ainda não há nada aqui")


def test_three_continuations_stand_side_by_side(visit: Open) -> None:
    page = visit()
    tab(page, "Escrever")
    page.locator("#prefix textarea").fill("Ontem à noite")
    page.locator("#generate-three").click()
    versions = page.locator("#generate-view .version")
    expect(versions).to_have_count(3)
    expect(page.locator("#generate-go")).to_be_enabled()
    for version, daring in zip(versions.all(), ("Pouca", "Média", "Muita"), strict=True):
        expect(version.locator(".kicker")).to_contain_text(daring)
        expect(version.locator(".human")).to_have_text("Ontem à noite")
        expect(version.locator(".machine")).not_to_be_empty()
    versions.first.get_by_role("button", name="Copiar").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Ontem à noite")
    assert "rede neural" in copied
    tab(page, "Histórico")
    expect(page.locator("#history-list li")).to_have_count(3)


def test_lines_of_the_history_are_named_found_and_fetched(visit: Open) -> None:
    page = visit()
    mark(page, ARTICLE)
    page.locator("#highlight-view .provenance").wait_for()
    tab(page, "Histórico")
    items = page.locator("#history-list li")
    expect(items).to_have_count(1)
    items.first.get_by_role("button", name="Favorito").click()
    expect(items.first.get_by_role("button", name="Favorito")).to_have_attribute(
        "aria-pressed", "true"
    )
    items.first.locator(".naming summary").click()
    items.first.get_by_label("Nome", exact=True).fill("Praça, versão final")
    items.first.get_by_label("Etiqueta").fill("domingo")
    items.first.get_by_label("Etiqueta").press("Enter")
    expect(items.first.locator(".title")).to_have_text("Praça, versão final")
    items.first.locator(".tag").click()
    expect(page.locator("#search input, #search textarea")).to_have_value("domingo")
    page.get_by_label("Só favoritos").check()
    expect(items).to_have_count(1)
    items.first.locator(".pick").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Baixar marcados: 1 (zip)").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert "1-destaque-praca-versao-final/praca-versao-final.docx" in archive.namelist()


def stay_off_the_record(page: Page) -> None:
    """Neither the server nor the browser keeps anything."""
    private = page.locator("#highlight-private input")
    private.check()
    mark(page, ARTICLE)
    expect(page.locator("#highlight-view .provenance")).to_contain_text("não guardado")
    tab(page, "Histórico")
    expect(page.locator("#history-list")).to_contain_text("Ainda não há nada aqui")
    assert "Dalva" not in page.evaluate("JSON.stringify(Object.entries(localStorage))")
    tab(page, "Destacar")
    page.locator("#highlight-article textarea").click()
    private.uncheck()


def test_a_script_that_gets_into_the_page_does_not_run(browser: Browser, app: Served) -> None:
    """Not by ``visit``, which allows no page to do what its policy forbids."""
    page = browser.new_page(locale="pt-BR")
    page.goto(app.url)
    expect(page.get_by_role("tab", name="Destacar")).to_be_visible()
    page.wait_for_function("!!window.textnn?.announce")
    page.evaluate(
        """() => {
          window.refused = new Set();
          const note = one => window.refused.add(one.effectiveDirective);
          document.addEventListener('securitypolicyviolation', note);
          const script = document.createElement('script');
          script.textContent = 'window.foreign = 1';
          const box = document.createElement('div');
          box.innerHTML = '<img src="nada" onerror="window.foreign = 2">'
            + '<button onclick="window.foreign = 3">';
          document.body.append(script, box);
          box.querySelector('button').click();
        }"""
    )
    # Kinds, not reports: versions of Chromium count two attributes of one line differently.
    page.wait_for_function("window.refused.size == 2")
    assert page.evaluate("[...window.refused].sort()") == ["script-src-attr", "script-src-elem"]
    assert page.evaluate("window.foreign") is None
    page.close()
