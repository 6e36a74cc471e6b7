import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.datasets.server import Site, serve
from textnn.datasets.convert import CONVERTERS
from textnn.datasets.fetch import CHECKSUMS, bars, digest, fetch, fetch_all
from textnn.datasets.manifest import MANIFEST, DataSet, Remote, load_manifest
from textnn.errors import UserError
from textnn.locale import say

BODY = random.Random(0).randbytes(300_000)
SHA = hashlib.sha256(BODY).hexdigest()


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=5, trust_env=False) as made:
        yield made


def toy(
    site: Site, *, sha256: str = SHA, size: int = len(BODY), prepared: tuple[Remote, ...] = ()
) -> dict[str, DataSet]:
    file = Remote("raw/toy/a b.bin", f"{site.url}/pub/a%20b.bin", sha256, size, "")
    site.files.setdefault("pub/a b.bin", BODY)
    words = {"pt": "livre", "en": "free"}
    return {"toy": DataSet("toy", "", words, words, (file,), prepared, "")}


def part_of(folder: Path) -> Path:
    path = folder / "raw/toy/a b.bin.part"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def test_downloads_checks_and_names(site: Site, client: httpx.Client, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    said: list[str] = []
    (path,) = fetch(
        "toy",
        folder=tmp_path,
        manifest=toy(site),
        client=client,
        progress=lambda *step: steps.append(step),
        tell=lambda name, /, **values: (
            said.append(say("pt", name, **values)) if not steps else None
        ),
    )
    assert path.read_bytes() == BODY
    assert said[0] == "toy: licença: livre."
    assert steps[-1] == ("raw/toy/a b.bin", len(BODY), len(BODY))
    assert [done for _, done, _ in steps] == sorted(done for _, done, _ in steps)
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["a b.bin"]


def test_what_is_there_is_not_fetched_again(
    site: Site, client: httpx.Client, tmp_path: Path
) -> None:
    for _ in range(2):
        fetch("toy", folder=tmp_path, manifest=toy(site), client=client)
    assert len(site.seen) == 1


def test_a_damaged_file_is_replaced(site: Site, client: httpx.Client, tmp_path: Path) -> None:
    (path,) = fetch("toy", folder=tmp_path, manifest=toy(site), client=client)
    path.write_bytes(BODY[:-1] + b"?")
    said: list[str] = []
    fetch(
        "toy", folder=tmp_path, manifest=toy(site), client=client,
        tell=lambda name, /, **values: said.append(say("en", name, **values)),
    )  # fmt: skip
    assert path.read_bytes() == BODY
    assert any("does not match" in sentence for sentence in said)


def test_a_part_is_carried_on(site: Site, client: httpx.Client, tmp_path: Path) -> None:
    part_of(tmp_path).write_bytes(BODY[:100_000])
    (path,) = fetch("toy", folder=tmp_path, manifest=toy(site), client=client)
    assert site.seen == [("pub/a b.bin", "bytes=100000-")]
    assert path.read_bytes() == BODY


def test_a_server_without_ranges_starts_over(
    site: Site, client: httpx.Client, tmp_path: Path
) -> None:
    site.ranges = False
    part_of(tmp_path).write_bytes(BODY[:100_000])
    (path,) = fetch("toy", folder=tmp_path, manifest=toy(site), client=client)
    assert path.read_bytes() == BODY


def test_a_whole_part_needs_no_server(site: Site, client: httpx.Client, tmp_path: Path) -> None:
    part_of(tmp_path).write_bytes(BODY)
    (path,) = fetch("toy", folder=tmp_path, manifest=toy(site), client=client)
    assert path.read_bytes() == BODY
    assert not site.seen


@pytest.mark.parametrize("chunked", [False, True])
def test_a_broken_line_is_taken_up_again(
    site: Site, client: httpx.Client, tmp_path: Path, chunked: bool
) -> None:
    site.cut_after, site.cuts, site.chunked = 90_000, 2, chunked
    (path,) = fetch("toy", folder=tmp_path, manifest=toy(site), client=client)
    assert path.read_bytes() == BODY
    assert [wanted for _, wanted in site.seen] == ["", "bytes=90000-", "bytes=180000-"]


def test_a_line_that_keeps_breaking_leaves_the_part(
    site: Site, client: httpx.Client, tmp_path: Path
) -> None:
    site.cut_after, site.cuts = 10_000, 99
    with pytest.raises(UserError, match="broke off 3 times; repeat to carry on") as caught:
        fetch("toy", folder=tmp_path, manifest=toy(site), client=client)
    assert caught.value.code == "broken-transfer"
    assert part_of(tmp_path).read_bytes() == BODY[:30_000]
    site.cuts = 0
    (path,) = fetch("toy", folder=tmp_path, manifest=toy(site), client=client)
    assert path.read_bytes() == BODY


def test_a_stalled_server_is_given_up(site: Site, tmp_path: Path) -> None:
    site.pause = 1.0
    with (
        httpx.Client(timeout=0.1, trust_env=False) as hasty,
        pytest.raises(UserError, match="broke off 3 times"),
    ):
        fetch("toy", folder=tmp_path, manifest=toy(site), client=hasty)
    assert part_of(tmp_path).stat().st_size > 0


def test_a_slow_server_is_waited_for(site: Site, client: httpx.Client, tmp_path: Path) -> None:
    site.pause = 0.0005
    (path,) = fetch("toy", folder=tmp_path, manifest=toy(site), client=client)
    assert path.read_bytes() == BODY


@pytest.mark.parametrize("start", [0, 50_000])
def test_a_wrong_checksum_deletes_and_says_so(
    site: Site, client: httpx.Client, tmp_path: Path, start: int
) -> None:
    site.files["pub/a b.bin"] = BODY[:-1] + bytes([BODY[-1] ^ 1])
    part_of(tmp_path).write_bytes(BODY[:start])
    with pytest.raises(UserError, match=r"arrived with other content .* was deleted") as caught:
        fetch("toy", folder=tmp_path, manifest=toy(site), client=client)
    assert caught.value.code == "bad-checksum"
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]


def test_a_body_that_never_ends_is_cut(site: Site, client: httpx.Client, tmp_path: Path) -> None:
    site.files["pub/a b.bin"] = BODY * 20
    site.chunked = True
    written: list[int] = []
    with pytest.raises(UserError, match="other content"):
        fetch(
            "toy", folder=tmp_path, manifest=toy(site), client=client,
            progress=lambda path, done, total: written.append(done),
        )  # fmt: skip
    assert max(written) < 2 * len(BODY)


def test_not_found_and_refused(site: Site, client: httpx.Client, tmp_path: Path) -> None:
    manifest = toy(site)
    site.files.clear()
    with pytest.raises(UserError, match="does not exist") as caught:
        fetch("toy", folder=tmp_path, manifest=manifest, client=client)
    assert caught.value.code == "not-found"
    site.status = 503
    with pytest.raises(UserError, match="HTTP 503"):
        fetch("toy", folder=tmp_path, manifest=manifest, client=client)


def test_redirects_are_followed(site: Site, client: httpx.Client, tmp_path: Path) -> None:
    manifest = toy(site)
    site.files["moved"] = site.files["pub/a b.bin"]
    site.redirects["pub/a b.bin"] = "/moved"
    (path,) = fetch("toy", folder=tmp_path, manifest=manifest, client=client)
    assert path.read_bytes() == BODY


def test_offline_is_one_sentence(client: httpx.Client, tmp_path: Path) -> None:
    with serve() as gone:
        manifest = toy(gone)
    with pytest.raises(UserError, match=r"^No connection to 127\.0\.0\.1; .*--from") as caught:
        fetch("toy", folder=tmp_path, manifest=manifest, client=client)
    assert caught.value.code == "offline"
    assert caught.value.pt.startswith("Sem conexão")


def test_no_room_is_said_before_the_first_byte(
    site: Site, client: httpx.Client, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="is full") as caught:
        fetch("toy", folder=tmp_path, manifest=toy(site, size=1 << 62), client=client)
    assert caught.value.code == "disk-full"
    assert not site.seen


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_disk_that_fills_up_is_said(site: Site, client: httpx.Client, tmp_path: Path) -> None:
    part_of(tmp_path).symlink_to("/dev/full")
    with pytest.raises(UserError, match="is full"):
        fetch("toy", folder=tmp_path, manifest=toy(site), client=client)


def test_a_folder_that_cannot_be_made_is_said(
    site: Site, client: httpx.Client, tmp_path: Path
) -> None:
    (tmp_path / "raw").write_text("a file, not a folder")
    with pytest.raises(UserError, match="could not be read or written"):
        fetch("toy", folder=tmp_path, manifest=toy(site), client=client)


def test_trust_on_first_use(site: Site, client: httpx.Client, tmp_path: Path) -> None:
    manifest = toy(site, sha256="", size=0)
    said: list[str] = []

    def again() -> Path:
        (path,) = fetch(
            "toy", folder=tmp_path, manifest=manifest, client=client,
            tell=lambda name, /, **values: said.append(say("en", name, **values)),
        )  # fmt: skip
        return path

    path = again()
    assert json.loads((tmp_path / CHECKSUMS).read_text()) == {"raw/toy/a b.bin": SHA}
    assert any("nobody published a sha256" in sentence for sentence in said)
    said.clear()
    assert again() == path
    assert not any("nobody" in sentence for sentence in said)
    path.unlink()
    site.files["pub/a b.bin"] = b"something else"
    with pytest.raises(UserError, match="other content"):
        again()


def test_without_a_checksum_an_old_part_is_not_glued_on(
    site: Site, client: httpx.Client, tmp_path: Path
) -> None:
    part_of(tmp_path).write_bytes(b"of another version")
    (path,) = fetch("toy", folder=tmp_path, manifest=toy(site, sha256="", size=0), client=client)
    assert path.read_bytes() == BODY
    assert site.seen == [("pub/a b.bin", "")]


def test_a_file_put_there_by_hand_is_trusted_on_first_use(
    site: Site, client: httpx.Client, tmp_path: Path
) -> None:
    part_of(tmp_path).with_name("a b.bin").write_bytes(b"by hand")
    fetch("toy", folder=tmp_path, manifest=toy(site, sha256="", size=0), client=client)
    assert not site.seen
    assert (tmp_path / CHECKSUMS).exists()


def prepared(body: bytes) -> Remote:
    return Remote("images/toy.npz", "", hashlib.sha256(body).hexdigest(), len(body), "")


def test_from_a_folder_prefers_what_is_prepared(site: Site, tmp_path: Path) -> None:
    mirror, folder = tmp_path / "mirror", tmp_path / "data"
    (mirror / "images").mkdir(parents=True)
    (mirror / "images/toy.npz").write_bytes(b"ready")
    manifest = toy(site, prepared=(prepared(b"ready"),))
    assert fetch("toy", folder=folder, source=str(mirror), manifest=manifest) == (
        folder / "images/toy.npz",
    )
    assert not site.seen


def test_from_a_folder_with_only_the_raw_files(site: Site, tmp_path: Path) -> None:
    mirror, folder = tmp_path / "mirror", tmp_path / "data"
    (mirror / "raw/toy").mkdir(parents=True)
    (mirror / "raw/toy/a b.bin").write_bytes(BODY)
    manifest = toy(site, prepared=(prepared(b"ready"),))
    (path,) = fetch("toy", folder=folder, source=str(mirror), manifest=manifest)
    assert path.read_bytes() == BODY


def test_from_a_mirror(site: Site, client: httpx.Client, tmp_path: Path) -> None:
    site.files["class/images/toy.npz"] = b"ready"
    manifest = toy(site, prepared=(prepared(b"ready"),))
    (path,) = fetch(
        "toy", folder=tmp_path, source=f"{site.url}/class/", manifest=manifest, client=client
    )
    assert path == tmp_path / "images/toy.npz"
    del site.files["class/images/toy.npz"]
    path.unlink()
    site.files["class/raw/toy/a b.bin"] = BODY
    (path,) = fetch(
        "toy", folder=tmp_path, source=f"{site.url}/class", manifest=manifest, client=client
    )
    assert path == tmp_path / "raw/toy/a b.bin"


def test_sources_that_do_not_have_it(site: Site, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no folder"):
        fetch("toy", folder=tmp_path, source=str(tmp_path / "nada"), manifest=toy(site))
    with pytest.raises(UserError, match=r"There is no raw/toy/a b\.bin"):
        fetch("toy", folder=tmp_path, source=str(tmp_path), manifest=toy(site))


def test_unknown_and_private_sets(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no data set “nada”; there are: news"):
        fetch("nada", folder=tmp_path)
    with pytest.raises(UserError, match="“news” has no public address; use --from"):
        fetch("news", folder=tmp_path)


def test_fetching_all_goes_on_after_a_failure(
    site: Site, client: httpx.Client, tmp_path: Path
) -> None:
    good = toy(site)["toy"]
    bad = replace(good, name="bad", public=(replace(good.public[0], url=f"{site.url}/nada"),))
    private = replace(good, name="private", public=())
    sets = {"private": private, "bad": bad, "toy": good}
    results = fetch_all(folder=tmp_path, manifest=sets, client=client)
    assert isinstance(results["bad"], UserError)
    assert results["toy"] == (tmp_path / "raw/toy/a b.bin",)
    assert "private" not in results


def test_a_converter_runs_on_public_files(site: Site, client: httpx.Client, tmp_path: Path) -> None:
    raw = b"# sent_id = 1\n1\tRui\tB-PER\t-\t-\n\n"
    site.files["pub/x-ud-dev.iob2"] = raw
    file = Remote("raw/toy/x-ud-dev.iob2", f"{site.url}/pub/x-ud-dev.iob2", "", 0, "")
    manifest = {"toy": replace(toy(site)["toy"], public=(file,), convert="uner")}
    paths = fetch("toy", folder=tmp_path, manifest=manifest, client=client)
    assert paths == (tmp_path / file.path, tmp_path / "ner/toy.dev.conll.gz")
    assert paths[1].exists()


def test_bars_follow_restarts(capsys: pytest.CaptureFixture[str]) -> None:
    with bars() as progress:
        for done in (10, 60, 0, 100):
            progress("toy.bin", done, 100)
    assert "toy.bin: 100%" in capsys.readouterr().err


def test_the_shipped_manifest_is_sound() -> None:
    sets = load_manifest()
    assert {"news", "uner_bosque", "first_harem", "mnist", "cifar10", "svhn"} <= set(sets)
    raw = MANIFEST.read_text(encoding="utf-8")
    assert "MiniHAREM-" not in raw
    for entry in sets.values():
        assert entry.public or entry.prepared
        assert not entry.convert or entry.convert in CONVERTERS
        assert entry.licence.keys() == entry.note.keys() == {"pt", "en"}
        for file in entry.prepared:
            assert not file.url
            assert file.bytes > 0
        for file in entry.public:
            assert file.url.startswith(("http://", "https://"))
            assert file.sha256 or "no published" in file.basis
            assert file.url.startswith("https://") or file.sha256
        for file in (*entry.public, *entry.prepared):
            assert not file.sha256 or int(file.sha256, 16) >= 0
            assert len(file.sha256) in (0, 64)


def test_a_manifest_path_may_not_leave_the_folder(tmp_path: Path) -> None:
    data = json.loads(MANIFEST.read_text(encoding="utf-8"))
    data["sets"][0]["prepared"][0]["path"] = "../outside"
    path = tmp_path / "m.json"
    path.write_text(json.dumps(data))
    with pytest.raises(ValueError, match="leaves the data folder"):
        load_manifest(path)
    data["sets"][0]["licence_"] = "unknown field"
    path.write_text(json.dumps(data).replace("../outside", "inside"))
    with pytest.raises(ValueError, match="licence_"):
        load_manifest(path)


def test_digest(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(BODY)
    assert digest(tmp_path / "a") == SHA
