"""Where Rasa's things lie in the folder that is given for them, DATA_DIR/rasa unless another one is."""

from pathlib import Path

FOLDER = "rasa"
"""In the data folder."""
VERSION = "3.6.21"
REQUIREMENTS = Path(__file__).parent / "requirements.txt"
"""Every package of the environment, by its hash."""
ENVIRONMENT, INSTALLED = "venv", "installed"
"""The virtual environment; what it was made from, written when it is whole."""
PROJECT, MODELS, LOG = "project", "models", "train.log"


def program(folder: Path) -> Path:
    """The Python of the environment."""
    return folder / ENVIRONMENT / "bin" / "python"
