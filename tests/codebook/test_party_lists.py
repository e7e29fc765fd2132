"""A user's party lists: what each format gives, what is said where a line is wrong, how they lie over the registry."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.codebook import userdata
from dateline.codebook.party_lists import read_list
from dateline.codebook.registry import Entry, Registry, Role, load_registry
from dateline.codebook.registry_checks import check_lists
from dateline.record import CodebookError

LISTS = Path(__file__).parent / "lists"


@pytest.fixture(scope="module")
def overlaid() -> Registry:
    return load_registry((LISTS / "actors.txt", LISTS / "agents.txt", LISTS / "own.csv", LISTS / "own.toml"))


def parties_of(file: str) -> dict[str, object]:
    return {party.name: party for party in read_list(LISTS / file).parties}


def test_the_last_actor_of_a_dictionary_is_read() -> None:
    assert list(parties_of("actors.txt"))[-1] == "Tarvo Council"


@pytest.mark.parametrize(
    ("party", "day", "code"),
    [
        pytest.param("Ostland Liberation Front", "2009-12-31", ("OST", "REB"), id="undated is the fallback"),
        pytest.param("Ostland Liberation Front", "2010-01-01", ("OST", "GOV"), id="lower limit inclusive"),
        pytest.param("Ostland Liberation Front", "2014-12-31", ("OST", "GOV"), id="upper limit inclusive"),
        pytest.param("Ostland Liberation Front", "2020-06-02", ("OST", "OPP"), id="open end"),
        pytest.param("Anton Marvik", "1990-02-05", ("NOR", "GOV"), id="six digits of the last century"),
        pytest.param("Anton Marvik", "2005-01-01", ("NOR", "ELI"), id="out of office"),
        pytest.param("Velling Office", "1982-08-01", ("IGO", "JRN"), id="several codes on the head line"),
        pytest.param("Velling Office", "1987-08-01", ("IGO", "REF"), id="the second of them"),
        pytest.param("Velling Office", None, ("IGO", None), id="no day: only what all roles share"),
        pytest.param("Grey Guards", "1950-01-01", ("OST", "MIL"), id="a range that would begin after its end"),
        pytest.param("Grey Guards", "1921-01-01", (None, None), id="a stray 19 in front is no year 1920"),
        pytest.param("Grey Guards", "2010-06-01", ("OST", "UAF"), id="the narrowest range wins"),
        pytest.param("Tarvo Council", "2001-01-01", ("OST", "GOV"), id="a bare date is a beginning"),
        pytest.param("Southern Watch", "2013-05-05", ("NOR", "PRM"), id="a role in TOML"),
    ],
)
def test_dated_roles_are_those_of_the_day(overlaid: Registry, party: str, day: str | None, code: object) -> None:
    entry = next(entry for entry in overlaid.entries.values() if entry.name == party).on(day, day)
    assert (entry.country, entry.sector) == code


def test_of_two_roles_the_narrower_is_meant() -> None:
    wide, narrow = Role("NOR", "GOV", "1990-01-01", "1999-12-31"), Role("NOR", "MIL", "1995-01-01", "1995-12-31")
    entry = Entry("list:x", "X", None, None, None, None, None, "test", (wide, narrow))
    assert entry.on("1995-05-05", "1995-05-05").sector == "MIL"


@pytest.mark.parametrize("words", ["has a digit too many", "are no dates"])
def test_broken_dates_are_mended_or_skipped_with_a_warning(words: str) -> None:
    warnings = read_list(LISTS / "actors.txt").warnings
    assert any(words in warning for warning in warnings)
    assert all(warning.startswith("actors.txt:") for warning in warnings)


@pytest.mark.parametrize(
    ("noun", "plurals", "sector"),
    [
        ("docker", ("dockers",), "LAB"),
        ("marsh deputy", ("marsh deputies",), "GOV"),
        ("ferryman", ("ferrymen",), "BUS"),
        ("night watch", (), "COP"),
        ("chronicler", ("chroniclers",), "JRN"),
        ("healer", ("healers",), "MED"),
        ("lighthouse warden", (), "GOV"),
    ],
)
def test_agent_nouns_are_read_with_their_plurals(noun: str, plurals: tuple[str, ...], sector: str) -> None:
    agents = {agent.noun: agent for agent in read_list(LISTS / "agents.txt").agents}
    assert (agents[noun].plurals, agents[noun].sector) == (plurals, sector)


def test_what_an_agent_file_gets_wrong_is_said() -> None:
    warnings = read_list(LISTS / "agents.txt").warnings
    assert [warning.split(":")[1] for warning in warnings] == ["10", "11", "12"]


def test_a_stored_list_says_the_same(tmp_path: Path) -> None:
    for file in ("actors.txt", "agents.txt", "own.csv", "own.toml"):
        found = read_list(LISTS / file)
        path = tmp_path / "stored.jsonl"
        path.write_bytes(found.to_jsonl())
        again = read_list(path)
        assert (again.header, again.parties, again.agents) == (found.header, found.parties, found.agents)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        pytest.param("a.csv", "", "empty", id="empty"),
        pytest.param("a.csv", "label,country\nX,NOR\n", "a.csv:1: unknown column 'label'", id="column"),
        pytest.param("a.csv", "name,country\nX,Norway\n", "a.csv:2: country 'Norway'", id="country"),
        pytest.param("a.csv", "name,sector\nX,ARMY\n", "a.csv:2: sector 'ARMY'", id="sector"),
        pytest.param("a.csv", "name,since\nX,lately\n", "a.csv:2: 'lately' is not a year", id="year"),
        pytest.param("a.csv", "name,kind\nX,army\n", "a.csv:2: 'army' is not a kind", id="kind"),
        pytest.param("a.csv", "name,kind\n,group\n", "a.csv:2: a party needs a name", id="name"),
        pytest.param("a.csv", "name\nX,Y\n", "a.csv:2: 2 fields", id="fields"),
        pytest.param("a.toml", "[[party]\n", "a.toml: ", id="toml"),
        pytest.param("a.toml", "[[group]]\nname='X'\n", "[[party]]", id="table"),
        pytest.param("a.toml", "[[party]]\nname='X'\ncolour='red'\n", "unknown key 'colour'", id="key"),
        pytest.param(
            "a.toml",
            "[[party]]\nname='X'\n[[party.role]]\nfrom=2012-01-01\nto=2011-01-01\n",
            "before it begins",
            id="role",
        ),
        pytest.param("a.docx", "name\n", "not a party list", id="format"),
        pytest.param("a.jsonl", '{"type":"party","name":"X"}\n', "no header", id="header"),
    ],
)
def test_a_wrong_list_is_refused_with_place_and_cause(tmp_path: Path, name: str, text: str, words: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError) as error:
        read_list(path)
    assert words in str(error.value)


def test_a_missing_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"none\.csv"):
        read_list(tmp_path / "none.csv")


def test_a_users_spelling_replaces_the_built_in_one(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("name,aliases,kind,country,sector\nInternal Security Inspectorate,ISIS,group,NOR,COP\n", "utf-8")
    for registry, name in (
        (load_registry(), "Islamic State"),
        (load_registry((path,)), "Internal Security Inspectorate"),
    ):
        (hit,) = registry.scan(["ISIS", "left"])
        assert {name.entry.name for name in hit.names} == {name}


def test_a_users_noun_is_found(overlaid: Registry) -> None:
    found = overlaid.agent_at(["three", "ferrymen"], 1, 0)
    assert found is not None
    assert (found[1].noun, found[1].sector, found[1].plural) == ("ferryman", "BUS", True)


def test_checks_of_a_list_name_what_is_ambiguous(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("name,aliases\nNorth Wing,NW\nNew Wave,NW\nThe Harbour,Jordan\n", "utf-8")
    problems = check_lists([read_list(path)], load_registry())
    assert problems == ("own: 'NW' means North Wing and New Wave", "own: 'Jordan' takes the place of Jordan")


@pytest.mark.parametrize(
    ("environment", "platform", "folder"),
    [
        ({"DATELINE_HOME": "own", "HOME": "home"}, "linux", "own"),
        ({"HOME": "home"}, "linux", "home/.local/share/dateline"),
        ({"HOME": "home", "XDG_DATA_HOME": "data"}, "linux", "data/dateline"),
        ({"HOME": "home"}, "darwin", "home/Library/Application Support/dateline"),
        ({"USERPROFILE": "home", "LOCALAPPDATA": "local"}, "win32", "local/dateline"),
    ],
)
def test_the_users_folder_is_the_named_one_or_the_platforms(
    environment: dict[str, str], platform: str, folder: str
) -> None:
    assert userdata.home(environment, platform).as_posix() == folder


def test_a_fingerprint_tells_contents_and_order(tmp_path: Path) -> None:
    left, right = tmp_path / "a", tmp_path / "b"
    left.write_text("one")
    right.write_text("two")
    assert userdata.fingerprint(()) == ""
    assert len({userdata.fingerprint(paths) for paths in ((left,), (right,), (left, right), (right, left))}) == 4
