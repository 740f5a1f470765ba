"""The OpenAPI document as a page for people: HTML made here, no script, one style sheet. Pure."""

import re
from html import escape
from typing import Any

Json = dict[str, Any]


def render(document: Json) -> str:
    """The whole page. Every text is escaped."""
    by_tag: dict[str, list[str]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            by_tag.setdefault(operation["tags"][0], []).append(_operation(method, path, operation))
    groups = "".join(
        f'<section><h2 id="{escape(tag)}">{escape(tag)}</h2>{"".join(operations)}</section>'
        for tag, operations in by_tag.items()
    )
    schemas = "".join(_schema(name, schema) for name, schema in document["components"]["schemas"].items())
    links = "".join(f'<li><a href="#{escape(tag)}">{escape(tag)}</a></li>' for tag in [*by_tag, "schemas"])
    info = document["info"]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(info['title'])} API</title>"
        '<link rel="icon" href="data:,">'
        '<link rel="stylesheet" href="/api/docs.css"></head><body>'
        f'<nav aria-label="Contents"><ul>{links}</ul></nav><main><h1>{escape(info["title"])} API</h1>'
        f"<p>{_prose(info['description'])}</p>"
        '<p><a href="/api/openapi.json">openapi.json</a></p>'
        f'{groups}<section><h2 id="schemas">schemas</h2>{schemas}</section></main></body></html>\n'
    )


def _operation(method: str, path: str, operation: Json) -> str:
    needs = [scope for each in operation["security"] for scope in each.get("token", ())]
    scope = f"needs {' or '.join(needs)}" if needs else "public"
    parameters = "".join(
        f"<tr><td><code>{escape(each['name'])}</code></td><td>{escape(each['in'])}</td>"
        f"<td>{_type(each['schema'])}</td></tr>"
        for each in operation["parameters"]
    )
    table = f"<table><tbody>{parameters}</tbody></table>" if parameters else ""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    answers = "".join(
        f"<li>{escape(status)}: {_answer(answer)}</li>"
        for status, answer in operation["responses"].items()
        if status != "default"
    )
    return (
        f'<article id="{escape(operation["operationId"])}"><h3><span class="method">{escape(method.upper())}</span> '
        f"<code>{escape(path)}</code> <small>{escape(scope)}</small></h3>"
        f"<p>{_prose(operation['summary'])}. {_prose(operation.get('description', ''))}</p>{table}"
        + (f"<p>Body: {_type(body)}</p>" if body else "")
        + f"<ul>{answers}</ul></article>"
    )


def _answer(answer: Json) -> str:
    content = answer.get("content", {}).get("application/json")
    return _type(content["schema"]) if content else escape(answer["description"])


def _schema(name: str, schema: Json) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(field)}</code></td><td>{_type(inner)}</td>"
        f"<td>{'required' if field in schema.get('required', ()) else ''}</td></tr>"
        for field, inner in schema.get("properties", {}).items()
    )
    content = f"<table><tbody>{rows}</tbody></table>" if rows else f"<p>{_type(schema)}</p>"
    return (
        f'<article id="schema-{escape(name)}"><h3><code>{escape(name)}</code></h3>'
        f"<p>{_prose(schema.get('description', ''))}</p>{content}</article>"
    )


def _prose(text: str) -> str:
    """Plain text with `code` in it."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _type(schema: Json) -> str:
    """A schema in few words, with a link where it has a name."""
    if "$ref" in schema:
        name = escape(str(schema["$ref"]).rpartition("/")[2])
        return f'<a href="#schema-{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(_type(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(f"<code>{escape(str(each))}</code>" for each in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items') or {})}"
    return escape(str(schema.get("format") or schema.get("type", "anything")))
