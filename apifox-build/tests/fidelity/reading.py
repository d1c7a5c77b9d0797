"""Reads documents as people publish them: Apifox pages in Markdown, YAML and JSON. Knows nothing of schemas.

YAML is read by its 1.2 core schema, so that `yes`, `2024-01-01` and `0742` are what OpenAPI takes them for. Numbers, booleans and null
written without quotes keep the characters they were written with, because an `enum` of strings means those.
"""

import json
import re
from urllib.parse import unquote

import yaml

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class Plain:
    """A scalar without quotes: its value, and how it was written."""

    def __init__(self, value, text):
        self.value = value
        self.text = text


MERGE = "tag:yaml.org,2002:merge"


class Loader(yaml.CSafeLoader):
    """YAML 1.2 core, with merge keys."""

    yaml_implicit_resolvers = {}

    def construct_mapping(self, node, deep=False):
        # Keys of JSON are strings: a status `200` is one too.
        return {key: self.construct_object(value, deep=True) for key, value in members(node).items()}


def members(node):
    """The members of a mapping: its own, then those of the mappings that it merges, the first of which wins."""
    own, merged = {}, {}
    for key, value in node.value:
        if key.tag != MERGE:
            own[key_of(key)] = value
            continue
        for mapping in value.value if isinstance(value, yaml.SequenceNode) else [value]:
            for name, member in members(mapping).items():
                merged.setdefault(name, member)
    return merged | own


def key_of(node):
    if not isinstance(node, yaml.ScalarNode):
        raise yaml.constructor.ConstructorError(None, None, "a key that is no scalar", node.start_mark)
    return node.value


CORE = (
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("merge", r"<<", "<"),
)
for name, pattern, first in CORE:
    characters = [None if character == "\0" else character for character in first]
    if name == "null":
        characters.append("")
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{name}", re.compile(f"^(?:{pattern})$"), characters)


def construct_map(loader, node):
    return loader.construct_mapping(node)


def construct_plain(loader, node):
    text = node.value
    kind = node.tag.rsplit(":", 1)[1]
    if kind == "null":
        value = None
    elif kind == "bool":
        value = text.lower() == "true"
    elif kind == "int":
        value = int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
    else:
        value = float(text)
    return Plain(value, text)


Loader.add_constructor("tag:yaml.org,2002:map", construct_map)
for kind in ("null", "bool", "int", "float"):
    Loader.add_constructor(f"tag:yaml.org,2002:{kind}", construct_plain)


def plainly(node):
    """The value without how its scalars were written."""
    if isinstance(node, Plain):
        return node.value
    if isinstance(node, dict):
        return {key: plainly(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plainly(item) for item in node]
    return node


def fenced(text):
    """The blocks of a Markdown page that are marked as YAML."""
    return re.findall(r"^```ya?ml[^\n]*\n(.*?)^```", text.replace("\r\n", "\n"), re.MULTILINE | re.DOTALL)


def joined(document, path):
    """The document with the files that it refers to, as members of `x-files`, and references that lead there."""
    files = {path.resolve(): ""}
    waiting = [(document, path.resolve())]

    def pointer(text, file):
        name, _, fragment = text.partition("#")
        target = (file.parent / unquote(name)).resolve() if name else file
        if target not in files:
            read = [json.loads, lambda text: yaml.load(text, Loader)][target.suffix != ".json"]
            node = read(target.read_text(encoding="utf-8-sig"))
            files[target] = f"/x-files/{len(files)}"
            document.setdefault("x-files", {})[str(len(files) - 1)] = node
            waiting.append((node, target))
        return "#" + files[target] + (fragment if fragment.startswith("/") and fragment != "/" else "")

    def walk(node, file):
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str) and (file != path.resolve() or not node["$ref"].startswith("#")):
                node["$ref"] = pointer(node["$ref"], file)
            node = list(node.values())
        for member in node if isinstance(node, list) else ():
            walk(member, file)

    while waiting:
        walk(*waiting.pop())
    # Parts are met where they are referred to; maps of paths and of components are met here.
    for key in ("paths", "components"):
        if isinstance(document.get(key), dict) and "$ref" in document[key]:
            document[key] = resolved(document, document[key])
    return document


def documents(path):
    """All OpenAPI documents in a file, each with what it refers to in others."""
    return [joined(document, path) if refers(document) else document for document in alone(path)]


def refers(node):
    """Whether a reference leads to another file."""
    if isinstance(node, dict):
        text = node.get("$ref")
        is_file = isinstance(text, str) and not text.startswith("#") and re.search(r"\.(ya?ml|json)(#|$)", text) and "://" not in text
        return bool(is_file) or any(refers(member) for member in node.values())
    return isinstance(node, list) and any(refers(member) for member in node)


def alone(path):
    """All OpenAPI documents in a file, as they stand there."""
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".json":
        found = [json.loads(text)]
    else:
        blocks = fenced(text) if path.suffix == ".md" else [text]
        found = [yaml.load(block, Loader) for block in blocks]
    return [document for document in found if isinstance(document, dict) and isinstance(document.get("paths"), dict)]


def pointed(document, pointer):
    """What a JSON pointer such as `#/components/schemas/A B` names; `None` where there is nothing."""
    node = document
    for token in pointer.removeprefix("#").split("/")[1:]:
        if "x-files" in document and isinstance(node, dict) and token not in node and "$ref" in node:
            node = resolved(document, node) or {}
        token = token.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list) and token.isdigit() and int(token) < len(node):
            node = node[int(token)]
        elif isinstance(node, dict) and token in node:
            node = node[token]
        else:
            return None
    return node


def resolved(document, node, depth=0):
    """A response, request body or path item, found behind its references."""
    if isinstance(node, dict) and isinstance(node.get("$ref"), str) and depth < 16:
        if not node["$ref"].startswith("#"):
            return None
        return resolved(document, pointed(document, unquote(node["$ref"])), depth + 1)
    return node if isinstance(node, dict) else None


def json_schema_of(holder):
    """The schema of the first media type that is JSON."""
    content = holder.get("content")
    for name, media in content.items() if isinstance(content, dict) else ():
        if ("json" in name.lower() or name == "*/*") and isinstance(media, dict) and "schema" in media:
            return media["schema"]
    return None


def swagger_parts(document, operation):
    """The same for an operation of Swagger 2.0: its body is a parameter, and a response has a schema."""
    for parameter in operation.get("parameters") or []:
        parameter = resolved(document, parameter) or {}
        if plainly(parameter.get("in")) == "body" and "schema" in parameter:
            yield True, parameter["schema"]
    produces = plainly(operation.get("produces", document.get("produces"))) or ["application/json"]
    responses = operation.get("responses")
    for status, response in responses.items() if isinstance(responses, dict) else ():
        response = resolved(document, response) or {}
        is_file = "schema" in response and plainly(response["schema"].get("type")) == "file"
        if "schema" in response and not is_file and any("json" in name for name in produces):
            yield str(status), response["schema"]


def parts(document):
    """Yields operation, part (a status or `True` for the request body) and schema of everything that is JSON."""
    for path, item in document["paths"].items():
        item = resolved(document, item) or {}
        for method in METHODS:
            operation = resolved(document, item.get(method))
            if not isinstance(operation, dict):
                continue
            name = f"{method.upper()} {path}"
            if "swagger" in document:
                yield from ((name, part, schema) for part, schema in swagger_parts(document, operation))
                continue
            body = resolved(document, operation.get("requestBody"))
            schema = json_schema_of(body) if body else None
            if schema is not None:
                yield name, True, schema
            responses = operation.get("responses")
            for status, response in responses.items() if isinstance(responses, dict) else ():
                response = resolved(document, response)
                schema = json_schema_of(response) if response else None
                if schema is not None:
                    yield name, str(status), schema
