"""Where understanding keeps its things in the data folder."""

FOLDER = "understanding"
MODELS, CACHE = "models", "encoders"
"""In FOLDER: versions of models by language; what was built from an encoder's weights, which can be built again."""
