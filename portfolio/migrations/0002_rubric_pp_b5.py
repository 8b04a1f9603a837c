"""The rubric of forms Б and В: five criteria, three levels in words (requirements page of career trials, §2.6 and §5.4)."""

from django.db import migrations

CODE, VERSION = "PP-B5", 1
NAME = ("Бақылау картасының критерийлері", "Критерии карты наблюдения")
CRITERIA = (
    ("understanding", "Міндетті түсіну", "Понимание задания"),
    ("procedure", "Рәсімді сақтау", "Соблюдение процедуры"),
    ("accuracy", "Дәлдік және ұқыптылық", "Точность и аккуратность"),
    ("communication", "Коммуникация және сұрақтар", "Коммуникация и вопросы"),
    ("safety", "Қауіпсіздікке назар аудару", "Внимание к безопасности"),
)
LEVELS = (
    (1, "көмек қажет", "нужна помощь"),
    (2, "нұсқаумен орындайды", "выполняет по инструкции"),
    (3, "өз бетінше және саналы түрде орындайды", "выполняет самостоятельно и осознанно"),
)


def seed(apps, schema_editor):
    """Add the rubric with its criteria and levels; a second run changes nothing."""
    rubrics, criteria, levels = (apps.get_model("portfolio", name) for name in ("Rubric", "RubricCriterion", "RubricLevel"))
    rubric, _ = rubrics.objects.get_or_create(
        code=CODE, version=VERSION, defaults={"name_kk": NAME[0], "name_ru": NAME[1], "allow_not_seen": True}
    )
    for order, (code, kk, ru) in enumerate(CRITERIA, start=1):
        criteria.objects.get_or_create(rubric=rubric, code=code, defaults={"order": order, "name_kk": kk, "name_ru": ru})
    for value, kk, ru in LEVELS:
        levels.objects.get_or_create(rubric=rubric, value=value, defaults={"name_kk": kk, "name_ru": ru})


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
