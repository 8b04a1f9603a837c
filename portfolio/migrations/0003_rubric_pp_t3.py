"""The rubric of table 3: six criteria of a career trial, three levels (requirements page of career trials, §5.7)."""

from django.db import migrations

CODE, VERSION = "PP-T3", 1
NAME = ("Кәсіби сынақтарды бағалау критерийлері", "Критерии оценки профессиональных проб")
CRITERIA = (
    ("interest", "Қызығушылық", "Интерес"),
    ("knowledge", "Білім мен дағды", "Знания и умения"),
    ("activity", "Белсенділік", "Активность"),
    ("volume", "Еңбек көлемі", "Объём труда"),
    ("creativity", "Шығармашылық", "Творчество"),
    ("quality", "Сапасы", "Качество"),
)
LEVELS = ((1, "Төмен", "Низкий"), (2, "Орташа", "Средний"), (3, "Жоғары", "Высокий"))


def seed(apps, schema_editor):
    """Add the rubric with its criteria and levels; a second run changes nothing."""
    rubrics, criteria, levels = (apps.get_model("portfolio", name) for name in ("Rubric", "RubricCriterion", "RubricLevel"))
    rubric, _ = rubrics.objects.get_or_create(code=CODE, version=VERSION, defaults={"name_kk": NAME[0], "name_ru": NAME[1]})
    for order, (code, kk, ru) in enumerate(CRITERIA, start=1):
        criteria.objects.get_or_create(rubric=rubric, code=code, defaults={"order": order, "name_kk": kk, "name_ru": ru})
    for value, kk, ru in LEVELS:
        levels.objects.get_or_create(rubric=rubric, value=value, defaults={"name_kk": kk, "name_ru": ru})


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0002_rubric_pp_b5")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
