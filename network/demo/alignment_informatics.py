"""The second matrix of the demo, «Информатика»: a school, a college and a university; sent to the experts, one score is still awaited."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from ..models import LearningOutcome
from ..services import matrices, modules
from ..services.matrix_cells import Typed, save_cells

# code, title kk, title ru, credits, outcomes (kk, ru)
COLLEGE: list[tuple[str, str, str, int, list[tuple[str, str]]]] = [
    (
        *("ИНФ 01", "Бағдарламалау негіздері", "Основы программирования", 6),
        [
            ("Есепті қадамдарға бөліп, Python тілінде бағдарлама жазады", "Разбивает задачу на шаги и пишет программу на Python"),
            ("Бағдарламаның қатесін тауып түзетеді", "Находит и исправляет ошибки программы"),
        ],
    ),
    (
        *("ИНФ 02", "Деректер қоры", "Базы данных", 5),
        [
            ("Деректер қорының құрылымын жобалайды", "Проектирует структуру базы данных"),
            ("SQL сұрауларын құрады", "Составляет запросы SQL"),
        ],
    ),
    (
        *("ИНФ 03", "Веб-технологиялар", "Веб-технологии", 5),
        [("HTML және CSS арқылы бейімделгіш бет жасайды", "Создаёт адаптивную страницу на HTML и CSS")],
    ),
    (
        *("ИНФ 04", "Компьютерлік желілер", "Компьютерные сети", 4),
        [("Жергілікті желіні баптайды және тексереді", "Настраивает и проверяет локальную сеть")],
    ),
    (
        *("ИНФ 05", "Ақпараттық қауіпсіздік", "Информационная безопасность", 4),
        [("Деректерді қорғау тәсілдерін қолданады", "Применяет способы защиты данных")],
    ),
    (
        *("ИНФ 06", "Информатиканы оқыту әдістемесі", "Методика обучения информатике", 5),
        [("Информатика сабағын жоспарлап өткізеді", "Планирует и проводит урок информатики")],
    ),
]
UNIVERSITY: list[tuple[str, str, str, int, list[tuple[str, str]]]] = [
    (
        *("INF 1101", "Алгоритмдер және деректер құрылымы", "Алгоритмы и структуры данных", 6),
        [("Алгоритмнің тиімділігін бағалап, бағдарлама жазады", "Оценивает эффективность алгоритма и пишет программу")],
    ),
    (
        *("INF 1204", "Деректер қорын басқару жүйелері", "Системы управления базами данных", 5),
        [("Деректер қорын жобалап, күрделі сұрау құрады", "Проектирует базу данных и составляет сложные запросы")],
    ),
]
SCHOOL = ("ЭК-ИНФ", "Python: алғашқы қадам", "Python: первый шаг", 1, [("Қарапайым бағдарлама жазады", "Пишет простую программу")])
VERDICTS = [("partial", "aligned"), ("na", "aligned"), ("na", "aligned"), ("na", "partial")] + [("na", "aligned")] * 2 + [("na", "not")] * 2


def build_informatics(region: Any, *, people: Callable[..., Any], module: Callable[..., Any]) -> None:
    """Six modules of the polytechnic college with eight key outcomes, compared with a school's course and two disciplines of the university."""
    school, college, university = (region.organisations[code] for code in ("MK12", "KPK", "KOU"))
    methodist = people(region, college, "methodist", "Демо-Мысалов", "Ерасыл", "methodist4@kopir.test")
    lecturer = people(region, university, "methodist", "Демо-Сынақова", "Гүлмира", "methodist5@kopir.test")
    field = modules.study_field("Информатика", "Информатика")
    for texts in COLLEGE:
        module(college, "tve", field, methodist, *texts)
    places = [module(university, "hei", field, lecturer, *texts).outcomes.get() for texts in UNIVERSITY]
    at_school = module(school, "school", field, methodist, *SCHOOL).outcomes.get()
    programmes = {
        "school": {"organisation": school, "title_kk": SCHOOL[1], "title_ru": SCHOOL[2]},
        "tve": {
            "organisation": college,
            "title_kk": "06130100 Бағдарламалық қамтамасыз ету",
            "title_ru": "06130100 Программное обеспечение",
        },
        "hei": {"organisation": university, "title_kk": "6B01504 Информатика", "title_ru": "6B01504 Информатика"},
    }
    matrix = matrices.create_matrix(keeper=college, field=field, academic_year=region.year, programmes=programmes, by=methodist)
    keys = LearningOutcome.objects.filter(module__organisation=college, module__field=field, key=True).order_by("code")
    matrices.add_rows(matrix=matrix, outcomes=keys, by=methodist)
    rows = list(matrix.rows.order_by("number"))
    carried = [(rows[0], "hei", places[0]), (rows[2], "hei", places[1]), (rows[0], "school", at_school)]
    matrices.place_outcomes(matrix=matrix, places=carried, by=methodist)
    day = timezone.localdate() - dt.timedelta(days=9)
    protocol = matrices.add_protocol(matrix=matrix, number="1", held_on=day, by=methodist)
    matrices.sign_protocol(protocol=protocol, signed_on=day, signers="Демо-Мысалов Е., Демо-Сынақова Г.", by=methodist)
    typed = [
        Typed(row.pk, row.version, {"school_tve": one, "tve_hei": other, "protocol_id": protocol.pk})
        for row, (one, other) in zip(matrix.rows.order_by("number"), VERDICTS, strict=True)
    ]
    save_cells(matrix=matrix, typed=typed, by=methodist)
    matrices.name_expert(matrix=matrix, expert=methodist, level="tve", by=methodist)
    matrices.name_expert(matrix=matrix, expert=lecturer, level="hei", by=methodist)
    matrices.send_matrix(matrix=matrix, by=methodist)
    matrices.give_score(matrix=matrix, score=4, comment="Желілер мен қауіпсіздік ЖОО-да қайталанбайды", by=methodist)
