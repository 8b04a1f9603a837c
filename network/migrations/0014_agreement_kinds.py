"""The fourteen kinds of agreements (network page 2.6), and the rows of the minimal agreement carried over to the engine."""

import datetime as dt

from django.db import migrations
from django.utils import timezone

SCHOOL, COLLEGE, UNIVERSITY, ENTERPRISE = "school", "college", "university", "enterprise"
ROLES = {
    SCHOOL: ["Мектеп", "Школа"],
    COLLEGE: ["Колледж", "Колледж"],
    UNIVERSITY: ["ЖОО", "Вуз"],
    ENTERPRISE: ["Кәсіпорын", "Предприятие"],
    "": ["Тарап", "Сторона"],
}
PARTNER = {SCHOOL: ROLES[SCHOOL], "": ["Әріптес", "Партнёр"]}
ORGANISER = {SCHOOL: ROLES[SCHOOL], "": ["Ұйымдастырушы", "Организатор"]}
PRACTICE = {**ROLES, SCHOOL: ["Мектеп", "Школа"]}
PAYER = {"": ["Тарап", "Сторона"]}
TEACHING = [COLLEGE, UNIVERSITY]

# code, kk, ru, fewest, most, needs, roles, term, years, exit, more
KINDS = [
    ("NET", "Желілік өзара іс-қимыл туралы көпжақты келісім", "Многостороннее соглашение о сетевом взаимодействии",
     2, 60, [[SCHOOL], [COLLEGE], [UNIVERSITY]], ROLES, "fixed", 3, "school_year", {}),
    ("CGN", "Кәсіптік бағдар беруді жүзеге асырудың желілік нысаны туралы келісім", "Соглашение о сетевой форме профориентационной деятельности",
     2, 60, [], ROLES, "calendar", None, "school_year", {"auto_renew": True}),
    ("COOP", "Өзара әрекеттестік және ынтымақтастық туралы келісім", "Соглашение о взаимодействии и сотрудничестве",
     2, 10, [], ROLES, "calendar", None, "school_year", {"auto_renew": True}),
    ("CG", "Кәсіптік бағдар беру жұмысындағы ынтымақтастық туралы келісім", "Соглашение о сотрудничестве в профориентационной работе",
     2, 2, [[SCHOOL]], PARTNER, "calendar", None, "school_year", {"auto_renew": True, "forbids_money": True, "starts_when_signed": True}),
    ("TRIAL", "Кәсіби сынақтар өткізу туралы келісім", "Соглашение о проведении профессиональных проб",
     2, 3, [[SCHOOL]], ORGANISER, "calendar", None, "school_year", {"auto_renew": True}),
    ("PRAC", "Практика базасы туралы шарт (базалық мектеппен)", "Договор о базе практики (с базовой школой)",
     2, 2, [[SCHOOL], TEACHING], PRACTICE, "fixed", 3, "school_year", {}),
    ("MEMO", "Ынтымақтастық туралы меморандум («ЖОО – мектеп», «ЖОО – басқару органы»)",
     "Меморандум о сотрудничестве («вуз – школа», «вуз – орган управления»)", 2, 10, [], ROLES, "fixed", 3, "notice", {}),
    ("TARGET", "Мақсатты серіктестік туралы меморандум", "Меморандум о целевом партнёрстве",
     2, 2, [[SCHOOL], TEACHING], ROLES, "fixed", 1, "notice", {}),
    ("PATRON", "Қамқорлық туралы меморандум (келісім)", "Меморандум (соглашение) о шефстве",
     2, 2, [[ENTERPRISE], [COLLEGE]], ROLES, "fixed", 3, "notice", {}),
    ("RECOG", "Оқу нәтижелерін (модульдерді) өзара мойындау туралы келісім",
     "Соглашение о взаимном признании результатов обучения (модулей)", 2, 3, [[COLLEGE], [UNIVERSITY]], ROLES, "academic", None, "notice", {}),
    ("TTRAIN", "Кәсіпорын өтінімі бойынша мақсатты даярлау туралы шарт", "Договор о целевой подготовке по заявке предприятия",
     2, 2, [[ENTERPRISE], [COLLEGE]], ROLES, "fixed", None, "notice", {}),
    ("FIN", "Жеке қаржылық келісім", "Отдельное финансовое соглашение", 2, 2, [], PAYER, "fixed", None, "notice", {"needs_parent": True}),
    ("SERVICE", "Ақылы қызмет көрсету шарты", "Договор возмездного оказания услуг",
     2, 2, [], {"": ["Тапсырыс беруші", "Заказчик"], "person": ["Орындаушы", "Исполнитель"]}, "fixed", None, "notice", {"person_may_sign": True}),
    ("OTHER", "Өзге келісім", "Иное соглашение", 2, 60, [], ROLES, "fixed", None, "notice", {}),
]  # fmt: skip

OLD_KINDS = {"trial": "TRIAL", "career": "CG", "career_network": "CGN", "cooperation": "COOP"}


def load_kinds(apps, schema_editor):
    """Write the kinds that are not there yet; running it again changes nothing."""
    AgreementKind = apps.get_model("network", "AgreementKind")
    for sort, (code, kk, ru, least, most, needs, roles, term, years, leave, more) in enumerate(KINDS, 1):
        values = {
            "name_kk": kk,
            "name_ru": ru,
            "parties_min": least,
            "parties_max": most,
            "needs": needs,
            "roles": roles,
            "term_kind": term,
            "term_years": years,
            "exit_rule": leave,
            "sort": sort,
            **more,
        }
        AgreementKind.objects.get_or_create(code=code, defaults=values)


def carry_over(apps, schema_editor):
    """Each row of the minimal agreement becomes one concluded on paper, with its two parties and the periods in which it held."""
    old, names = apps.get_model("network", "OldAgreement"), ("Agreement", "AgreementKind", "AgreementParty", "AgreementPeriod")
    Agreement, AgreementKind, AgreementParty, AgreementPeriod = (apps.get_model("network", name) for name in names)
    today = timezone.localdate()
    for row in old.objects.select_related("school", "host"):
        kind = AgreementKind.objects.get(code=OLD_KINDS[row.kind])
        periods = _periods(row, today) if row.signed else []
        ends_on = periods[-1][1] if periods else row.valid_until
        made = Agreement.objects.create(
            pk=row.pk,
            kind=kind,
            title_kk=kind.name_kk,
            title_ru=kind.name_ru,
            number=row.number if row.signed else "",
            number_year=row.valid_from.year if row.signed else None,
            date=row.valid_from,
            initiator=row.school,
            term_kind="open" if row.valid_until is None else kind.term_kind,
            starts_on=row.valid_from,
            ends_on=ends_on,
            auto_renew=row.renews and row.notice_on is None,
            exit_rule=kind.exit_rule,
            origin="paper",
            status=_status(row, ends_on, today),
            shared_at=timezone.now(),
        )
        for position, organisation in enumerate((row.school, row.host)):
            kk, ru = kind.roles.get(organisation.kind) or kind.roles[""]
            AgreementParty.objects.create(
                agreement=made,
                organisation=organisation,
                position=position,
                role_kk=kk,
                role_ru=ru,
                signatory_name=organisation.head_name,
                status="signed" if row.signed else "invited",
            )
        for number, (start, end) in enumerate(periods):
            AgreementPeriod.objects.create(agreement=made, valid_from=start, valid_until=end, source="renewal" if number else "initial")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('network_agreement', 'id'), GREATEST((SELECT MAX(id) FROM network_agreement), 1))"
        )


def _periods(row, today):
    """The first period, and calendar years after it for one that has renewed itself (NR33)."""
    periods = [(row.valid_from, row.valid_until)]
    while row.renews and row.notice_on is None and periods[-1][1] is not None and periods[-1][1] < today:
        end = periods[-1][1]
        periods.append((end + dt.timedelta(days=1), dt.date(end.year + (end.month == 12 and end.day == 31), 12, 31)))
    return periods


def _status(row, ends_on, today):
    if not row.signed:
        return "draft"
    if row.valid_from > today:
        return "signed"
    return "in_force" if ends_on is None or ends_on >= today else "expired"


class Migration(migrations.Migration):
    dependencies = [("network", "0013_agreements")]
    operations = [
        migrations.RunPython(load_kinds, migrations.RunPython.noop),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
