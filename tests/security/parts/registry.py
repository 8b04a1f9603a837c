"""Samples of what happens to agreements after signing, of the register and of patronage."""

import datetime as dt
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.utils import timezone

from documents.models import CmsFile
from network.models import (
    ActAssent,
    ActSignature,
    AgreementNotice,
    MutualAct,
    PartySignature,
    PatronageCommitment,
    PatronageFact,
    PatronagePair,
    PatronagePlan,
)
from network.services import contract_registry, life
from tests.factories.life import living, party
from tests.factories.people import OrganisationFactory


def rows(world):
    """An agreement of the own school with everything that an address can name; made once per world."""
    if not hasattr(world, "_registry_rows"):
        today = timezone.localdate()
        school, host = world.trials.school, world.trials.host
        agreement = living("CG", parties=[school, host], starts=today)
        notice = AgreementNotice.objects.create(agreement=agreement, kind="exit", from_party=party(agreement), reason="х", on_paper=True)
        act = MutualAct.objects.create(
            agreement=agreement, kind="suspension", proposed_by=party(agreement), reason="х", on_day=today, by=world.trials.coordinator
        )
        end = MutualAct.objects.create(
            agreement=agreement, kind="termination", proposed_by=party(agreement, 1), reason="х", on_day=today, by=world.trials.coordinator
        )
        cms = CmsFile.objects.create(
            file=ContentFile(b"x", "x.cms"), original_name="x.cms", size=1, sha256="0", document_sha256="0", findings=[]
        )
        act_file = ActSignature.objects.create(act=end, party=party(agreement, 1), cms=cms, signed_on=today, signer="х")
        answer = ActAssent.objects.create(act=act, party=party(agreement), by=world.trials.coordinator)
        amendment = life.draft_amendment(agreement=agreement, party=party(agreement), by=world.trials.coordinator, reason="х")
        clause = life.add_clause(amendment=amendment, section=1, text_kk="х", text_ru="х", by=world.trials.coordinator)
        signature = PartySignature.objects.create(
            party=party(agreement), version=amendment.version, method="scan", scan="x.pdf", signed_on=today, signer="х", doc_sha256="0"
        )
        OrganisationFactory(career_centre=True, region=school.region)
        entry = contract_registry.register_contract(agreement, by=None)
        chamber = OrganisationFactory(kind="chamber", region=school.region)
        pair = PatronagePair.objects.create(chamber=chamber, enterprise=host, college=school, profile_kk="х", profile_ru="х")
        plan = PatronagePlan.objects.create(pair=pair, year=today.year)
        commitment = PatronageCommitment.objects.create(plan=plan, section=8)
        fact = PatronageFact.objects.create(commitment=commitment, on=dt.date(today.year, 1, 1), text="х")
        world._registry_rows = SimpleNamespace(
            agreement=agreement,
            notice=notice,
            act=act,
            end=end,
            party=party(agreement),
            act_file=act_file,
            answer=answer,
            amendment=amendment,
            clause=clause,
            signature=signature,
            entry=entry,
            pair=pair,
            commitment=commitment,
            fact=fact,
        )
    return world._registry_rows


def of(name, **more):
    """pk of the row and fixed words of the address."""
    return lambda world: {"pk": getattr(rows(world), name).pk, **more}


SAMPLES = {
    **{
        f"network:{name}": of("agreement")
        for name in ("agreement_life", "notice_kinds", "confirm_details", "registry_submit", "amendment_new")
    },
    "network:notice_new": of("agreement", kind="exit"),
    "network:mutual_act_new": of("agreement", kind="suspension"),
    **{f"network:{name}": of("notice") for name in ("notice_delivered", "notice_recall", "notice_scan")},
    **{f"network:mutual_act{name}": of("act") for name in ("", "_agree", "_decline", "_withdraw")},
    "network:assent_scan": of("answer"),
    **{f"network:amendment{name}": of("amendment") for name in ("", "_clause_new", "_terms", "_party", "_send", "_withdraw", "_sign")},
    "network:amendment_clause": lambda world: {"pk": rows(world).amendment.pk, "clause": rows(world).clause.pk},
    **{f"network:amendment_{name}": of("signature") for name in ("signature", "check", "scan")},
    "network:mutual_act_sign": of("end"),
    **{f"network:act_signature{name}": of("act_file") for name in ("", "_decide", "_file")},
    **{f"network:registry_{name}": of("entry") for name in ("entry", "register", "return", "submit_again", "change", "close")},
    **{f"network:{name}": of("pair") for name in ("patronage_pair", "patronage_plan")},
    "network:succession_notice": of("party"),
    "network:gone_party": of("party", answer="remove"),
    "network:registry_file": lambda world: {"kind": "xlsx"},
    "network:patronage_file": lambda world: {"kind": "xlsx"},
    "network:registry_policy": lambda world: {"pk": rows(world).entry.region_id},
    "network:patronage_step": of("pair", step="negotiate"),
    "network:patronage_fact": of("commitment"),
    **{f"network:fact_{name}": of("fact") for name in ("strike", "proof")},
}

PUBLIC = {"network:public_registry"}  # counts and lines of registered agreements without a word about a person

SEEN_BY_STRANGERS = {
    name: {200, 403, 405} for name in ("network:registry_file", "network:patronage_file")
}  # the rows inside are those the person sees
