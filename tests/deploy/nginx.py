"""The real nginx with the example of deploy/, on free ports, with a certificate of its own."""

import os
import shutil
import signal
import ssl
import subprocess
from pathlib import Path

import psutil

from tests.servers import ServerMissingError, free_port

EXAMPLE = Path(__file__).parent.parent.parent / "deploy/nginx.conf.example"
START_SECONDS = 10

MAIN = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 2;
worker_shutdown_timeout 1s;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Nginx:
    """A running nginx before a port of ours. Ended by close(), by its own id."""

    def __init__(self, folder: Path, upstream: int) -> None:
        self.folder, self.port, self.plain_port = folder, free_port(), free_port()
        self.program = _program()
        self.certificate = folder / "certificate.pem"
        self._make_certificate()
        (folder / "site.conf").write_text(self._site(upstream))
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
        self._command = [
            self.program,
            "-p",
            str(folder),
            "-c",
            str(folder / "nginx.conf"),
            "-e",
            str(folder / "error.log"),
        ]
        checked = subprocess.run([*self._command, "-t"], capture_output=True, text=True, check=False)
        if checked.returncode:
            raise AssertionError(f"nginx refuses the example: {checked.stderr}")
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    @property
    def origin(self) -> str:
        return f"https://localhost:{self.port}"

    def believing(self) -> ssl.SSLContext:
        """For clients that know the certificate, and check it."""
        return ssl.create_default_context(cafile=str(self.certificate))

    def reload(self) -> None:
        """As `systemctl reload nginx` does: new workers take over, the old ones have a second to finish."""
        self._process.send_signal(signal.SIGHUP)

    def workers(self) -> set[int]:
        """The process ids of those who answer. During a reload old and new ones do, until the old have ended."""
        return {child.pid for child in psutil.Process(self._process.pid).children()}

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _site(self, upstream: int) -> str:
        """The example with this test's ports, name and certificate; nothing else of it is changed."""
        text = EXAMPLE.read_text()
        for old, new in {
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl http2;\n": "",
            "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
            "server 127.0.0.1:8000;": f"server 127.0.0.1:{upstream};",
            "server_name chat.example;": "server_name localhost;",
            "/etc/letsencrypt/live/chat.example/fullchain.pem": str(self.certificate),
            "/etc/letsencrypt/live/chat.example/privkey.pem": str(self.folder / "key.pem"),
        }.items():
            assert old in text, old
            text = text.replace(old, new)
        return text

    def _make_certificate(self) -> None:
        options = [
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
        ]
        out = ["-keyout", str(self.folder / "key.pem"), "-out", str(self.certificate)]
        command = ["openssl", "req", "-x509", *options, "-addext", "subjectAltName=DNS:localhost", *out]
        subprocess.run(command, capture_output=True, check=True)


def _program() -> str:
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")
    if found is None or shutil.which("openssl") is None:
        raise ServerMissingError("nginx or openssl is not installed: `make deps`, or the packages of these names.")
    return found
