"""Languages: English is known by its small words; what is surely something else is told."""

import pytest

from dateline.intake.language import language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The council met on Monday and put off the vote on the bridge until the river falls, its clerk said.", "en"),
        ("Troops enter Adale", "en"),
        ("PM Sudani, Barzani, Halbousi meet in Erbil", "en"),
        ("THE ARMY SAID ON MONDAY THAT IT HAD LEFT THE TOWN.", "en"),
        ("El ejército dijo el lunes que había abandonado la ciudad después de tres semanas de combates.", "es"),
        ("L’armée a déclaré lundi qu’elle avait quitté la ville après trois semaines de combats.", "fr"),
        ("Die Armee teilte am Montag mit, sie habe die Stadt nach drei Wochen verlassen.", "de"),
        ("Армия сообщила в понедельник, что покинула город после трёх недель боёв.", "ru"),
        ("أعلن الجيش يوم الاثنين أنه غادر المدينة بعد ثلاثة أسابيع من القتال", "ar"),
        ("军方星期一表示，经过三周的战斗，他们已经离开了这座城市。", "zh"),
        ("12:30 --- 45", None),
        ("", None),
    ],
)
def test_languages(text, code):
    assert language(text) == code


def test_only_the_first_characters_count():
    english = "The council met on Monday and put off the vote on the bridge, its clerk said. " * 60
    assert language(english + "Армия сообщила в понедельник, что покинула город. " * 500) == "en"
