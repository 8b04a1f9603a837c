"""The platform's records: every list and form opens for an operator; what only the portal writes can only be read."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import Consent, ConsentText, SecurityEvent
from documents.models import Issuer
from network.models import Organisation
from tests.factories.agreements import AgreementFactory
from tests.factories.people import (
    ConsentFactory,
    ConsentTextFactory,
    EnrolmentFactory,
    MembershipFactory,
    OrganisationFactory,
    RoleFactory,
    SiteFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client):
    client.force_login(UserFactory(superuser=True))
    return client


def page(model, action, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args)


def test_every_list_and_form_opens(operator):
    MembershipFactory(), RoleFactory(), EnrolmentFactory(), SiteFactory(), AgreementFactory(), ConsentFactory()
    for model, records in admin.site._registry.items():
        assert operator.get(page(model, "changelist")).status_code == 200, model
        assert operator.get(page(model, "changelist"), {"q": "демо"}).status_code == 200, model
        row = model._default_manager.first()
        if row is not None:
            assert operator.get(page(model, "change", row.pk)).status_code == 200, model
        if records.has_add_permission(operator.get("/platform/").wsgi_request):
            assert operator.get(page(model, "add")).status_code == 200, model


def test_nothing_of_the_network_is_deleted_here(operator):
    organisation = OrganisationFactory()
    assert operator.post(page(Organisation, "delete", organisation.pk), {"post": "yes"}).status_code == 403


def test_a_name_corrected_here_reaches_the_letterhead(operator):
    organisation = OrganisationFactory()
    form = operator.get(page(Organisation, "change", organisation.pk)).context["adminform"].form
    typed = {name: value if value is not None else "" for name, value in form.initial.items()} | {"full_name_kk": "Жаңа атау"}
    assert operator.post(page(Organisation, "change", organisation.pk), typed).status_code == 302
    assert Issuer.objects.of(organisation).get().name_kk == "Жаңа атау"


def test_the_journal_is_read_only_and_a_used_consent_text_is_not_edited(operator):
    text = ConsentTextFactory()
    assert operator.post(page(ConsentText, "change", text.pk), {"version": 1}).status_code == 200
    ConsentFactory(text=text)
    assert operator.post(page(ConsentText, "change", text.pk), {"version": 1}).status_code == 403
    event = SecurityEvent.objects.create(user=UserFactory(), kind="signed_in")
    assert operator.post(page(SecurityEvent, "change", event.pk), {"kind": "failed"}).status_code == 403
    assert Consent not in admin.site._registry, "consents are proof: they are read where they are asked for, with a line in the log"


def test_links_and_messages_do_not_show_what_opens_them(operator):
    from accounts import links
    from accounts.models import OneTimeLink

    person = UserFactory()
    from django.utils import timezone

    link = links.issue_link(purpose="access", object=person, user=person, expires_at=timezone.now(), by=None)
    text = operator.get(page(OneTimeLink, "change", link.pk)).content.decode()
    assert link.nonce not in text and link.token_hash not in text and links.token_of(link) not in text
