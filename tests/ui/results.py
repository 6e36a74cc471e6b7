"""One result of every kind, as a visitor would make it, over the fake models."""

from __future__ import annotations

from textnn.results import FactSheetOptions, GenerateOptions, SummaryOptions
from textnn.results.context import RequestContext
from textnn.results.pictures import ClassifyOptions, RenderOptions, Round, SampleOptions
from textnn.web.context import Screen

ARTICLE = (
    "Ana Souza abriu ontem a Festa do Peixe em Porto Belo. A prefeitura gastou R$ 6 mil. "
    "O público passou de 8.000 pessoas."
)


def make_all(screen: Screen, owner: str, article: str = ARTICLE) -> dict[str, str]:
    """What it is -> id of the run."""
    service, pictures = screen.service, screen.service.pictures
    photo = next(iter(screen.examples.pictures.values()))
    name, outline = next(iter(screen.examples.outlines.items()))
    lesson = {name: [*shown][:6] for name, shown in screen.examples.lesson.items()}
    forged = pictures.sample(SampleOptions("digits", "", 1), RequestContext(owner, keep=False))
    mine = RequestContext(owner)
    round_ = Round(forged.result.pictures[0].picture, True, True, 0.2)
    runs = {
        "highlight": service.highlight(article, mine, keywords=True),
        "summary": service.summarize(article, SummaryOptions(2), mine),
        "writing": [*service.generate(article[:20], GenerateOptions(60, seed=7), mine)][-1],
        "surprise": service.run("surprise", article, context=mine),
        "photo": pictures.classify(photo, article[:12], ClassifyOptions("", True), mine),
        "samples": pictures.sample(SampleOptions("fashion", "dress", 20, 3), mine),
        "walk": pictures.sample(SampleOptions("digits", "", 5, 3, 2.0, 9), mine),
        "game": pictures.keep_game("digits", [round_], 3.0, mine),
        "lesson": pictures.teach(lesson, mine),
        "answer": service.answer(article, f"Quem abriu? {article[:40]}", mine),
        "comparison": service.compare(article, article.replace("Ana", "Eva"), mine),
        "factsheet": service.factsheet(article, FactSheetOptions("2026-11-20"), mine),
        "experiment": service.keep_experiment("gan", "seed=3", f"Colapso. {article}", mine),
        "drawing": pictures.render(outline, RenderOptions(name.split("-")[0]), mine),
    }
    return {kind: str(kept.run_id) for kind, kept in runs.items()}
