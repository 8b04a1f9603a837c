"""manage.py load_agreement_texts: clauses of the files become the templates of new agreements. Safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from network.agreements.loading import load_texts
from network.models import AgreementKind, ClauseTemplate


class Command(BaseCommand):
    """Run after an update that changed network/agreements/texts; migrations do it for a new installation."""

    help = "Loads the clauses of agreements; a changed text makes a new version, agreements already made keep theirs."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        done = load_texts(AgreementKind, ClauseTemplate)
        self.stdout.write(f"Clauses added: {done.added}, replaced: {done.replaced}, retired: {done.retired}.")
