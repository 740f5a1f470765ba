"""For developers: `python -m contact_center.migrations "What changes"` writes the next revision from the models."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.script import Script, ScriptDirectory

from contact_center import migrations


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m contact_center.migrations")
    parser.add_argument("message", help="what the revision does, as a sentence")
    message = parser.parse_args().message
    number = len(list(ScriptDirectory(str(migrations.FOLDER)).walk_revisions())) + 1

    def revise(connection: sa.Connection) -> Script:
        config = migrations.config(connection)
        revision = command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")
        assert isinstance(revision, Script)
        return revision

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'empty.db')}"
        migrations.upgrade(url)
        path = Path(migrations.in_transaction(url, revise).path)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.strip().startswith("# ###")))
    subprocess.run([sys.executable, "-m", "ruff", "format", str(path)], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
