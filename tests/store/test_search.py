import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text, update

from tests.store.databases import KINDS, empty_database
from tests.store.makers import continuation, highlight
from textnn.results.runs import new_run
from textnn.store import search
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository
from textnn.store.schema import RunRow

ARTICLE = (
    "O Comitê Rio-2016 vendeu 8.000 ingressos à Confederação. "
    "São João del-Rei não quis; custou R$ 12,5 milhões. Ação!"
)


@pytest.fixture(scope="module", params=KINDS)
def article(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunRepository]:
    with empty_database(request.param, tmp_path_factory.mktemp("busca")) as url:
        engine = open_store(url)
        runs = RunRepository(engine)
        runs.add(new_run("ana", highlight(ARTICLE)))
        yield runs
        engine.dispose()


@pytest.mark.parametrize(
    "query",
    [
        "comite",
        "Comitê",
        "COMITÊ",
        unicodedata.normalize("NFD", "comitê"),
        "com",
        "acao",
        "confederaçao",
        "sao joao",
        "joao comite",
        "rio 2016",
        "Rio-2016",
        "2016",
        "8.000",
        "12,5",
        "del-rei",
        '"comite"',
        "comite*",
        "comite (",
        "nao quis;",
        "$",
        "R$ 12",
    ],
)
def test_is_found(article: RunRepository, query: str) -> None:
    assert article.count("ana", query) == 1
    assert len(article.find("ana", query)) == 1


@pytest.mark.parametrize(
    "query",
    [
        "comites",
        "omite",
        "comite OR gato",
        "comite NOT rio x",
        "input:gato",
        "NEAR(comite rio)",
        "%",
        "_",
        "😀",
        "gato",
    ],
)
def test_is_not_found(article: RunRepository, query: str) -> None:
    assert article.find("ana", query) == []


@pytest.mark.parametrize("query", ["", " ", "\t\n "])
def test_a_blank_query_finds_everything(article: RunRepository, query: str) -> None:
    assert article.count("ana", query) == 1


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(st.characters(), max_size=30),
        st.text(st.sampled_from("\"'*()^:-+{}[]&|!<>\\%_ \0\ud800aé1"), max_size=20),
        st.lists(
            st.sampled_from(["AND", "OR", "NOT", "NEAR(", "comitê", '"', "*", ":*", "\\"])
        ).map(" ".join),
        st.text(min_size=150, max_size=400),
    )
)
def test_no_query_ever_fails(article: RunRepository, query: str) -> None:
    assert article.count("ana", query) == len(article.find("ana", query))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(search.words(ARTICLE)), st.integers(1, 20), st.booleans())
def test_every_word_is_found_by_any_of_its_beginnings(
    article: RunRepository, word: str, length: int, upper: bool
) -> None:
    beginning = search.fold_chars(word[:length])
    assert article.count("ana", beginning.upper() if upper else beginning) == 1


def test_what_was_written_is_found_too(runs: RunRepository) -> None:
    runs.add(new_run("ana", continuation("A câmara", " aprovou o orçamento")))
    assert runs.count("ana", "camara orcamento") == 1
    assert runs.count("ana", "camara", task="generate") == 1
    assert runs.count("ana", "camara", task="highlight") == 0


def test_decomposed_text_is_found(runs: RunRepository) -> None:
    runs.add(new_run("ana", highlight(unicodedata.normalize("NFD", "Ministério da Educação"))))
    assert runs.count("ana", "ministerio educacao") == 1
    assert runs.count("ana", "Ministério Educação") == 1


def test_what_is_deleted_or_changed_is_no_longer_found(engine: Engine, runs: RunRepository) -> None:
    gone = runs.add(new_run("ana", highlight("o gato")))
    kept = runs.add(new_run("ana", highlight("o cão")))
    runs.delete("ana", gone)
    assert runs.count("ana", "gato") == 0
    with engine.begin() as connection:
        connection.execute(update(RunRow).where(RunRow.id == kept).values(input="a ave"))
    assert runs.count("ana", "cao") == 0
    assert runs.count("ana", "ave") == 1
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO runs_fts(runs_fts) VALUES ('integrity-check')"))


def test_other_databases_search_with_like(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'x.db'}")
    RunRepository(engine).add(new_run("ana", highlight("Cem por cento: 100% do Comitê")))
    with engine.connect() as connection:

        def found(query: str) -> int:
            conditions = search.matches(query, "mysql")
            return len(connection.execute(select(RunRow.id).where(*conditions)).all())

        assert found("comit cem") == 1
        assert found("0%") == 1
        assert found("%") == 1
        assert found("_") == 0
        assert found("gato") == 0
    engine.dispose()


def test_long_texts_are_stored_and_found(runs: RunRepository) -> None:
    many = " ".join(f"palavra{i:05d}" for i in range(12_000))
    runs.add(new_run("ana", highlight(many)))
    assert runs.count("ana", "palavra11999") == 1


@pytest.mark.parametrize(
    ("whole", "expected"),
    [
        ("", ""),
        ("  Uma\n\tlinha \u00a0 só ", "Uma linha só"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
        ("palavra " * 20, "palavra " * 8 + "palavra…"),
    ],
)
def test_title(whole: str, expected: str) -> None:
    assert search.title(whole) == expected


@pytest.mark.parametrize(
    ("whole", "expected"),
    [
        ("Chuva derruba ponte\n\nA chuva derrubou.", "Chuva derruba ponte"),
        ("\r\nChuva derruba\r\nponte \r\n \r\nA chuva derrubou.", "Chuva derruba ponte"),
        ("Chuva derruba ponte\nA chuva derrubou.", "Chuva derruba ponte A chuva derrubou."),
        ("Santos, SP\n\nA chuva derrubou.", "Santos, SP A chuva derrubou."),
        ("palavra " * 20 + "\n\nfim", "palavra " * 8 + "palavra…"),
        ("", ""),
    ],
)
def test_an_article_is_called_by_the_title_above_it(whole: str, expected: str) -> None:
    assert search.article_title(whole) == expected


def test_snippet_shows_the_place_found() -> None:
    long = "começo de conversa. " * 50 + "Aqui mora o Comitê Olímpico. " + "fim. " * 100
    cut = search.snippet(long, "comite")
    assert "Aqui mora o Comitê Olímpico" in cut
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert search.snippet(long, "").startswith("começo")
    assert search.snippet(long, "ausente").startswith("começo")


@given(st.text(max_size=900), st.text(max_size=9))
def test_titles_and_snippets_are_one_short_line(whole: str, query: str) -> None:
    for cut, longest in (
        (search.title(whole), search.TITLE),
        (search.snippet(whole, query), search.SNIPPET),
    ):
        assert len(cut) <= longest
        assert len(cut.splitlines()) <= 1
