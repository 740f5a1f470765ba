"""Looks at the Rasa server, where one is set: whether it is well, and who else could listen."""

import time
from urllib.parse import urlsplit

from contact_center.commands.doctor.finding import Finding, ok, warning
from contact_center.commands.doctor.network import is_loopback
from contact_center.errors import UnderstandingError
from contact_center.settings import Settings
from faq_bot.rasa.client import RasaClient
from faq_bot.rasa.engine import TRIAL

MEANWHILE = "Until it is well, questions are ranked without it. `contact-center rasa run` starts one (docs/rasa.md)."


async def check(settings: Settings) -> list[Finding]:
    """Warnings alone: without it the next engine answers. What the breaker of a running process says, the API tells."""
    if not settings.rasa_url:
        return []
    found = [await check_server(settings)]
    if not is_loopback(urlsplit(settings.rasa_url).hostname or ""):
        found += check_distance(settings)
    return found


async def check_server(settings: Settings) -> Finding:
    """Whether it answers in time, knows the token, and understands by a model."""
    client = RasaClient(settings.rasa_url.rstrip("/"), settings.rasa_token)
    try:
        model = await client.model()
        began = time.perf_counter()
        await client.parse(TRIAL)
        took = 1000 * (time.perf_counter() - began)
    except UnderstandingError as error:
        return warning("rasa", f"{settings.rasa_url}: {error}", MEANWHILE)
    finally:
        await client.close()
    answers = f"model {model.model_file}, {took:.0f} ms a question"
    return ok("rasa", f"{settings.rasa_url} for {settings.rasa_mode}, {answers}")


def check_distance(settings: Settings) -> list[Finding]:
    """A server on another machine: what customers write travels there."""
    found: list[Finding] = []
    if settings.rasa_url.startswith("http://"):
        todo = "Put a TLS proxy before it, or let it run on this machine."
        found.append(warning("rasa's TLS", "what customers write travels to it in clear", todo))
    if not settings.rasa_token:
        todo = "Set CC_RASA_TOKEN here and there; its webhook has no token at all: close it to others by a proxy."
        found.append(warning("rasa's token", "whoever reaches its API may ask it and replace its model", todo))
    return found
