"""Makes plain JSON Schema (2020-12) of schemas as OpenAPI 3.0 and 3.1 have them, before anything is composed.

What is decided here:
* `nullable: true` beside anything is an alternative that is null, also without a `type` (3.0.3 would ignore it there; nobody does).
* Beside a `$ref`, OpenAPI 3.0 ignores everything, and 3.1 nothing.
* A value is valid if it is by JSON Schema, for which a discriminator says nothing, or if it fits the alternative that its tag names: a
  `oneOf` of objects that differ by a mapping only would have no value otherwise.
* `readOnly` and `writeOnly` are annotations of JSON Schema, so such properties are drawn in both directions.
* An `enum` or `const` of strings means what is written: `0742` without quotes is the string "0742".
* A schema inside another that is no JSON Schema (such as `type: int`), or that only Apifox reads rightly (a reference with
  `x-apifox-overrides`, `x-apifox-refs` that are not written out), takes no value: the property is left out of what is drawn, and listed.
  With `literal`, what Apifox means is ignored, and a schema without a type but with `properties` takes scalars too.
* A schema is identified by the pointer to it; `discriminator` stays (validators ignore it) because drawing looks at it.
"""

import json
from urllib.parse import unquote

from jsonschema import Draft202012Validator

from reading import Plain, plainly, pointed

SCHEMAS = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames",
           "unevaluatedProperties", "unevaluatedItems", "additionalItems")
LISTS = ("allOf", "oneOf", "anyOf", "prefixItems")
MAPS = ("properties", "patternProperties", "dependentSchemas")
VALUES = ("type", "required", "format", "pattern", "minimum", "maximum", "multipleOf", "minLength", "maxLength", "minItems",
          "maxItems", "uniqueItems", "minContains", "maxContains", "minProperties", "maxProperties", "dependentRequired",
          "exclusiveMinimum", "exclusiveMaximum")


META = Draft202012Validator(Draft202012Validator.META_SCHEMA)


class Undrawable(Exception):
    """Why nothing can be drawn from a schema."""


class Plainer:
    """The schemas of one document."""

    def __init__(self, document, literal=False):
        self.document = document
        self.literal = literal
        self.is_30 = not str(plainly(document.get("openapi", ""))).startswith("3.1")
        self.known = {}
        self.checked = {}
        self.left_out = set()

    def definition(self, pointer):
        """The schema that a reference names."""
        if pointer not in self.known:
            if not pointer.startswith("#"):
                raise Undrawable(f"a reference to another file: {pointer}")
            node = pointed(self.document, pointer)
            if node is None:
                raise Undrawable(f"a reference to nothing: {pointer}")
            self.known[pointer] = self.schema(node)
        return self.known[pointer]

    def schema(self, node):
        """One schema, and those in it."""
        node = node.value if isinstance(node, Plain) else node
        if isinstance(node, bool):
            return node
        if not isinstance(node, dict):
            raise Undrawable(f"a schema that is {type(node).__name__}")
        fault = self.fault(node)
        if fault is not None:
            self.left_out.add(fault)
            return False
        reference = unquote(node["$ref"]) if isinstance(node.get("$ref"), str) else None
        if reference is not None and self.is_30:
            return {"$ref": reference}
        plain = self.keywords(node)
        if reference is not None:
            plain = {"allOf": [{"$ref": reference}, plain]} if plain else {"$ref": reference}
        if plainly(node.get("nullable")) is True:
            plain = {"anyOf": [{"type": "null"}, plain]}
        return plain

    def fault(self, node):
        """Why nothing can be said of the values of a schema, apart from what is inside it."""
        if not self.literal:
            overrides = node.get("x-apifox-overrides") or node.get("x-apidog-overrides")
            if "$ref" in node and overrides:
                return "a reference with overrides"
            refs = node.get("x-apifox-refs") or node.get("x-apidog-refs")
            for part in refs.values() if isinstance(refs, dict) else ():
                if not self.is_written_out(node, part):
                    return "x-apifox-refs that are not written out"
        own = {key: plainly(node[key]) for key in VALUES if key in node}
        if isinstance(own.get("required"), bool):
            raise Undrawable("no JSON Schema: `required` of a property speaks of the object around it")
        for flag in ("exclusiveMinimum", "exclusiveMaximum"):
            if isinstance(own.get(flag), bool):
                del own[flag]
        text = json.dumps(own, sort_keys=True)
        if text not in self.checked:
            error = next(META.iter_errors(own), None)
            self.checked[text] = error and f"no JSON Schema: {error.message[:100]}"
        return self.checked[text]

    def is_written_out(self, node, part):
        """Whether the properties of what an object takes in stand in the object too, as Apifox publishes it."""
        reference = part.get("$ref") if isinstance(part, dict) else None
        names = self.names({"$ref": reference}, set())
        overrides = part.get("x-apifox-overrides") or part.get("x-apidog-overrides") or {}
        removed = {name for name, value in overrides.items() if plainly(value) is None} if isinstance(overrides, dict) else set()
        own = node.get("properties")
        return names - removed <= set(own if isinstance(own, dict) else ())

    def names(self, node, seen):
        """The names of the properties of a schema, also of those that it is composed of."""
        if not isinstance(node, dict):
            return set()
        reference = node.get("$ref")
        if isinstance(reference, str):
            target = unquote(reference)
            return set() if target in seen else self.names(pointed(self.document, target), seen | {target})
        own = node.get("properties")
        found = set(own if isinstance(own, dict) else ())
        for key in ("allOf", "oneOf", "anyOf"):
            parts = node.get(key)
            found = found.union(*(self.names(part, seen) for part in (parts if isinstance(parts, list) else ())))
        return found

    def keywords(self, node):
        plain = {key: plainly(node[key]) for key in VALUES if key in node}
        for key in SCHEMAS:
            if key in node:
                plain[key] = self.schema(node[key])
        for key in LISTS:
            if isinstance(node.get(key), list):
                plain[key] = [self.schema(part) for part in node[key]]
        for key in MAPS:
            if isinstance(node.get(key), dict):
                plain[key] = {name: self.schema(part) for name, part in node[key].items()}
        for limit, flag in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            if isinstance(plain.get(flag), bool):
                is_exclusive = plain.pop(flag)
                if is_exclusive and limit in plain:
                    plain[flag] = plain.pop(limit)
        for key in ("enum", "const"):
            if key in node:
                plain[key] = literal(node[key], plain.get("type"))
        discriminator = plainly(node.get("discriminator"))
        if isinstance(discriminator, dict) and isinstance(discriminator.get("propertyName"), str):
            plain["discriminator"] = discriminator
        return plain

    def bundle(self, schema, by_tags=False):
        """A schema with all the definitions it needs, as a validator takes it; perhaps with discriminators taken for what they say."""
        bundle = {}
        queue = [schema]
        while queue:
            for pointer in references(queue.pop()):
                if pointer not in bundle:
                    bundle[pointer] = self.definition(pointer)
                    queue.append(bundle[pointer])
        if by_tags:
            schema = read_by_tags(schema)
            bundle = {pointer: read_by_tags(definition) for pointer, definition in bundle.items()}
        names = {pointer: f"s{index}" for index, pointer in enumerate(sorted(bundle))}
        root = renamed(schema, names)
        root = {"allOf": [root]} if isinstance(root, bool) else dict(root)
        root["$defs"] = {names[pointer]: renamed(definition, names) for pointer, definition in bundle.items()}
        check(root)
        return root

    def base(self, pointer):
        """The component whose discriminator tells apart those that extend this one: itself, or the nearest that it extends."""
        queue, seen = [pointer], set()
        while queue:
            pointer = queue.pop(0)
            if pointer in seen:
                continue
            seen.add(pointer)
            node = self.definition(pointer)
            has_choice = isinstance(node, dict) and ("oneOf" in node or "anyOf" in node)
            if isinstance(node, dict) and "discriminator" in node and not has_choice:
                return pointer
            if has_choice and len(seen) == 1:
                return None
            queue += extended_by(pointed(self.document, pointer))
        return None

    def children(self, pointer, base):
        """The components that extend another by `allOf`, be it by way of others, and those its discriminator names: pointer and tag."""
        mapping = self.definition(base)["discriminator"].get("mapping")
        mapped = {}
        for value, target in mapping.items() if isinstance(mapping, dict) else ():
            mapped.setdefault(target_of(target), []).append(str(value))
        found = dict(mapped) if pointer == base else {}
        components = pointed(self.document, "#/components/schemas")
        parents = {f"#/components/schemas/{escaped(name)}": extended_by(node)
                   for name, node in (components.items() if isinstance(components, dict) else ())}
        heirs = [pointer]
        for known in heirs:
            for own, bases in parents.items():
                if known in bases and own not in heirs:
                    heirs.append(own)
                    found.setdefault(own, mapped.get(own) or [own.rsplit("/", 1)[-1]])
        found.pop(pointer, None)
        return found


def extended_by(node):
    """What a component extends."""
    parts = node.get("allOf") if isinstance(node, dict) else None
    return [part["$ref"] for part in (parts if isinstance(parts, list) else ()) if isinstance(part, dict) and isinstance(part.get("$ref"), str)]


def target_of(text):
    """What a value of a mapping names: a reference, or the name of a component."""
    return unquote(str(text)) if "/" in str(text) else f"#/components/schemas/{escaped(str(text))}"


def values_of(discriminator, pointer):
    """The tags of an alternative."""
    mapping = discriminator.get("mapping")
    pairs = mapping.items() if isinstance(mapping, dict) else ()
    return [str(value) for value, target in pairs if target_of(target) == pointer] or [pointer.rsplit("/", 1)[-1]]


def tagged(name, values):
    return {"type": ["object"], "properties": {name: {"enum": values}}, "required": [name]}


def read_by_tags(schema):
    """A schema in which a `oneOf` with a discriminator is the alternative that the tag names, whatever else the value fits."""
    if isinstance(schema, bool):
        return schema
    result = mapped(schema, read_by_tags)
    if "discriminator" not in schema or "oneOf" not in schema:
        return result
    discriminator = schema["discriminator"]
    each = []
    for part in result.pop("oneOf"):
        reference = part.get("$ref") if isinstance(part, dict) else None
        tag = reference and tagged(discriminator["propertyName"], values_of(discriminator, reference))
        each.append({"allOf": [part, tag]} if tag else part)
    result["allOf"] = [*result.get("allOf", ()), {"anyOf": each}]
    return result


def escaped(name):
    return name.replace("~", "~0").replace("/", "~1")


def literal(node, kind):
    """An enum or const, as the strings that are written where strings are meant."""
    kinds = kind if isinstance(kind, list) else [kind]

    def one(item):
        is_written = isinstance(item, Plain) and "string" in kinds and len(kinds) <= 2
        is_null = isinstance(item, Plain) and item.value is None
        return item.text if is_written and not is_null else plainly(item)

    return [one(item) for item in node] if isinstance(node, list) else one(node)


def subschemas(schema):
    """The schemas directly inside a schema."""
    if isinstance(schema, bool):
        return
    for key in SCHEMAS:
        if key in schema:
            yield schema[key]
    for key in LISTS:
        yield from schema.get(key, ())
    for key in MAPS:
        yield from schema.get(key, {}).values()


def references(schema):
    """All references in a schema."""
    if isinstance(schema, dict) and "$ref" in schema:
        yield schema["$ref"]
    for part in subschemas(schema):
        yield from references(part)


def renamed(schema, names):
    """A schema whose references name the definitions of a bundle."""
    if isinstance(schema, bool):
        return schema
    result = mapped(schema, lambda part: renamed(part, names))
    if "$ref" in result:
        result["$ref"] = f"#/$defs/{names[result['$ref']]}"
    return result


def mapped(schema, change):
    """A schema with those directly inside it changed."""
    result = dict(schema)
    for key in SCHEMAS:
        if key in result:
            result[key] = change(result[key])
    for key in LISTS:
        if key in result:
            result[key] = [change(part) for part in result[key]]
    for key in MAPS:
        if key in result:
            result[key] = {name: change(part) for name, part in result[key].items()}
    return result


def check(root):
    """What is no JSON Schema cannot be drawn from."""
    error = next(META.iter_errors(root), None)
    if error is not None:
        path = "/".join(str(token) for token in error.absolute_path)
        raise Undrawable(f"no JSON Schema: {error.message[:100]} at /{path}")
