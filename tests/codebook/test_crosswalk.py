"""Crosswalks: every row restated, so that a slip in a table shows, and the laws that hold over all of them."""

import pytest

from dateline.codebook.acts import load_acts
from dateline.codebook.crosswalk import codes_for, collapsed, load_crosswalks, plover_from_cameo
from dateline.codebook.tables import parse_rows
from dateline.record import CodebookError, Count, Party, Toll

CAMEO_OF = """
AGREE 030 | CONSULT 040 visit=042 third-party=044 phone=041 multilateral=040 | SUPPORT 050 | CONCEDE 080 | COOPERATE 060
| AID 070 | RETREAT 087 withdraw=0874 release=0841 disarm=0873 ceasefire=0871 access=086 resign=083
| REQUEST 100 assist=101 change=104 yield=105 meet=106 | ACCUSE 110 disapprove=110 investigate=090 allege=112
| REJECT 120 assist=121 change=123 yield=124 meet=125
| THREATEN 130 restrict=132 arrest=132 relations=131 expel=136 territory=1382 violence=138
| PROTEST 140 demo=141 riot=145 strike=143 hunger=142 boycott=143 obstruct=144 vandalize=145
| SANCTION 160 convict=116 expel=166 withdraw=161 discontinue=162
| MOBILIZE 150 troops=154 weapons=152 police=153 militia=150
| COERCE 170 seize=171 restrict=172 censor=1721 curfew=1723 martial-law=1724 arrest=173 deport=174 withhold=172
  misinformation=170 cyber=176
| ASSAULT 180 abduct=181 beat=182 torture=1822 sexual=1821 targeted=186 destroy=1712 primitive=182 firearms=180
  explosives=183 suicide-attack=1831 aerial=195 drone=1952 heavy-weapons=194 crowd-control=175 unconventional=204
"""
QUAD_OF = {
    1: "AGREE CONSULT SUPPORT CONCEDE",
    2: "COOPERATE AID RETREAT",
    3: "REQUEST ACCUSE REJECT THREATEN",
    4: "PROTEST SANCTION MOBILIZE COERCE ASSAULT",
}
PLOVER_OF = [
    ("AGREE", None, "03 030 031 0311 039"),
    ("CONSULT", None, "040 045 046"),
    ("CONSULT", "phone", "041"),
    ("CONSULT", "visit", "042 043"),
    ("CONSULT", "third-party", "044"),
    ("SUPPORT", None, "050 051 057"),
    ("COOPERATE", None, "060 061 064"),
    ("AID", None, "070 071 075"),
    ("CONCEDE", None, "080 081 082 083 0811 0812 0831 0834"),
    ("RETREAT", None, "0813 0814 085"),
    ("RETREAT", "release", "084 0841 0842"),
    ("RETREAT", "access", "086 0861 0863"),
    ("RETREAT", "disarm", "087 0873"),
    ("RETREAT", "ceasefire", "0871"),
    ("RETREAT", "withdraw", "0872 0874"),
    ("ACCUSE", "investigate", "090 091 094"),
    ("REQUEST", None, "100"),
    ("REQUEST", "assist", "101 1011 102 103 1033"),
    ("REQUEST", "change", "104 1041 105"),
    ("REQUEST", "yield", "1051 1052 1053 1054 1055 1056"),
    ("REQUEST", "meet", "106 107 108"),
    ("ACCUSE", "disapprove", "110 111 113 114"),
    ("ACCUSE", "allege", "112 1121 1125 115"),
    ("SANCTION", "convict", "116"),
    ("REJECT", None, "120"),
    ("REJECT", "assist", "121 1211 122 1224"),
    ("REJECT", "change", "123 1231 124 1241 1242"),
    ("REJECT", "yield", "1243 1244 1245 1246 128 129"),
    ("REJECT", "meet", "125 126 127"),
    ("THREATEN", None, "130 131"),
    ("THREATEN", "relations", "1311 1313 133 134 135 139"),
    ("THREATEN", "restrict", "1312 132 1321 1324 1381"),
    ("THREATEN", "expel", "136"),
    ("THREATEN", "territory", "1382"),
    ("THREATEN", "violence", "137 138 1383 1384 1385"),
    ("PROTEST", None, "140"),
    ("PROTEST", "demo", "141 1411 1414"),
    ("PROTEST", "hunger", "142 1421"),
    ("PROTEST", "strike", "143 1431"),
    ("PROTEST", "obstruct", "144 1441"),
    ("PROTEST", "riot", "145 1451"),
    ("MOBILIZE", None, "150"),
    ("MOBILIZE", "police", "151 153"),
    ("MOBILIZE", "troops", "152 154"),
    ("MOBILIZE", "weapons", "155"),
    ("SANCTION", None, "160"),
    ("SANCTION", "withdraw", "161 164 165"),
    ("SANCTION", "discontinue", "162 1621 163"),
    ("SANCTION", "expel", "166 1661"),
    ("COERCE", None, "170"),
    ("COERCE", "seize", "171 1711"),
    ("ASSAULT", "destroy", "1712"),
    ("COERCE", "restrict", "172 1721 1722"),
    ("COERCE", "curfew", "1723"),
    ("COERCE", "martial-law", "1724"),
    ("COERCE", "arrest", "173"),
    ("COERCE", "deport", "174"),
    ("ASSAULT", None, "175 180 190 196 201 203"),
    ("COERCE", "cyber", "176"),
    ("ASSAULT", "abduct", "181 184"),
    ("ASSAULT", "beat", "182 1823"),
    ("ASSAULT", "sexual", "1821"),
    ("ASSAULT", "torture", "1822"),
    ("ASSAULT", "explosives", "183 1832 1833 1834"),
    ("ASSAULT", "suicide-attack", "1831"),
    ("ASSAULT", "targeted", "185 186 200 202"),
    ("COERCE", "restrict", "191"),
    ("COERCE", "seize", "192"),
    ("ASSAULT", "firearms", "193"),
    ("ASSAULT", "heavy-weapons", "194"),
    ("ASSAULT", "aerial", "195 1951"),
    ("ASSAULT", "drone", "1952"),
    ("ASSAULT", "unconventional", "204 2041 2042"),
]


def party(sector: str | None, kind: str = "group") -> Party:
    return Party(text="x", start=0, end=1, kind=kind, sector=sector)  # type: ignore[arg-type]


def code(type_, mode, actor=None, recipient=None, status="occurred", weapon=None, toll=Toll(), outcome=None):  # noqa: B008
    return codes_for(
        load_crosswalks(),
        type_,
        mode,
        [party(actor)] if actor else [],
        [party(recipient)] if recipient else [],
        toll,
        weapon,
        status,
        outcome=outcome,
    )


def people(number: int) -> Count:
    return Count(min=number, max=number)


def cameo_rows():
    for group in CAMEO_OF.split("|"):
        name, plain, *modes = group.split()
        yield name, None, plain
        for item in modes:
            mode, _, cameo = item.partition("=")
            yield name, mode, cameo


@pytest.mark.parametrize(("type_", "mode", "cameo"), list(cameo_rows()))
def test_each_mode_has_its_cameo_code(type_, mode, cameo):
    codes = code(type_, mode)
    assert (codes.plover, codes.cameo) == (f"{type_}:{mode}" if mode else type_, cameo)


def test_the_table_has_no_mode_the_restatement_lacks():
    assert set(load_crosswalks().modes) == {(name, mode) for name, mode, _ in cameo_rows()}


@pytest.mark.parametrize(("quad", "type_"), [(quad, name) for quad, names in QUAD_OF.items() for name in names.split()])
def test_quad_class_of_each_type(quad, type_):
    assert code(type_, None).quad == quad


@pytest.mark.parametrize(
    ("type_", "mode", "cameo"), [(name, mode, cameo) for name, mode, codes in PLOVER_OF for cameo in codes.split()]
)
def test_each_cameo_code_has_its_type_and_mode(type_, mode, cameo):
    assert plover_from_cameo(load_crosswalks(), cameo) == (type_, mode)


@pytest.mark.parametrize("cameo", ["010", "015", "016", "020", "0233", "99", ""])
def test_statements_and_unknown_codes_are_no_plover_event(cameo):
    assert plover_from_cameo(load_crosswalks(), cameo) is None


@pytest.mark.parametrize(
    ("mode", "actor", "recipient", "cameo"),
    [
        (None, "MIL", "REB", "190"),
        (None, "REB", "COP", "190"),
        (None, "MIL", "CVL", "180"),
        (None, None, "REB", "180"),
        (None, "CVL", "MIL", "180"),
        ("firearms", "UAF", "MIL", "193"),
        ("firearms", "UAF", "JRN", "180"),
        ("explosives", "REB", "MIL", "183"),
    ],
)
def test_armed_sides_make_a_fight(mode, actor, recipient, cameo):
    assert code("ASSAULT", mode, actor, recipient).cameo == cameo


def test_a_mutual_clash_has_its_sides_among_the_actors():
    codes = codes_for(load_crosswalks(), "ASSAULT", None, [party("MIL"), party("REB")], [], Toll(), None, "occurred")
    assert codes.cameo == "190"
    assert codes.acled is not None
    assert codes.acled.sub_event_type == "Armed clash"


@pytest.mark.parametrize(
    ("type_", "mode", "status", "expected"),
    [
        ("CONSULT", "visit", "planned", ("AGREE", None)),
        ("AID", None, "planned", ("AGREE", None)),
        ("SUPPORT", None, "planned", ("AGREE", None)),
        ("COOPERATE", None, "planned", ("AGREE", None)),
        ("RETREAT", "withdraw", "planned", ("CONCEDE", None)),
        ("ASSAULT", "explosives", "planned", None),
        ("ASSAULT", "explosives", "threatened", ("THREATEN", "violence")),
        ("SANCTION", None, "threatened", ("THREATEN", "relations")),
        ("COERCE", "arrest", "threatened", ("THREATEN", "arrest")),
        ("COERCE", "curfew", "threatened", ("THREATEN", "restrict")),
        ("SANCTION", "expel", "threatened", ("THREATEN", "expel")),
        ("PROTEST", "strike", "threatened", ("THREATEN", None)),
        ("ASSAULT", None, "denied", None),
        ("CONSULT", None, "hypothetical", None),
        ("ASSAULT", None, "attempted", ("ASSAULT", None)),
        ("PROTEST", "demo", "ongoing", ("PROTEST", "demo")),
    ],
)
def test_acts_not_done_collapse_to_what_they_are_without_status(type_, mode, status, expected):
    assert collapsed(load_crosswalks(), type_, mode, status) == expected


def test_an_act_that_is_only_planned_has_no_code_elsewhere_but_keeps_its_own():
    codes = code("ASSAULT", "aerial", "MIL", "REB", status="planned")
    assert (codes.plover, codes.cameo, codes.acled, codes.ucdp) == ("ASSAULT:aerial", None, None, None)


OUTCOMES = ("territory", "base", "change")


# case | type:mode | actor > recipient | what else | event type | sub-event type
ACLED = """
army on rebels | ASSAULT | MIL > REB | | Battles | Armed clash
rebels on rebels | ASSAULT:firearms | REB > REB | | Battles | Armed clash
army retakes | ASSAULT | MIL > REB | territory | Battles | Government regains territory
rebels take | ASSAULT | REB > MIL | territory | Battles | Non-state actor overtakes territory
air strike | ASSAULT:aerial | MIL > REB | | Explosions/Remote violence | Air/drone strike
drone | ASSAULT:drone | MIL > CVL | | Explosions/Remote violence | Air/drone strike
shelling | ASSAULT:heavy-weapons | REB > CVL | | Explosions/Remote violence | Shelling/artillery/missile attack
suicide bomb | ASSAULT:suicide-attack | REB > | | Explosions/Remote violence | Suicide bomb
roadside bomb | ASSAULT:explosives | REB > MIL | | Explosions/Remote violence | Remote explosive/landmine/IED
grenade | ASSAULT:explosives | UAF > | weapon=grenade | Explosions/Remote violence | Grenade
gas | ASSAULT:unconventional | MIL > CVL | | Explosions/Remote violence | Chemical weapon
rape | ASSAULT:sexual | MIL > CVL | | Violence against civilians | Sexual violence
abduction | ASSAULT:abduct | REB > JRN | | Violence against civilians | Abduction/forced disappearance
killing | ASSAULT:firearms | UAF > CVL | | Violence against civilians | Attack
official killed | ASSAULT:targeted | REB > GOV | | Violence against civilians | Attack
arson | ASSAULT:destroy | REB > | | Strategic developments | Looting/property destruction
march | PROTEST:demo | CVL > | | Protests | Peaceful protest
march, arrests | PROTEST:demo | CVL > | arrested=4 | Protests | Protest with intervention
march, deaths | PROTEST:demo | CVL > | killed=1 | Protests | Excessive force against protesters
tear gas | ASSAULT:crowd-control | COP > CVL | | Protests | Protest with intervention
tear gas, deaths | ASSAULT:crowd-control | COP > CVL | killed=1 | Protests | Excessive force against protesters
riot | PROTEST:riot | CVL > | | Riots | Violent demonstration
mob | ASSAULT:beat | CVL > CVL | | Riots | Mob violence
ceasefire | RETREAT:ceasefire | REB > GOV | | Strategic developments | Agreement
pact | AGREE | REB > MIL | | Strategic developments | Agreement
round-up | COERCE:arrest | COP > | arrested=9 | Strategic developments | Arrests
a rebel held | COERCE:arrest | COP > REB | arrested=1 | Strategic developments | Arrests
arms found | COERCE:seize | COP > | weapon=firearms | Strategic developments | Disrupted weapons use
bomb defused | ASSAULT:explosives | > | status=attempted | Strategic developments | Disrupted weapons use
handover | RETREAT:withdraw | MIL > REB | | Strategic developments | Non-violent transfer of territory
rebels seize a town | COERCE:seize | REB > | territory | Battles | Non-state actor overtakes territory
army seizes from rebels | COERCE:seize | MIL > REB | territory | Battles | Government regains territory
base | MOBILIZE:troops | REB > | base | Strategic developments | Headquarters or base established
new name | MOBILIZE:militia | REB > | change | Strategic developments | Change to group/activity
rebels back rebels | SUPPORT | REB > REB | | Strategic developments | Agreement
state backs rebels | SUPPORT | MIL > REB | | Strategic developments | Agreement
hostage freed | RETREAT:release | REB > CVL | | Strategic developments | Other
curfew | COERCE:curfew | MIL > | | Strategic developments | Other
troops sent | MOBILIZE:troops | MIL > | | Strategic developments | Other
"""


def acled_rows():
    return [tuple(field.strip() for field in line.split("|")) for line in ACLED.strip().splitlines()]


@pytest.mark.parametrize(
    ("case", "plover", "sides", "extra", "event_type", "sub_event_type"),
    acled_rows(),
    ids=[row[0] for row in acled_rows()],
)
def test_acled_category(case, plover, sides, extra, event_type, sub_event_type):
    type_, _, mode = plover.partition(":")
    actor, recipient = (side.strip() or None for side in sides.split(">"))
    name, _, value = extra.partition("=")
    given = {"toll": Toll(**{name: people(int(value))})} if value.isdigit() else {name: value} if value else {}
    found = code(type_, mode or None, actor, recipient, outcome=extra if extra in OUTCOMES else None, **given).acled
    assert found is not None, case
    assert (found.event_type, found.sub_event_type) == (event_type, sub_event_type)


@pytest.mark.parametrize(
    "type_", ["CONSULT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "AID", "COOPERATE", "SANCTION"]
)
def test_words_are_no_acled_event(type_):
    assert code(type_, None, "GOV", "GOV").acled is None


def test_one_arrest_of_an_ordinary_person_is_no_acled_event():
    assert code("COERCE", "arrest", "COP", "CVL", toll=Toll(arrested=people(1))).acled is None


DEAD = Toll(killed=people(3))


@pytest.mark.parametrize(
    ("actor", "recipient", "toll", "expected"),
    [
        ("MIL", "REB", DEAD, 1),
        ("REB", "COP", DEAD, 1),
        ("REB", "GOV", DEAD, 1),
        ("REB", "REB", DEAD, 2),
        ("CRM", "UAF", DEAD, 2),
        ("MIL", "CVL", DEAD, 3),
        ("REB", "JRN", DEAD, 3),
        ("CVL", "CVL", DEAD, None),
        (None, "CVL", DEAD, None),
        ("REB", "CVL", Toll(), None),
        ("REB", "CVL", Toll(killed=people(0)), None),
        ("REB", "CVL", Toll(injured=people(2)), None),
        ("REB", "CVL", Toll(killed=Count(min=1, max=None)), 3),
    ],
)
def test_ucdp_type_of_violence(actor, recipient, toll, expected):
    found = code("ASSAULT", None, actor, recipient, toll=toll).ucdp
    assert (None if found is None else found.type_of_violence) == expected


def test_a_militia_beside_soldiers_acts_with_the_state():
    codes = codes_for(
        load_crosswalks(), "ASSAULT", None, [party("PRM"), party("MIL")], [party("PRM")], DEAD, None, "occurred"
    )
    assert codes.ucdp is not None
    assert codes.ucdp.type_of_violence == 1


def test_a_state_without_sector_acts_through_its_army():
    state = party(None, "state")
    codes = codes_for(load_crosswalks(), "ASSAULT", "aerial", [state], [party("REB")], DEAD, None, "occurred")
    assert codes.ucdp is not None
    assert codes.ucdp.type_of_violence == 1


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a\tb\n1\n", "1 fields, the header has 2"),
        ("a\tc\n1\t2\n", "the header is"),
        ("# only a comment\n", "no header"),
    ],
)
def test_a_broken_table_names_its_line(text, complaint):
    with pytest.raises(CodebookError, match=complaint):
        parse_rows(("a", "b"), text, "some/table.tsv")


def test_every_acled_row_is_restated_by_a_case() -> None:
    rows = {(row.code.event_type, row.code.sub_event_type) for row in load_crosswalks().acled if row.code is not None}
    assert rows == {(event_type, sub_event_type) for *_, event_type, sub_event_type in acled_rows()}


def test_outcomes_name_entries_of_the_codebook() -> None:
    assert set(load_crosswalks().outcomes) <= set(load_acts().entries)
