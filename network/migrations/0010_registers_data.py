"""Centres of the regions, sectors, kinds of status, legal acts: reference data of the registers (network page 2.2, 2.3, 11)."""

import datetime as dt

from django.db import migrations

CENTRES = {
    "100000000": ("Семей", "Семей"),
    "110000000": ("Көкшетау", "Кокшетау"),
    "150000000": ("Ақтөбе", "Актобе"),
    "190000000": ("Қонаев", "Конаев"),
    "230000000": ("Атырау", "Атырау"),
    "270000000": ("Орал", "Уральск"),
    "310000000": ("Тараз", "Тараз"),
    "330000000": ("Талдықорған", "Талдыкорган"),
    "350000000": ("Қарағанды", "Караганда"),
    "390000000": ("Қостанай", "Костанай"),
    "430000000": ("Қызылорда", "Кызылорда"),
    "470000000": ("Ақтау", "Актау"),
    "550000000": ("Павлодар", "Павлодар"),
    "590000000": ("Петропавл", "Петропавловск"),
    "610000000": ("Түркістан", "Туркестан"),
    "620000000": ("Жезқазған", "Жезказган"),
    "630000000": ("Өскемен", "Усть-Каменогорск"),
}

SECTORS = [
    ("machinery", "машина жасау", "машиностроение"),
    ("mining", "тау-кен металлургия саласы", "горно-металлургическая отрасль"),
    ("services", "қызмет көрсету саласы", "сфера услуг"),
    ("petrochemistry", "мұнай-химия өнеркәсібі", "нефтехимическая промышленность"),
    ("energy", "энергетика", "энергетика"),
    ("agriculture", "аграрлық өндіріс және өнеркәсіп", "аграрное производство и промышленность"),
    ("it", "IT-сала", "IT-отрасль"),
    ("construction", "құрылыс", "строительство"),
    ("metalworking", "металл өңдеу", "металлообработка"),
    ("light-industry", "жеңіл өнеркәсіп", "лёгкая промышленность"),
]

# code, name kk, name ru, who grants it
STATUS_TYPES = [
    ("PARTNER_PRACTICUM", "Серіктес-практикум мектебі", "Партнёрская школа-практикум", "council"),
    ("BASE", "Базалық мектеп", "Базовая школа", "council"),
    ("PIVOT", "Тірек мектеп", "Опорная школа", "operator"),
    ("CLINICAL", "Тірек (клиникалық) мектеп", "Опорная (клиническая) школа", "hei"),
    ("HEI_BASE", "Педагогикалық ЖОО-ның базалық мектебі", "Базовая школа педвуза", "hei"),
    ("PRACTICUM_BASE", "Практика базасы", "База практики", "council"),
    ("RESEARCH", "Практика-зерттеу мектебі", "Практико-исследовательская школа", "council"),
    ("EXPERIMENT", "Эксперименттік алаң", "Экспериментальная площадка", "council"),
    ("EXPERIENCE", "Педагогикалық тәжірибе алаңы", "Площадка педагогического опыта", "council"),
    ("RESOURCE", "Ресурстық орталық", "Ресурсный центр", "operator"),
    ("ATTESTED", "Аттестаттаудан өткен желі түйіні", "Аттестованный узел сети", "operator"),
]

ACTS = [
    ("319-III", dt.date(2007, 7, 27), "«Білім туралы» Қазақстан Республикасының Заңы", "Закон Республики Казахстан «Об образовании»"),
    (
        "348",
        dt.date(2022, 8, 3),
        "Қазақстан Республикасы Оқу-ағарту министрінің бұйрығы",
        "Приказ Министра просвещения Республики Казахстан",
    ),
    (
        "385",
        dt.date(2022, 8, 31),
        "Қазақстан Республикасы Оқу-ағарту министрінің бұйрығы",
        "Приказ Министра просвещения Республики Казахстан",
    ),
]


def load(apps, schema_editor):
    """Write the rows that are not there yet; running it again changes nothing."""
    Region, Sector, StatusType, LegalAct = (apps.get_model("network", name) for name in ("Region", "Sector", "StatusType", "LegalAct"))
    for kato, (kk, ru) in CENTRES.items():
        Region.objects.filter(kato=kato, centre_kk="").update(centre_kk=kk, centre_ru=ru)
    for sort, (code, kk, ru) in enumerate(SECTORS, 1):
        Sector.objects.get_or_create(code=code, defaults={"name_kk": kk, "name_ru": ru, "sort": sort})
    for sort, (code, kk, ru, by) in enumerate(STATUS_TYPES, 1):
        StatusType.objects.get_or_create(code=code, defaults={"name_kk": kk, "name_ru": ru, "granted_by": by, "sort": sort})
    for number, day, kk, ru in ACTS:
        LegalAct.objects.get_or_create(number=number, date=day, defaults={"title_kk": kk, "title_ru": ru})


class Migration(migrations.Migration):
    dependencies = [("network", "0009_registers")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
