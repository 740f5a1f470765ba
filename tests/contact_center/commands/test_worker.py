"""Several processes on PostgreSQL: web pages without work, and a worker without web pages."""

from pathlib import Path

import httpx
import pytest

from contact_center.settings import Settings
from tests.processes import Program

PERSON = {"email": "ha@shop.example", "name": "Hà", "password": "a fine long phrase"}


@pytest.mark.postgresql
def test_a_worker_does_what_the_web_process_leaves_and_both_end_when_told(
    tmp_path: Path, postgres_settings: Settings
) -> None:
    settings = {"CC_DATABASE_URL": postgres_settings.database_url, "CC_SECRET_KEY": "k" * 40}
    data = ("--data-dir", tmp_path / "data")
    (tmp_path / "worker").mkdir()
    with (
        Program("serve", "--no-work", "--port", "0", *data, folder=tmp_path, settings=settings) as web,
        Program("worker", *data, folder=tmp_path / "worker", settings=settings) as worker,
    ):
        url = web.wait_ready()
        token = web.read_until("    http").strip().removeprefix(f"{url}/console/setup/")
        worker.read_until("Working.")
        with httpx.Client(base_url=f"{url}/api/v1", headers={"origin": url}) as client:
            assert client.post("/setup", json=PERSON | {"token": token}).is_success
            assert client.post("/password-resets", json={"email": PERSON["email"]}).is_success
        assert worker.read_until("To: ") == f"To: {PERSON['email']}"
        for process in (web, worker):
            process.terminate()
        assert (web.wait(), worker.wait()) == (0, 0)
        assert "NOT sent" not in web.rest()
