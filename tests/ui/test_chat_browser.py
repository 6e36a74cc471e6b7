"""A conversation as a person has one, in a real Chromium."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.ui.chromium import FilePayload, Open, Page, expect, stroke, tab
from textnn.pages.chat import message_view
from textnn.results.conversation import Message

pytestmark = pytest.mark.browser

ARTICLE = (
    "Trem volta a Serra Branca\n\n"
    "O trem de Serra Branca voltou a correr em 9 de junho. A Prefeitura de Serra Branca pagou "
    "R$ 94 milhões pela obra, que durou seis anos e foi parada duas vezes pela chuva.\n\n"
    'Marina Teles disse: "Minha mãe vendia pão <b>aqui</b>, nesta mesma plataforma, quando eu '
    'ainda não sabia andar". Hélio Prado riu e foi embora.'
)
FULL = "Queue is full! Please try again."


def png(colour: str = "navy") -> bytes:
    with io.BytesIO() as file:
        Image.new("RGB", (40, 30), colour).save(file, "PNG")
        return file.getvalue()


def box(page: Page) -> Any:
    return page.locator(".composer textarea")


def say(page: Page, text: str) -> Any:
    """Say something; gives the finished reply."""
    box(page).fill(text)
    box(page).press("Enter")
    return answered(page)


def answered(page: Page) -> Any:
    page.locator(".msg.pending").wait_for(state="detached")
    page.locator(".talk:not([data-busy]) .msg:last-child .reply:not([aria-busy])").wait_for()
    return page.locator(".msg").last


def attach(page: Page, *files: tuple[str, bytes]) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Anexar").click()
    chooser.value.set_files(
        [FilePayload(name=name, mimeType="", buffer=data) for name, data in files]
    )


def texts(page: Page) -> list[str]:
    return [one.strip() for one in page.locator(".said").all_text_contents()]


def test_a_whole_conversation(visit: Open) -> None:
    page = visit(start=0)
    expect(page.locator(".welcome h2")).to_have_text("Olá. Traga uma notícia e pergunte.")
    expect(page.locator(".try")).to_have_count(4)
    bring_an_article(page)
    mark_it_by_keyboard(page)
    sum_it_up(page)
    ask_about_it(page)
    break_a_line(page)
    show_a_picture(page)
    have_pictures_drawn(page)
    stop_it_while_it_writes(page)
    judge_repeat_and_reword(page)
    name_and_find_the_conversation(page)
    find_it_again_at_its_address(page)
    share_its_last_result_and_revoke(page)
    take_it_along(page)
    delete_it_and_keep_its_results(page)


def bring_an_article(page: Page) -> None:
    """It is folded, told in one line, opened on demand, and kept to the letter."""
    reply = say(page, ARTICLE)
    expect(reply).to_contain_text("Li o artigo")
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("")
    card = page.locator(".asked .given-article")
    expect(card.locator("summary")).to_contain_text("Trem volta a Serra Branca")
    expect(card.locator("summary")).to_contain_text(f"colado · {len(ARTICLE)} caracteres")
    expect(card.locator(".sheet")).to_be_hidden()
    card.locator("summary").click()
    assert card.locator(".sheet").text_content() == ARTICLE
    expect(page.locator(".talk-head")).to_contain_text("Trem volta a Serra Branca")
    assert "c=" in page.url


def mark_it_by_keyboard(page: Page) -> None:
    """The buttons stand under the last message; the legend of the marks works."""
    page.locator(".msg").last.get_by_role("button", name="Destacar").focus()
    page.keyboard.press("Enter")
    reply = answered(page)
    expect(reply).to_contain_text("Marquei")
    assert reply.locator(".sheet").text_content() == ARTICLE
    expect(page.locator(".next").first).to_be_hidden()
    expect(page.locator(".tool[data-do=retry]:visible")).to_have_count(1)  # the last one's
    reply.locator("mark.PER").first.click()
    expect(reply.locator(".detail")).to_contain_text("Pessoa, confiança")
    reply.locator("[data-toggle=PER]").click()
    expect(reply.locator("[data-toggle=PER]")).to_have_attribute("aria-pressed", "false")
    expect(reply.locator(".provenance")).to_contain_text("rede que marca nomes")


def sum_it_up(page: Page) -> None:
    """A summary, where it stands in the article, and a shorter one."""
    reply = say(page, "resuma em duas frases")
    expect(reply.locator("ol li")).to_have_count(2)
    reply.locator("ol [data-goto]").first.click()
    expect(reply.locator("mark.flash")).to_be_in_viewport()
    reply = say(page, "mais curto")
    expect(reply.locator("ol li")).to_have_count(1)


def ask_about_it(page: Page) -> None:
    """The article's own sentence with its marks, and what it does not say."""
    reply = say(page, "quando o trem voltou?")
    expect(reply.locator("blockquote p")).to_contain_text("voltou a correr em 9 de junho")
    expect(reply.locator("blockquote mark.TIME")).to_contain_text("9 de junho")
    expect(reply.locator("blockquote [data-goto]")).to_be_visible()
    reply = say(page, "quem construiu pirâmides?")
    expect(reply).to_contain_text("O texto não diz")
    expect(reply.locator("blockquote.near")).to_have_count(1)


def break_a_line(page: Page) -> None:
    box(page).fill("quem")
    box(page).press("Shift+Enter")
    expect(box(page)).to_have_value("quem\n")


def show_a_picture(page: Page) -> None:
    box(page).fill("o que há nesta imagem?")
    attach(page, ("azul.png", png()))
    expect(page.locator(".attached li")).to_contain_text("azul.png")
    box(page).press("Enter")
    reply = answered(page)
    expect(page.locator(".asked .given img")).to_be_visible()
    expect(reply.locator(".bars li").first).to_be_visible()
    expect(page.locator(".attached li")).to_have_count(0)


def have_pictures_drawn(page: Page) -> None:
    reply = say(page, "desenhe quatro vestidos")
    expect(reply.locator(".pic")).to_have_count(4)
    reply.locator(".pic").nth(1).click()
    expect(reply.locator(".detail")).to_contain_text("Vestido")


def stop_it_while_it_writes(page: Page) -> None:
    """Writing streams and stops at once; what was written stays, and is copied with its notice."""
    box(page).fill("continue: Bem devagar, a ponte velha")
    box(page).press("Enter")
    page.locator(".reply[aria-busy] .machine").wait_for()
    page.get_by_role("button", name="Parar").click()
    reply = answered(page)
    expect(reply).to_contain_text("Você parou aqui")
    written = reply.locator(".sheet").text_content()
    assert written.startswith("Bem devagar, a ponte velha")
    assert len(written) < 400
    reply.locator(".tools [data-copy]").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert written in copied
    assert "Texto gerado por rede neural" in copied


def judge_repeat_and_reword(page: Page) -> None:
    """Thumbs, the same again, and an earlier message in other words: what followed it is gone."""
    reply = say(page, "continue: Com calma, a ponte velha")
    reply.get_by_role("button", name="Gostei", exact=True).click()
    reply.get_by_role("button", name="De novo").click()
    page.locator(".reply[aria-busy]").wait_for()
    reply = answered(page)
    expect(reply).to_contain_text("Chegou ao comprimento pedido")
    reply.get_by_role("button", name="Não gostei").click()
    before = len(texts(page))
    page.get_by_role("button", name="Editar").nth(2).click()
    edited = page.get_by_label("Sua mensagem, de novo")
    expect(edited).to_have_value("resuma em duas frases")
    edited.fill("resuma em uma frase")
    edited.press("Enter")
    reply = answered(page)
    expect(reply.locator("ol li")).to_have_count(1)
    assert texts(page)[-1] == "resuma em uma frase"
    assert len(texts(page)) < before
    liked = reply.get_by_role("button", name="Gostei", exact=True)
    liked.click()
    expect(liked).to_have_attribute("aria-pressed", "true")  # what is drawn anew then is drawn


def name_and_find_the_conversation(page: Page) -> None:
    """A name of its own; it is found by name and by content, accents and case ignored."""
    page.get_by_role("button", name="Renomear").click()
    page.get_by_label("Nome da conversa").fill("A estação")
    page.get_by_label("Nome da conversa").press("Enter")
    expect(page.locator(".talk-title h2")).to_have_text("A estação")
    page.get_by_role("button", name="Nova conversa").click()
    expect(page.locator(".welcome")).to_be_visible()
    say(page, "oi")
    expect(page.locator(".talk-line")).to_have_count(2)
    page.get_by_role("searchbox").fill("ESTACAO")
    expect(page.locator(".talk-line")).to_have_count(1)
    page.get_by_role("searchbox").fill("marina mae")
    expect(page.locator(".talk-line")).to_have_count(1)
    page.locator(".talk-line").click()
    expect(page.locator(".talk-title h2")).to_have_text("A estação")


def find_it_again_at_its_address(page: Page) -> None:
    said = texts(page)
    page.reload(wait_until="domcontentloaded")
    expect(page.locator(".talk-title h2")).to_have_text("A estação")
    assert texts(page) == said
    last = page.locator(".msg").last
    expect(last.get_by_role("button", name="Gostei", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(say(page, "resuma em duas frases").locator("ol li")).to_have_count(2)


def share_its_last_result_and_revoke(page: Page) -> None:
    """Others read the result and nothing of the conversation; then nothing at all."""
    last = page.locator(".msg").last
    last.locator("[data-share]").click()
    last.get_by_role("button", name="Criar endereço").click()
    shared = last.locator(".address").input_value()
    stranger = httpx.get(shared)
    assert stranger.status_code == 200
    assert "A estação" not in stranger.text
    last.locator("[data-link=revoke]").click()
    last.locator("[data-link=revoke]").click()
    expect(last.locator(".share")).to_contain_text("Revogado")
    assert httpx.get(shared).status_code == 404


def take_it_along(page: Page) -> None:
    for name, check in {".md": "# A estação", ".jsonl": '"role"'}.items():
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Baixar {name}", exact=True).click()
        file = Path(download.value.path()).read_text(encoding="utf-8")
        assert check in file
    assert {json.loads(line)["role"] for line in file.splitlines()} == {"user", "assistant"}


def delete_it_and_keep_its_results(page: Page) -> None:
    """Not before it is confirmed; then all the others at once."""
    page.locator(".talk-title").get_by_role("button", name="Apagar").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(re.compile(r"Os \d+ resultados feitos nela"))
    dialog.get_by_role("button", name="Cancelar").click()
    expect(page.locator(".talk-title h2")).to_be_visible()
    page.locator(".talk-title").get_by_role("button", name="Apagar").click()
    dialog.get_by_role("button", name="Apagar só a conversa").click()
    expect(page.locator(".composer")).to_contain_text("ficaram no Histórico")
    expect(page.locator(".welcome")).to_be_visible()
    say(page, "oi")
    page.get_by_role("button", name="Apagar todas as conversas").click()
    dialog.get_by_role("button", name="Apagar todas", exact=True).click()
    expect(page.locator(".composer")).to_contain_text(re.compile(r"Conversas apagadas: \d"))
    expect(page.locator(".talk-line")).to_have_count(0)
    tab(page, "Histórico")
    expect(page.locator("#history-list li").first).to_be_visible()


def new(page: Page) -> None:
    """Begin another conversation."""
    page.locator("[data-do=new]").first.click()
    expect(page.locator(".msg")).to_have_count(0)


def test_what_goes_wrong_is_a_sentence_and_nothing_is_lost(visit: Open) -> None:
    page = visit(start=0)
    lose_a_stream(page)
    send_what_cannot_be_answered(page)
    new(page)
    talk_elsewhere_meanwhile(page)
    new(page)
    stop_long_work(page)
    new(page)
    open_a_result_and_delete_it(page)
    draw_on_a_pad_first_shown_after_events_that_could_have_filled_it(page)


def test_a_reply_that_cannot_be_drawn_does_not_work_for_ever(
    visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(message: Message, *others: Any) -> Any:
        if message.role == "assistant" and message.status == "done":
            raise RuntimeError("not drawn")
        return message_view(message, *others)

    monkeypatch.setattr("textnn.ui.components.chat_page.message_view", drawn)
    page = visit(start=0)
    box(page).fill(f"dê um título\n{ARTICLE}")
    box(page).press("Enter")
    expect(page.locator(".composer .note")).to_contain_text("Algo falhou do nosso lado")
    expect(page.locator(".reply")).to_have_count(1)
    expect(page.locator(".reply[aria-busy], .reply .status")).to_have_count(0)


def lose_a_stream(page: Page) -> None:
    """One that closes too early is opened again."""
    closed = {"content_type": "text/event-stream", "body": 'data: {"msg": "close_stream"}\n\n'}
    page.route("**/queue/data*", lambda route: route.fulfill(**closed), times=1)
    reply = say(page, "obrigado")
    assert texts(page)[0] == "obrigado"
    expect(reply.locator(".reply")).to_be_visible()
    expect(page.locator(".toast-body")).to_have_count(0)


def send_what_cannot_be_answered(page: Page) -> None:
    long = "a" * 200_001
    box(page).fill(long)
    page.get_by_role("button", name="Enviar").click()
    expect(page.locator(".composer .note")).to_contain_text("Ela continua na caixa")
    expect(box(page)).to_have_value(long)
    reply = say(page, "explode agora")
    expect(reply).to_contain_text("Algo falhou do nosso lado")
    expect(reply).not_to_contain_text("secret")
    page.route("**/queue/join*", lambda route: route.fulfill(status=503, json={"detail": FULL}))
    box(page).fill("oi")
    box(page).press("Enter")
    expect(page.locator(".composer .note")).to_contain_text("muita gente na fila")
    expect(box(page)).to_have_value("oi")
    page.unroute("**/queue/join*")
    box(page).fill("")
    attach(page, ("foto.png", b"nothing"))
    page.get_by_role("button", name="Enviar").click()
    expect(answered(page)).to_contain_text("não é uma imagem")


def talk_elsewhere_meanwhile(page: Page) -> None:
    """A new conversation has its own replies while the last one is answered."""
    box(page).fill("continue: Com calma, a ponte velha")
    box(page).press("Enter")
    page.locator(".reply[aria-busy] .machine").wait_for()
    page.locator("[data-do=new]").first.click()
    expect(say(page, "obrigado")).not_to_contain_text("ponte")
    assert texts(page)[0] == "obrigado"
    expect(page.locator(".msg")).to_have_count(2)
    said = ""
    for _ in range(60):  # until then it is opened without a reply
        if "Chegou ao comprimento pedido" in said:
            break
        page.locator(".talk-line", has_text="ponte").click()
        page.wait_for_timeout(500)
        said = page.locator(".msg").last.inner_text()
    assert "Chegou ao comprimento pedido" in said
    expect(page.locator(".said").first).to_have_text("continue: Com calma, a ponte velha")


def stop_long_work(page: Page) -> None:
    """Meanwhile it shows how far it is."""
    say(page, ARTICLE + "\nTudo foi feito bem devagar.")
    box(page).fill("destaque os nomes")
    box(page).press("Enter")
    expect(page.locator(".reply .status")).to_contain_text("Trabalhando… ")
    expect(page.locator(".reply .bar span")).to_have_attribute("style", re.compile("width"))
    page.keyboard.press("Escape")
    expect(answered(page)).to_contain_text("Você parou antes que algo ficasse pronto")


def open_a_result_and_delete_it(page: Page) -> None:
    page.locator(".try").first.click()
    reply = answered(page)
    reply.get_by_role("button", name="Abrir em Destacar").click()
    expect(page.locator("#highlight-view mark").first).to_be_visible()
    tab(page, "Conversar")
    say(page, "apague o último resultado")
    page.get_by_role("button", name="Sim, apagar").click()
    expect(answered(page)).to_contain_text("Apagado")
    page.reload(wait_until="domcontentloaded")
    expect(page.locator(".lost")).to_have_text("Este resultado foi apagado.")


def draw_on_a_pad_first_shown_after_events_that_could_have_filled_it(page: Page) -> None:
    page.locator(".talk-head").get_by_role("button", name="Renomear").click()
    page.locator(".talk-dialog").wait_for()
    page.keyboard.press("Escape")
    tab(page, "Amostras")
    page.locator("#samples-parts").get_by_role("tab", name="Desenhar", exact=True).click()
    stroke(page, "#draw-fashion canvas", (0.2, 0.2), (0.8, 0.8))
    page.locator("#draw-view .canvas img").wait_for()
