"""`openapi` and `version`: what this version is."""

import argparse
import sys


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    openapi = commands.add_parser("openapi", help="print the API's OpenAPI 3.1 document", allow_abbrev=False)
    openapi.set_defaults(run=print_openapi)
    version = commands.add_parser("version", help="print the version", allow_abbrev=False)
    version.set_defaults(run=print_version)


def print_openapi(_: argparse.Namespace) -> None:
    import msgspec

    from contact_center.app import API
    from contact_center.openapi import document

    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(document(API)), indent=2) + b"\n")


def print_version(_: argparse.Namespace) -> None:
    from contact_center import __version__

    print(f"contact-center {__version__}")
