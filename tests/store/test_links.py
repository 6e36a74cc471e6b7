"""Links: one run for whoever has the address, and for nobody any more once it is revoked."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, func, select, update

from tests.store.makers import highlight
from textnn.errors import UserError
from textnn.results.runs import new_run
from textnn.store.links import LinkRepository
from textnn.store.runs import RunRepository
from textnn.store.schema import LinkRow


def kept(engine: Engine, owner: str = "ana") -> str:
    return RunRepository(engine).add(new_run(owner, highlight("O Comitê chegou.")))


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(LinkRow)).scalar_one()


def is_dead(engine: Engine, link_id: str) -> bool:
    try:
        RunRepository(engine).shared(link_id)
    except UserError as error:
        return error.code == "no-such-link"
    return False


def test_whoever_has_the_address_reads_that_run(engine: Engine) -> None:
    links, run_id = LinkRepository(engine), kept(engine)
    link = links.add("ana", run_id)
    assert link is not None
    assert len(link.id) == 22
    assert RunRepository(engine).shared(link.id) == RunRepository(engine).get("ana", run_id)
    assert links.of_run("ana", run_id) == [link]


def test_nobody_shares_or_revokes_what_is_not_theirs(engine: Engine) -> None:
    links, run_id = LinkRepository(engine), kept(engine)
    assert links.add("bia", run_id) is None
    assert links.add("ana", "no such run") is None
    link = links.add("ana", run_id)
    assert link is not None
    assert links.revoke("bia", run_id) == 0
    assert links.of_run("bia", run_id) == []
    assert not is_dead(engine, link.id)


@pytest.mark.parametrize("name", ["", "x" * 22, "\0", "\ud800", "' OR 1=1 --", "ç" * 100_000])
def test_an_invented_address_shows_nothing(engine: Engine, name: str) -> None:
    links = LinkRepository(engine)
    assert links.add("ana", kept(engine)) is not None
    assert is_dead(engine, name)


def test_a_revoked_link_is_dead(engine: Engine) -> None:
    links, run_id = LinkRepository(engine), kept(engine)
    one, other = links.add("ana", run_id), links.add("ana", run_id, days=3)
    assert one is not None
    assert other is not None
    assert one.id != other.id
    assert links.revoke("ana", run_id) == 2
    assert is_dead(engine, one.id)
    assert is_dead(engine, other.id)


def test_deleting_the_run_kills_the_link(engine: Engine) -> None:
    links, runs = LinkRepository(engine), RunRepository(engine)
    run_id, stays = kept(engine), kept(engine)
    link, other = links.add("ana", run_id), links.add("ana", stays)
    assert link is not None
    assert other is not None
    assert runs.delete("ana", run_id)
    assert is_dead(engine, link.id)
    assert not is_dead(engine, other.id)
    assert count(engine) == 1
    runs.delete_all("ana")
    assert count(engine) == 0


def test_a_link_dies_at_its_time(engine: Engine) -> None:
    links, run_id = LinkRepository(engine), kept(engine)
    link, lasting = links.add("ana", run_id, days=1), links.add("ana", run_id)
    assert link is not None
    assert lasting is not None
    assert not is_dead(engine, link.id)
    with engine.begin() as connection:
        past = update(LinkRow).where(LinkRow.id == link.id).values(expires_at=link.created_at)
        connection.execute(past)
    assert is_dead(engine, link.id)
    assert links.of_run("ana", run_id) == [lasting]
    assert links.sweep() == 1
    assert count(engine) == 1
