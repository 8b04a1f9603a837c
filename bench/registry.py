"""B5, in part: the registers of agreements on 15 000 organisations and 20 000 agreements – queries per page, and the page against its bare SQL."""

import statistics
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from network.models import Membership, Organisation, Region, Role, RoleAssignment

from .results import Result

NAME = "registry"

ORGANISATIONS = """
INSERT INTO network_organisation (code, kind, full_name_kk, full_name_ru, short_name_kk, short_name_ru, bin, region_id, district_id, {more})
SELECT 'b' || n, CASE WHEN n %% 2 = 0 THEN 'school' ELSE 'enterprise' END, 'Демо ұйым ' || n, 'Демо-организация ' || n, 'Ұйым ' || n, 'Организация ' || n,
       '99' || lpad(n::text, 10, '0'), r.id, d.id, {values}
FROM generate_series(1, %s) n
JOIN LATERAL (SELECT id FROM network_region ORDER BY id OFFSET n %% 20 LIMIT 1) r ON true
JOIN LATERAL (SELECT id FROM network_district WHERE region_id = r.id ORDER BY id LIMIT 1) d ON true
"""
AGREEMENTS = """
INSERT INTO network_agreement (kind_id, title_kk, title_ru, number, number_year, date, initiator_id, languages, prevails, term_kind, starts_on, ends_on,
    auto_renew, notice_months, exit_rule, has_finance, variables, origin, status, shared_at, signed_at, unconfirmed, long_term_confirmed, created_at,
    place_kk, place_ru, purpose_kk, purpose_ru, scan, scan_name)
SELECT k.code, 'Келісім ' || n, 'Соглашение ' || n, 'B-' || k.code || '/' || n, 2026, current_date - 300, o.id, 'both', 'kk', k.term_kind, current_date - 300,
    current_date + (n %% 400), k.auto_renew, 1, k.exit_rule, false, '{}', 'portal', 'in_force', now(), now(), false, false, now(), '', '', '', '', '', ''
FROM generate_series(1, %s) n
JOIN LATERAL (SELECT id FROM network_organisation WHERE code = 'b' || (1 + n %% %s)) o ON true
JOIN LATERAL (SELECT * FROM network_agreementkind WHERE code IN ('CG', 'MEMO', 'PRAC', 'COOP', 'PATRON') ORDER BY code OFFSET n %% 5 LIMIT 1) k ON true
"""
PARTIES = """
INSERT INTO network_agreementparty (agreement_id, organisation_id, position, role_kk, role_ru, signatory_name, signatory_position_kk, signatory_position_ru,
    basis_kk, basis_ru, requisites, responsible_phone, responsible_email, status)
SELECT a.id, o.id, side, 'Тарап', 'Сторона', '', '', '', '', '', '{}', '', '', 'signed'
FROM network_agreement a CROSS JOIN generate_series(0, 1) side
JOIN LATERAL (SELECT id FROM network_organisation WHERE code = 'b' || (1 + (a.id + side) %% %s)) o ON true
"""
ENTRIES = """
INSERT INTO network_registryentry (registrar_id, region_id, content_type_id, object_id, kind, book_id, year, number, date, officer_id, state, ground_kk,
    ground_ru, contract_number, contract_date, starts_on, ends_on, copied, submitted_at, return_reason, status)
SELECT %(registrar)s, %(region)s, %(type)s, a.id, a.kind_id, %(book)s, 2026, row_number() OVER (ORDER BY a.id), current_date, %(officer)s, 'in_force', '', '',
    a.number, a.date, a.starts_on, a.ends_on,
    jsonb_build_object('kind_kk', 'Келісім', 'kind_ru', 'Соглашение', 'parties', jsonb_build_array(
        jsonb_build_object('name_kk', 'Ұйым', 'name_ru', 'Организация', 'bin', '990000000000'))),
    now(), '', 'registered'
FROM network_agreement a
"""
BARE = {
    "registry": "SELECT * FROM network_registryentry WHERE number IS NOT NULL ORDER BY year DESC, number DESC, id DESC LIMIT 30",
    "public_registry": "SELECT * FROM network_registryentry WHERE status IN ('registered', 'changed', 'closed') ORDER BY year DESC, number DESC LIMIT 30",
    "agreements_ending": "SELECT * FROM network_agreement WHERE status = 'in_force' AND ends_on BETWEEN current_date AND current_date + 90 ORDER BY ends_on LIMIT 30",
    "agreements": "SELECT * FROM network_agreement ORDER BY created_at DESC, id DESC LIMIT 30",
}
WORDS = {
    "registry": "register of agreements",
    "public_registry": "open register",
    "agreements_ending": "agreements that end soon",
    "agreements": "list of agreements",
}

# The list of agreements as those see it who see most, and as a coordinator: the same page with its filters.
LIST = {
    "": "every agreement",
    "?page=300": "a page far behind",
    "?sort=ends": "by their end",
    "?q=Келісім 1777": "found by words",
    "?party=Ұйым 1777": "found by a party's name",
    "?kind=CG&status=in_force&term=soon": "of one kind, ending soon",
}


def run(quick: bool) -> list[Result]:
    """Seed by SQL, open each page as the operator of the region (the open page as nobody), compare with one plain query of the same thirty rows.
    Pages are drawn without the collected files of the interface.
    """
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=storages):
        return measure(quick)


def measure(quick: bool) -> list[Result]:
    """The figures."""
    operator = seed(1500 if quick else 15_000, 2000 if quick else 20_000)
    client = Client()
    client.force_login(operator)
    found = []
    for name, words in WORDS.items():
        try:
            url = reverse(f"network:{name}")
        except NoReverseMatch:
            continue
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url)
            database = sum(float(query["time"]) for query in queries.captured_queries)
        if answer.status_code != 200:
            raise RuntimeError(f"{url}: {answer.status_code}")
        found.append(Result("B5", f"{words}: queries", len(queries), "", at_most=12))
        page = median(lambda url=url: client.get(url))
        empty = median(lambda: client.get(reverse("network:organisation", args=[operator.memberships.get().organisation_id])))
        found.append(Result("B5", f"{words}: page against an almost empty page", page / empty, at_most=6))
        bare = median(lambda name=name: plain(BARE[name]))
        found.append(Result("B5", f"{words}: its queries against one plain query of the rows", database / bare))
    return found + list_of_agreements(operator)


def list_of_agreements(operator: User) -> list[Result]:
    """The worst of the ways to look at the list, as the administrator and as a coordinator, against an almost empty page."""
    found = []
    organisation = Organisation.objects.get(code="b77")
    for role, words in ((Role.PLATFORM_ADMIN, "administrator"), (Role.ORG_COORDINATOR, "coordinator")):
        person = User.objects.create_user(last_name="Демо", first_name=words, email=f"bench.{role}@demo.example", sign_in="active")
        member = Membership.objects.create(user=person, organisation=organisation, valid_from="2020-01-01")
        RoleAssignment.objects.create(membership=member, role=role, valid_from=member.valid_from)
        client = Client()
        client.force_login(person)
        empty_page = reverse("network:organisation", args=[organisation.pk])
        client.get(empty_page)
        empty = median(lambda client=client, page=empty_page: client.get(page))
        taken: dict[str, float] = {}
        most = 0
        for query, view in LIST.items():
            url = reverse("network:agreements") + query
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(url)
            if answer.status_code != 200:
                raise RuntimeError(f"{url}: {answer.status_code}")
            most = max(most, len(queries))
            taken[view] = median(lambda client=client, url=url: client.get(url))
        worst = max(taken, key=lambda view: taken[view])
        found.append(Result("B5", f"list of agreements, {words}, any filter: queries", most, "", at_most=12))
        found.append(
            Result("B5", f"list of agreements, {words}, {worst}: page against an almost empty page", taken[worst] / empty, at_most=6)
        )
    return found


def seed(organisations: int, agreements: int) -> User:
    """Organisations and agreements of the country, all registered with one operator; answers the operator."""
    region = Region.objects.order_by("pk").first()
    more = required_columns("network_organisation")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO network_district (kato, region_id, name_kk, name_ru, active) "
            "SELECT left(kato, 2) || '9999999', id, name_kk, name_ru, true FROM network_region ON CONFLICT DO NOTHING"
        )
        text = ORGANISATIONS.format(more=", ".join(more), values=", ".join(more.values()))
        cursor.execute(text, [organisations])
        cursor.execute(AGREEMENTS, [agreements, organisations])
        cursor.execute(PARTIES, [organisations])
        cursor.execute(
            "INSERT INTO network_agreementperiod (agreement_id, valid_from, valid_until, source, added_at) "
            "SELECT id, starts_on, ends_on, 'initial', now() FROM network_agreement"
        )
    operator = User.objects.create_user(last_name="Демо", first_name="Оператор", email="bench@demo.example", sign_in="active")
    centre = Organisation.objects.filter(region=region).first()
    Organisation.objects.filter(pk=centre.pk).update(kind=Organisation.Kind.CAREER_CENTRE)
    member = Membership.objects.create(user=operator, organisation=centre, valid_from="2020-01-01")
    RoleAssignment.objects.create(membership=member, role=Role.REGION_OPERATOR, valid_from=member.valid_from)
    register_all(centre, operator)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return operator


def register_all(centre: Organisation, operator: User) -> None:
    """Every agreement has its line, all of one registrar."""
    from django.contrib.contenttypes.models import ContentType

    from network.models import Agreement, RegistryBook

    book = RegistryBook.objects.create(registrar=centre, year=2026, last_number=Agreement.objects.count())
    values = {
        "registrar": centre.pk,
        "region": centre.region_id,
        "type": ContentType.objects.get_for_model(Agreement).pk,
        "book": book.pk,
        "officer": operator.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, values)
        cursor.execute("INSERT INTO network_registryparty (entry_id, organisation_id) SELECT e.id, p.organisation_id FROM network_registryentry e "
                       "JOIN network_agreementparty p ON p.agreement_id = e.object_id ON CONFLICT DO NOTHING")  # fmt: skip


def required_columns(table: str) -> dict[str, str]:
    """Columns without a default that the model fills by itself, with a neutral value of their type: the seed outlives a new column."""
    named = {"id", "code", "kind", "full_name_kk", "full_name_ru", "short_name_kk", "short_name_ru", "bin", "region_id", "district_id"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO' AND column_default IS NULL "
            "AND is_identity = 'NO'",
            [table],
        )
        columns = [row for row in cursor.fetchall() if row[0] not in named]
    neutral = {
        "boolean": "false",
        "jsonb": "'{}'",
        "smallint": "0",
        "integer": "0",
        "bigint": "0",
        "timestamp with time zone": "now()",
        "date": "current_date",
        "ARRAY": "'{}'",
    }
    fixed = {"status": "'active'", "locality_type": "'urban'", "ownership": "'state'", "entity": "'legal'"}
    return {name: fixed.get(name, neutral.get(kind, "''")) for name, kind in columns}


def plain(sql: str) -> None:
    """One query, its rows fetched."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.fetchall()


def median(work: Callable[[], object], times: int = 9) -> float:
    """Seconds of the middle one of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)
