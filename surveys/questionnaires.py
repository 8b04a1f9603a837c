"""Questionnaires as data, both languages side by side. A changed wording is a new version."""

from typing import Any

QUESTIONNAIRES: dict[str, dict[str, Any]] = {
    # Feedback on a trial or event, one form for all [002a 2.8]
    "PP-FB": {
        "version": 1,
        "title": ("Кері байланыс", "Обратная связь"),
        "purpose": ("Сынақтарды жақсарту үшін. Жауаппен бірге аты-жөні сақталмайды.", "Чтобы улучшать пробы. Имён в ответах нет."),
        "identity": "confidential",
        "questions": (
            ("score", "Жалпы баға", "Общая оценка", "likert_5", True),
            ("useful", "Не пайдалы болды", "Что было полезно", "text", False),
            ("change", "Нені өзгерту керек", "Что изменить", "text", False),
        ),
    },
}
