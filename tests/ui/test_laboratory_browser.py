"""The stations in a browser: dragged, typed into, stepped, on a phone, in both languages.

What the page computes is what the script of PyTorch computes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.served import Served
from tests.ui.chromium import Locator, Open, Page, expect
from tests.ui.test_languages_browser import RINGLESS, nameless, strange
from tests.ui.test_phone_browser import KEYBOARD, PHONE, fits
from textnn.config import DATA
from textnn.laboratory.programs import (
    activation,
    backpropagation,
    convolution,
    perceptron,
    playground,
)
from textnn.laboratory.stations import STATIONS
from textnn.locale import say

pytestmark = pytest.mark.browser

OVER = 8
"""Pixels of a drag by a step and more."""

SYMBOLS = " ".join(
    letter + index for letter in "xwhbyvtzaδ" for index in ["₁", "₂", "₁₁", "₁₂", "₂₁", "₂₂"]
)
"""Words that are none of a language."""


def station(visit: Open, app: Served, path: str, **options: Any) -> Page:
    page = visit(address=f"{app.url}/laboratory/{path}", **options)
    page.locator("lab-station .lab-tasks").wait_for()
    return page


@pytest.fixture(scope="module", autouse=True)
def _shipped(app: Served) -> Iterator[None]:
    """The shipped models that stations look into lie among those of the app."""
    names = ("charrnn", "summarizer", "cnn-slide", "cnn-cifar10")
    places = [app.screen.settings.models / name for name in names]
    for place in places:
        place.symlink_to(DATA / "models" / place.name)
    yield
    for place in places:
        place.unlink()


def computed(page: Page, module: str, call: str) -> Any:
    """What the module of a station computes; ``call`` is JavaScript that has it as ``m``."""
    address = f"`${{document.baseURI}}laboratory/static/{module}.js`"
    return page.evaluate(f"async () => {{ const m = await import({address}); return {call}; }}")


def drag(page: Page, thing: Locator, dx: float, dy: float = 0) -> None:
    thing.scroll_into_view_if_needed()
    box = thing.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=4)
    page.mouse.up()


def choose(place: Page | Locator, name: str) -> None:
    place.get_by_role("radio", name=name, exact=True).check()


def answer(page: Page, task: int, given: str = "") -> None:
    """Answer a task, by a number or by the sentence of a choice, and see that it is right."""
    form = page.locator(".lab-tasks li").nth(task - 1)
    if form.locator("input[type=radio]").count():
        choose(form, given)
    elif given:
        form.get_by_role("textbox").fill(given)
    form.get_by_role("button").click()
    expect(form.locator(".lab-verdict.right")).to_be_visible()


def test_perceptron(visit: Open, app: Served) -> None:
    page = station(visit, app, "perceptron")
    told = page.locator(".lab-told:visible")
    expect(told).to_have_text(say("pt", "lab_perceptron_fires", sum="1,1", threshold="1"))
    weight = page.get_by_role("slider", name="Peso 1")
    drag(page, weight, -4 * OVER)
    assert float(weight.get_attribute("aria-valuenow") or 9) < 0.4
    expect(told).to_contain_text("não alcança")
    answer(page, 2)
    page.get_by_role("button", name="Números do slide").click()
    weight.press("ArrowUp")
    expect(told).to_contain_text("1,16")
    page.get_by_label("limiar").last.fill("2")
    expect(told).to_contain_text("não alcança o limiar 2")
    page.wait_for_url("**/perceptron?w1=0.6&t=2")
    page.reload()
    expect(told).to_contain_text("1,16")
    choose(page, "Aprender E, OU e XOR")
    choose(page, "OU")
    for _ in range(perceptron.rounds_to_learn("or") or 0):
        page.get_by_role("button", name="Uma volta").click()
    expect(told).to_contain_text("Aprendeu em 3 voltas")
    choose(page, "XOR")
    for _ in range(12):
        page.get_by_role("button", name="Uma volta").click()
    expect(told).to_contain_text("nenhuma reta")
    choose(page, "Regressão linear")
    expect(told).to_contain_text("o predito é 5: erro de 1")
    point = page.get_by_role("slider", name="Ponto 1")
    drag(page, point, 0, -60)
    expect(told).not_to_contain_text("o esperado é 4 ")
    answer(page, 1, "1,3")
    answer(page, 3, say("pt", "lab_perceptron_xor_line"))
    page.get_by_role("button", name="Guardar no histórico").click()
    expect(page.get_by_text("está na aba Histórico")).to_be_visible()
    check_perceptron(page)


def check_perceptron(page: Page) -> None:
    """The page's steps against those of the script, in 64 bits as JavaScript has them."""
    weights, threshold = torch.zeros(2, dtype=torch.double), torch.zeros((), dtype=torch.double)
    for x, wanted in zip(perceptron.CORNERS.double(), perceptron.GATES["xor"], strict=True):
        given = f"{x.tolist()}, {wanted}, {weights.tolist()}, {threshold.item()}, 0.3"
        weights, threshold = perceptron.learn(x, torch.tensor(wanted), weights, threshold, 0.3)
        same(computed(page, "perceptron", f"m.learn({given}).flat()"), [*weights, threshold])
    x, wanted, weight, bias = torch.tensor([3.0, 4.0, 2.0, 1.0], dtype=torch.double)
    line = perceptron.regress(x, wanted, weight, bias, 0.1)
    same(computed(page, "perceptron", "m.regress(3, 4, 2, 1, 0.1)"), line)


def test_backpropagation(visit: Open, app: Served) -> None:
    page = station(visit, app, "backpropagation")
    forward = page.get_by_role("button", name="Próximo")
    for stage in ("hidden", "output", "loss", "delta", "deltas", "gradients", "update"):
        forward.click()
        expect(page.locator(".lab-told")).to_have_text(say("pt", f"lab_backpropagation_{stage}"))
    page.wait_for_url("**/backpropagation?stage=7")
    page.get_by_role("slider", name="w₁").press("ArrowDown")
    expect(page.get_by_role("slider", name="w₁")).to_have_attribute("aria-valuetext", "0,69")
    page.get_by_role("button", name="Do começo").click()
    drag(page, page.get_by_role("slider", name="b", exact=True), 5 * OVER)
    expect(page.get_by_role("slider", name="b", exact=True)).not_to_have_attribute(
        "aria-valuetext", "0,20"
    )
    answer(page, 1, "-0,104")
    answer(page, 3, say("pt", "lab_backpropagation_zero_input"))
    page.goto(f"{app.url}/laboratory/backpropagation?rate=5")
    for _ in range(20):
        page.get_by_role("button", name="Passo inteiro").click()
    answer(page, 2)
    x, v = torch.tensor([0.6, 1.0]).double(), torch.tensor([[0.5, 0.8], [-0.4, 0.3]]).double()
    a, w = torch.tensor([-1.0, 0.1]).double(), torch.tensor([0.7, -0.5]).double()
    hidden, output = backpropagation.forward(x, v, a, w, torch.tensor(0.2).double())
    wanted = torch.tensor(1.0)
    parts = backpropagation.backward(x, hidden, output, wanted, w)
    given = "[0.6, 1], 1, [0.5, 0.8, -0.4, 0.3, -1, 0.1, 0.7, -0.5, 0.2]"
    there = computed(page, "backpropagation", f"m.pass({given})")
    same(there["gradient"], torch.cat([part.flatten() for part in parts]))
    same([there["output"], there["loss"]], [output, backpropagation.loss(output, wanted)])


def test_activation(visit: Open, app: Served) -> None:
    page = station(visit, app, "activation")
    choose(page, "Tangente hiperbólica")
    drag(page, page.get_by_role("slider", name="z", exact=True), -160)
    expect(page.locator(".lab-told")).to_contain_text("está saturado")
    answer(page, 2)
    point = page.get_by_role("slider", name="z", exact=True)
    for _ in range(5):
        point.press("PageUp")
    expect(page.locator(".lab-told")).to_contain_text("ainda aprendem")
    answer(page, 1, "0,25")
    answer(page, 3, say("pt", "lab_activation_step_slope"))
    places = [-7.0, -4.0, -1.3, -0.5, 0.0, 0.2, 0.5, 2.0, 3.7, 6.0]
    z = torch.tensor(places, dtype=torch.double)
    for name, function in activation.FUNCTIONS.items():
        there = f"{places}.map(z => [m.FUNCTIONS.{name}.at(z), m.FUNCTIONS.{name}.slope(z)])"
        values, slopes = zip(*computed(page, "activation", there), strict=True)
        same(list(values), function(z))
        same(list(slopes), activation.slope(name, z))


def test_playground(visit: Open, app: Served, tmp_path: Path) -> None:
    page = station(visit, app, "playground?data=gauss&rate=0.1&epoch=5")
    epoch = page.locator(".lab-epoch")
    expect(epoch).to_have_text("Época 5")
    weight = page.get_by_label("Valor", exact=True)
    before = weight.input_value()
    page.get_by_role("button", name="Uma época").click()
    expect(weight).not_to_have_value(before)
    page.get_by_role("button", name="Voltar uma").click()
    expect(weight).to_have_value(before)
    choose(page, "Círculo")
    page.get_by_role("button", name="Uma camada a menos").click()
    page.get_by_role("button", name="Uma camada a menos").click()
    for box in ("x₁²", "x₂²"):
        page.get_by_label(box, exact=True).check()
    page.get_by_role("button", name="Treinar").click()
    expect(page.locator(".lab-told")).to_contain_text("Acerta 100% do teste")
    page.get_by_role("button", name="Parar", exact=True).click()
    answer(page, 1)
    page.get_by_role("button", name="Guardar esta corrida").click()
    expect(page.locator(".lab-table tbody tr")).to_have_count(1)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Baixar esta rede").click()
    saved.value.save_as(tmp_path / "model.py")
    check_saved(tmp_path / "model.py", page.locator(".lab-told").inner_text())
    page.get_by_text("Os seus próprios dados").click()
    pasted = page.get_by_role("textbox", name="Ou cole uma tabela")
    pasted.fill("x;y;time\n1,5;20;A\n-1;40;B\n0;x;C")
    page.get_by_role("button", name="Usar esta tabela").click()
    expect(page.get_by_text("Na linha 4 falta um número.")).to_be_visible()
    pasted.fill("x;y;time\n1,5;20;A\n-1;40;B\n0;30;C")
    page.get_by_role("button", name="Usar esta tabela").click()
    page.wait_for_url("**mine=1.5+-5+0+-1+5+1+0+0+2**")
    page.locator(".lab-plane").first.click(position={"x": 20, "y": 20})
    page.locator(".lab-plane").first.press("Enter")
    page.wait_for_url("**2+-*+0+0+0+0**")
    answer(page, 2, "25")
    answer(page, 3, say("pt", "lab_playground_over_data"))
    check_playground(page)


def check_saved(file: Path, told: str) -> None:
    """The downloaded program has the loss that the page told."""
    code = file.read_text(encoding="utf-8").partition("optimizer =")[0]
    names: dict[str, Any] = {}
    exec(compile(code, str(file), "exec"), names)
    shown = f"{names['loss'](names['TEST']).item():.3f}".replace(".", ",")
    assert f"no teste {shown}" in told


def check_playground(page: Page) -> None:
    """A step of the page against one of the script: each kind of task, activation, penalty."""
    torch.manual_seed(0)
    points = torch.randn(6, 2, dtype=torch.double)
    names = list(playground.FEATURES)
    x = playground.features(points, names)
    there = f"{points.tolist()}.flatMap(([x, y]) => m.featuresOf({names}, x, y))"
    same(computed(page, "playground_model", there), x.flatten())
    cases = [
        ("classification", 1, "tanh", "l1"), ("classification", 3, "relu", "l2"),
        ("regression", 1, "logistic", "none"), ("regression", 1, "linear", "l2"),
    ]  # fmt: skip
    for task, outputs, activation_name, kind in cases:
        sizes = [len(names), 4, 3, outputs]
        expected = torch.arange(6) % (outputs + 1 if outputs == 1 else outputs) * 1.0
        model = playground.network(sizes, activation_name).double()
        before = torch.nn.utils.parameters_to_vector(model.parameters())
        batch = [[row, label] for row, label in zip(x.tolist(), expected.tolist(), strict=True)]
        net = f"new m.Net({sizes}, '{activation_name}', '{task}')"
        call = f"n.step({batch}, 0.1, '{kind}', 0.05)"
        made = computed(
            page,
            "playground_model",
            f"(n => [n.weights.set({before.tolist()}), {call}, [...n.weights]])({net})",
        )
        loss = playground.step(
            model, x, expected.double(), task, 0.1, (kind, 0.05 * (kind != "none"))
        )
        same([made[1]], [loss])
        after = torch.nn.utils.parameters_to_vector(model.parameters())
        same(made[2], after.detach())


def test_convolution(visit: Open, app: Served) -> None:
    page = station(visit, app, "convolution")
    output = page.locator(".lab-grid").nth(2)
    shown = ["12", "12", "17", "10", "17", "19", "9", "6", "14"]
    expect(output.get_by_role("button")).to_have_text(shown)
    page.get_by_role("button", name="Próxima posição").click()
    expect(page.locator(".lab-sum:visible")).to_contain_text("= 12")
    page.get_by_role("textbox", name="Linha 1, coluna 1").first.fill("4")
    page.get_by_role("textbox", name="Peso da linha 1, coluna 1").first.fill("1")
    expect(output.get_by_role("button").first).to_have_text("16")
    padding = page.get_by_role("slider", name="padding")
    padding.press("ArrowRight")
    expect(output.get_by_role("button")).to_have_count(25)
    answer(page, 2)
    page.wait_for_url("**p=1**")
    choose(page, "Convolução transposta")
    page.get_by_role("button", name="i = 4, k = 3, p = 0").click()
    expect(page.locator(".lab-told:visible").first).to_contain_text("= 6")
    choose(page, "Max pooling")
    expect(output.get_by_role("button")).to_have_text(["6", "8", "3", "4"])
    choose(page, "Numa imagem")
    page.get_by_role("button", name="Desfocar").click()
    after = page.locator("canvas").nth(1)
    ink = "canvas => canvas.getContext('2d').getImageData(0, 0, 96, 96).data.join()"
    before = after.evaluate(ink)
    page.locator("canvas").first.press(" ")
    drawn = after.evaluate(ink)
    assert drawn != before
    drag(page, page.locator("canvas").first, 60, 20)
    assert after.evaluate(ink) != drawn
    answer(page, 1, "6")
    answer(page, 3, "9")
    torch.manual_seed(0)
    image, kernel = torch.randn(5, 5), torch.randn(3, 3)
    given = f"{image.tolist()}, {kernel.tolist()}, 1, 2"
    for call, script in (
        (f"m.convolve({given})", convolution.convolve(image, kernel, 1, 2)),
        (f"m.transpose({given})", convolution.transpose(image, kernel, 1, 2)),
        (f"m.maxPool({image.tolist()})", convolution.max_pool(image)),
    ):
        same(computed(page, "convolution", f"{call}.flat()"), script.flatten())


def test_cnn(visit: Open, app: Served) -> None:
    page = station(visit, app, "cnn")
    told = page.locator(".lab-told")
    expect(told).to_contain_text("A rede inteira diz navio")
    expect(page.locator(".lab-through li")).to_have_count(7)
    page.get_by_role("button", name="Canal 4 da camada 1").press("Enter")
    expect(page.locator(".lab-sum")).to_contain_text("Canal 4 da camada 1")
    page.get_by_role("button", name="Prender este canal em 0").click()
    expect(told).to_contain_text("Com 1 em 0")
    page.wait_for_url("**/cnn?channel=3&off=0+3")
    page.goto(page.url.split("?")[0] + "?off=" + "+".join(f"2+{at}" for at in range(12)))
    expect(told).to_contain_text("a rede muda de ideia")
    answer(page, 2)
    page.get_by_role("button", name="Soltar todos").click()
    expect(told).to_contain_text("A rede inteira diz navio")
    drawn = str(DATA / "examples" / "pictures" / "2-aviao.png")
    page.locator("input[type=file]").set_input_files(drawn)
    expect(told).to_contain_text("A rede inteira diz avião")
    answer(page, 1, "912")
    answer(page, 3, say("pt", "lab_cnn_shape_smaller"))


def test_history(visit: Open, app: Served) -> None:
    page = station(visit, app, "history")
    told = page.locator(".lab-told")
    expect(told.first).to_contain_text("Frank Rosenblatt")
    page.get_by_role("button", name="Depois →").click()
    expect(told.first).to_contain_text("XOR")
    page.get_by_role("slider", name="Acontecimento").press("End")
    expect(told.first).to_contain_text("Transformer")
    choose(page, "ResNet-152 (2015)")
    expect(page.locator("figure rect")).to_have_count(152)
    choose(page, "ZF Net (2013)")
    page.get_by_role("button", name="Treinar a versão pequena").click()
    expect(told.last).to_contain_text("A versão pequena acerta")
    answer(page, 1, "30,4")
    answer(page, 2, say("pt", "lab_history_light_full"))
    page.wait_for_url("**/history?event=16&net=zfnet")


def test_lstm(visit: Open, app: Served) -> None:
    page = station(visit, app, "lstm?at=18")
    told = page.locator(".lab-told:visible")
    expect(told).to_contain_text("a célula larga")
    page.locator(".lab-letters span").nth(22).click()
    expect(told).to_contain_text("a célula guarda")
    page.wait_for_url("**/lstm?at=22")
    choose(page, "Células que querem dizer algo")
    page.get_by_role("button", name="Procurar nas 512 células").click()
    page.get_by_role("button", name="Ver a célula 53").click()
    page.get_by_role("textbox", name="Texto que a rede lê").fill('"Sim", disse ela.')
    expect(page.locator(".lab-letters")).to_have_text('"Sim", disse ela.')
    answer(page, 2)
    choose(page, "Células em zero")
    page.get_by_role("button", name="Ler e escrever").click()
    expect(page.locator(".lab-written tbody tr")).to_have_count(3)
    choose(page, "O gradiente que some")
    page.get_by_role("slider", name="Somado ao viés").press("End")
    expect(told).to_contain_text("à LSTM 0,")
    answer(page, 1, say("pt", "lab_lstm_gate_forget"))
    answer(page, 3, say("pt", "lab_lstm_vanish_product"))


def test_attention(visit: Open, app: Served) -> None:
    page = station(visit, app, "attention")
    told, line = page.locator(".lab-told"), page.locator(".lab-line")
    line.get_by_role("button", name="Belo").click()
    expect(told).to_contain_text("Escreve “Belo” e copia")
    page.wait_for_url("**/attention?at=4")
    answer(page, 1)
    page.get_by_role("slider", name="Passo").press("Home")
    candidates = page.locator(".lab-candidate")
    expect(candidates).to_have_count(6)
    other = candidates.nth(1).locator("span").inner_text()
    candidates.nth(1).press("Enter")
    expect(line.get_by_role("button").first).to_have_text(other)
    page.wait_for_url("**chosen=*")
    page.get_by_role("button", name="Deixar a rede escolher").click()
    expect(line.get_by_role("button").first).not_to_have_text(other)
    choose(page, "Linha fina")
    expect(line).to_have_text("A obra custou R$ 3,2 milhões e durou dez meses")
    page.get_by_role("textbox", name="Artigo em português").fill(" ")
    expect(told).to_contain_text("Cole")
    answer(page, 2, "1")
    answer(page, 3, say("pt", "lab_attention_one_lost"))


def test_gan(visit: Open, app: Served) -> None:
    page = station(visit, app, "gan", reduced_motion="reduce")  # it is not played
    page.get_by_role("button", name="Treinar aqui").click()
    told = page.locator(".lab-told")
    expect(told).to_contain_text("Colapso")
    answer(page, 1)
    page.get_by_role("slider", name="Momento").press("Home")
    expect(told).to_contain_text("Passo 1:")
    page.get_by_role("slider", name="Castigo").press("End")
    expect(told).to_have_text(say("pt", "lab_gan_empty"))
    page.wait_for_url("**/gan?penalty=0.4&frame=0")
    answer(page, 3, "0,5")


def test_transfer(visit: Open, app: Served) -> None:
    page = station(visit, app, "transfer")
    told = page.locator(".lab-told")
    page.get_by_role("button", name="Treinar as duas").click()
    expect(told).to_contain_text("das 40 perguntas")
    expect(page.locator(".lab-tile")).to_have_count(16)
    answer(page, 1)
    answer(page, 2, "4610")
    answer(page, 3, say("pt", "lab_transfer_more_less"))
    page.get_by_role("slider", name="Imagens de cada classe").press("Home")
    page.wait_for_url("**/transfer?taught=1")
    page.get_by_role("button", name="Tirar a imagem 6 de chaves").press("Enter")
    expect(page.locator(".lab-tile")).to_have_count(0)
    page.get_by_role("button", name="Começar com as minhas").click()
    expect(page.get_by_role("button", name="Treinar as duas")).to_be_disabled()
    page.get_by_role("textbox", name="Nome da classe 1").fill("bola")
    drawn = str(DATA / "examples" / "pictures" / "1-navio.png")
    page.locator("input[type=file]").first.set_input_files([drawn, __file__])
    expect(page.locator(".lab-pick")).to_have_count(1)
    expect(page.get_by_text("Este arquivo não se abre")).to_be_visible()


def test_networks(visit: Open, app: Served) -> None:
    page = station(visit, app, "networks")
    train = page.get_by_role("button", name="Treinar aqui")
    choose(page, "Hopfield (HN)")
    knob = page.get_by_role("slider", name="Algarismos guardados")
    knob.press("End")
    told = page.locator(".lab-told")
    expect(page.locator(".lab-slider b")).to_have_text("10")
    train.click()
    expect(told).to_contain_text("Lembra 90% dos algarismos")
    expect(page.locator(".lab-result canvas")).to_have_count(30)
    answer(page, 2)
    page.wait_for_url("**/networks?knob=10&net=hn")
    page.reload()
    train.click()
    expect(told).to_contain_text("Lembra 90% dos algarismos")
    choose(page, "Estados de eco (ESN)")
    train.click()
    expect(told).to_contain_text("Cem valores adiante")
    expect(page.locator(".lab-result polyline")).to_have_count(2)
    expect(page.locator(".lab-code code")).to_contain_text("Echo state network")
    page.get_by_role("button", name="Outro sorteio").click()
    page.wait_for_url("**seed=1**")
    choose(page, "Cadeia de Markov (MC)")
    train.click()
    expect(page.locator(".lab-texts")).to_contain_text(" · ")
    answer(page, 1, say("pt", "lab_networks_label_kn"))
    answer(page, 3, "8")
    page.route("**/laboratory/networks/**", lambda route: route.abort())
    train.click()
    expect(told).to_have_text(say("pt", "lab_all_failed"))


def same(page: Any, script: Any) -> None:
    expected = [float(one) for one in script]
    assert page == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("language", "locale"), [("pt", "pt-BR"), ("en", "en-US")])
def test_every_station_fits_a_phone_speaks_one_language_and_names_its_controls(
    visit: Open, app: Served, language: str, locale: str
) -> None:
    page = visit(address=f"{app.url}/laboratory", locale=locale, **PHONE)
    for name in STATIONS:
        page.goto(f"{app.url}/laboratory/{name}", wait_until="domcontentloaded")
        page.locator("lab-station .lab-tasks").wait_for()
        fits(page)
        page.keyboard.press("Tab")
        pages = strange(page, language, SYMBOLS) + nameless(page) + page.evaluate(RINGLESS)
        assert pages == [], name
        assert KEYBOARD.findall(page.locator("body").inner_text()) == [], name
