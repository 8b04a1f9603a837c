"""Defaults of career trials, numbered as on the requirements page (S1–S35); the sources give no number unless cited there."""

from typing import Any

TRIALS: dict[str, Any] = {
    "SITE_CHECK_MONTHS": 12,  # S1
    "RURAL_QUOTA": 20,  # S3, per cent of a popular site's monthly slots
    "SEN_QUOTA": 10,  # S4, per cent, at least 1 on adapted sites
    "RESERVE_QUOTA": 10,  # S5, per cent, at least 1
    "QUOTA_RELEASE_DAYS": {"rural": 10, "sen": 10, "reserve": 2},  # S6, days before the slot
    "OFFER_HOURS": 24,  # S7
    "ANSWER_WORKING_DAYS": 3,  # S8
    "PRIORITY": {"rural": 30, "sen": 30, "low_resource": 20, "no_trial": 20, "earlier": 10, "earlier_most": 30},  # S12
    "WINDOW_DAYS": (1, 10),  # S13
    "LATE_CANCEL_HOURS": 48,  # S30
    "NO_SHOW_DAYS": 3,  # §2.1: a host records a no-show within these days
    "CONSENT_LINK_DAYS": 14,  # S9
    "NOTICE_DAYS": 3,  # S11
    "ACCESS_TEST_DAYS": 3,  # BR-17: access and equipment of an online part are tried within these days before it
    "PUPILS_PER_ADULT": 12,  # S14
    "GROUP_MIN": 5,  # S15
    "GROUP_MAX": 25,  # S15
    "COMMENT_LENGTH": 300,  # S18
    "WORDS_TO_AVOID": ["дарынсыз", "сенікі емес", "бездарный", "бездарная", "это не твоё", "это не твое"],  # S19
    "SUMMARY_DUE_WORKING_DAYS": 5,  # S21
    "TRACE_OPENS_HOURS": 24,  # S20
    "TRACE_DUE_HOURS": 48,  # S20
    "TRACE_CLOSES_DAYS": 14,  # S20
    "CLOSE_WITH_GAPS_DAYS": 14,  # S22
    "FEEDBACK_DAYS": 7,  # BR-44
    "EMPTY_SHARE": 20,  # S23, per cent
    "EMPTY_FROM": 10,  # S23, participants
    "TRAINING_MONTHS": 24,  # S2
    "MENTOR_WORKING_DAYS": 3,  # S35
    "MENTOR_MOVE_DAYS": 2,  # BR-53: days before the visit when the school is offered a move
    "TRAVEL_WARN_MINUTES": 90,  # S33, one way
    "TRAVEL": {"DETOUR": 1.3, "KM_PER_HOUR": 40},  # a guess of the way where nobody has travelled it yet
    "MEANINGFUL_SHARE": 80,  # S24, per cent
    "COVERED_FROM": 5,  # S25, pupils of a parallel in one trial
    "CONTACTS_FROM": 4,  # S26
    "REVIEW_DUE_DAYS": 14,  # S27, after the term
    "SMALLEST_GROUP": 5,  # S28
    "DEVIATION_POINTS": 15,  # BR-38
}
