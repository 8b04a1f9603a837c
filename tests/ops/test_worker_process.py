"""The Celery worker that tests use is a real one: it can be killed, and it comes back."""

from config.celery import app
from config.processes import wait_until


def answering() -> set[str]:
    return {name for reply in app.control.ping(timeout=1) for name in reply}


def test_a_killed_worker_is_gone_until_it_is_started_again(celery_worker_process):
    name, first = f"{celery_worker_process.name}@test", celery_worker_process.pid
    celery_worker_process.kill()
    assert name not in answering()
    celery_worker_process.restart()
    assert celery_worker_process.pid != first
    assert name in answering()


def test_the_worker_takes_what_is_sent_to_its_queue(celery_worker_process, broker):
    app.send_task("celery.ping", queue="default")
    assert wait_until(broker.idle, seconds=30)
    assert "celery.ping" in celery_worker_process.log()


def test_without_a_worker_messages_wait(broker):
    broker.drop_messages()  # those of earlier tests that had no worker either
    app.send_task("celery.ping", queue="default")
    assert broker.waiting() == 1
    broker.drop_messages()


def test_an_emptied_queue_works_again(celery_worker_process, broker):
    broker.lose_everything()
    app.send_task("celery.ping", queue="default")
    assert wait_until(broker.idle, seconds=30)
