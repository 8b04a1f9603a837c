import uuid, pytest
from documents.registry import get
from profprobes.models import TraceReflection
from profprobes.services.trace import submit_trace
from tests.documents import reading
from tests.factories.after import over, trace_answers
from tests.factories.trials import TrialWorld
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_x(monkeypatch, language):
    real = reading.read
    monkeypatch.setattr(reading, "read", lambda pdf: (open(f"/tmp/after_tr_{language}.pdf", "wb").write(pdf), real(pdf))[1])
    world = over(TrialWorld(pupils=1, held=True), hours=30)
    row = world.participations[0]
    submit_trace(participation=row, answers=trace_answers(outcome="not_for_me", safety_seen="Көзілдірік кию керек екен"), client_uuid=uuid.uuid4(), by=row.pupil)
    form = get("PP-TR")
    reading.render_and_read(form, form.prefetch(TraceReflection.objects.all()).get(), language)
