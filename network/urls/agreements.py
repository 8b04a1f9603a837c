"""Addresses of agreements: drafting, negotiating, signing."""

from django.urls import URLPattern, path

from ..views import agreement_text, agreements, agreements_hosting, agreements_list, obligations, paper_agreements

urlpatterns: list[URLPattern] = [
    path("agreements/", agreements_list.agreements, name="agreements"),
    path("agreements/file/<slug:kind>/", agreements_list.agreements_file, name="agreements_file"),
    path("agreements/chosen/", agreements_list.agreements_chosen, name="agreements_chosen"),
    path("agreements/new/", agreements.agreement_new, name="agreement_new"),
    path("agreements/paper/", paper_agreements.paper_new, name="paper_new"),
    path("agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path("agreements/<int:pk>/paper/", paper_agreements.paper, name="paper_agreement"),
    path("agreements/<int:pk>/paper/mend/", paper_agreements.paper_mend, name="paper_mend"),
    path("agreements/<int:pk>/paper/scan/", paper_agreements.paper_scan, name="paper_scan"),
    path("agreements/<int:pk>/obligations/", obligations.obligations, name="obligations"),
    path("agreements/<int:pk>/obligations/add/", obligations.obligation_add, name="obligation_add"),
    path("agreements/obligations/<int:pk>/fact/", obligations.obligation_fact, name="obligation_fact"),
    path("agreements/obligations/<int:pk>/remove/", obligations.obligation_remove, name="obligation_remove"),
    path("agreements/obligations/facts/<int:pk>/strike/", obligations.obligation_fact_strike, name="obligation_fact_strike"),
    path("agreements/obligations/facts/<int:pk>/proof/", obligations.obligation_fact_proof, name="obligation_fact_proof"),
    path("agreements/<int:pk>/versions/", agreements.agreement_versions, name="agreement_versions"),
    path("agreements/<int:pk>/terms/", agreements.agreement_terms, name="agreement_terms"),
    path("agreements/<int:pk>/places/", agreements.agreement_places, name="agreement_places"),
    path("agreements/<int:pk>/hosting/", agreements_hosting.agreement_hosting, name="agreement_hosting"),
    path("agreements/<int:pk>/parties/add/", agreements.agreement_party_add, name="agreement_party_add"),
    path("agreements/<int:pk>/steps/<slug:step>/", agreements.agreement_step, name="agreement_step"),
    path("agreements/<int:pk>/clauses/add/", agreement_text.agreement_clause_add, name="agreement_clause_add"),
    path("agreements/parties/<int:pk>/", agreements.agreement_party, name="agreement_party"),
    path("agreements/parties/<int:pk>/remove/", agreements.agreement_party_remove, name="agreement_party_remove"),
    path("agreements/parties/<int:pk>/answer/<slug:answer>/", agreements.agreement_answer, name="agreement_answer"),
    path("agreements/parties/<int:pk>/paper/<slug:answer>/", paper_agreements.paper_answer, name="paper_answer"),
    path("agreements/<int:pk>/parties/person/", agreements.agreement_person_add, name="agreement_person_add"),
    path("agreements/parties/<int:pk>/sign/", agreement_text.agreement_sign, name="agreement_sign"),
    path("agreements/clauses/<int:pk>/", agreement_text.agreement_clause, name="agreement_clause"),
    path("agreements/clauses/<int:pk>/remove/", agreement_text.agreement_clause_remove, name="agreement_clause_remove"),
    path("agreements/clauses/<int:pk>/confirm/", agreement_text.agreement_confirm, name="agreement_confirm"),
    path("agreements/remarks/<int:pk>/answer/", agreement_text.remark_answer, name="remark_answer"),
    path("agreements/signatures/<int:pk>/", agreement_text.agreement_signature, name="agreement_signature"),
    path("agreements/signatures/<int:pk>/decide/", agreement_text.signature_decide, name="signature_decide"),
    path("agreements/signatures/<int:pk>/file/", agreement_text.signature_file, name="signature_file"),
]
