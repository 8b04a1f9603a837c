"""The round of R24 in rows: two schools of two places, four students with measured ways; helpers that calculate at once, without the queue."""

from practicum.models import AllocationRun, TravelTime
from practicum.services import allocation
from tests.factories.practicum import PracticumWorld

WAYS = {"Айдана": (25, 35), "Бекзат": (20, 60), "Самал": (40, 30), "Дамир": (22, 50)}


class WorkedExample(PracticumWorld):
    """R24: ``people`` by first name, ``s1`` and ``s2`` the offers."""

    def __init__(self, **values):
        super().__init__(status="allocation", starts_in=60, **values)
        self.second = self.add_school()
        self.s1 = self.offer(capacity=2)
        self.s2 = self.offer(self.second, capacity=2)
        self.people = {}
        for name, ways in WAYS.items():
            wishes = (self.s2, self.s1) if name == "Самал" else (self.s1, self.s2)
            application = self.application(*wishes, student=self.student(first_name=name))
            self.measure(application, dict(zip((self.school, self.second), ways, strict=True)))
            self.people[name] = application

    def measure(self, application, ways):
        for school, minutes in ways.items():
            TravelTime.objects.create(application=application, school=school, minutes=minutes, source="import")

    def run(self, **values) -> AllocationRun:
        """Started and calculated."""
        run = allocation.start_run(round=self.round, by=self.owner, **values)
        allocation.calculate(run.pk)
        run.refresh_from_db()
        return run
