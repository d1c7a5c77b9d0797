"""Makes of a schema what hypothesis-jsonschema draws from quickly: no references, no composition but `anyOf`, short values.

`full` asks for every property and no others, and for a value where null would do.
"""

from typing import NamedTuple

from jsonschema import Draft202012Validator

from flat import Flattener, with_type

SHORT = 12
FEW = 3
SCALAR = {"type": ["null", "boolean", "integer", "string"], "maxLength": 6, "minimum": -999, "maximum": 999}
ANY = {
    "anyOf": [
        SCALAR,
        {"type": "array", "items": SCALAR, "maxItems": 2},
        {"type": "object", "additionalProperties": SCALAR, "maxProperties": 2},
    ]
}
BOUNDS = {
    "int32": (-(2**31), 2**31 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**63 - 1),
    "int8": (-128, 127),
    "int16": (-(2**15), 2**15 - 1),
    "uint8": (0, 255),
    "uint16": (0, 2**16 - 1),
}
I64 = (-(2**63), 2**63 - 1)


class Limits(NamedTuple):
    """How far references are followed: how often the same, how many on the way to a value, and to how many schemas in all."""

    repeats: int
    deepest: int
    nodes: int


class TooLarge(Exception):
    """The tree has more nodes than can be drawn from."""


class Drawable:
    """Schemas to draw from, of one document."""

    def __init__(self, plainer, tagged, full, limits):
        self.flattener = Flattener(plainer, tagged, limits.repeats, limits.deepest)
        self.full = full
        self.most = limits.nodes
        self.nodes = 0

    def alternatives(self, schema):
        """One schema for each alternative of the whole."""
        self.nodes = 0
        made = [self.closed(flat, trail) for flat, trail in self.flattener.alternatives(schema)]
        made = [schema for schema in made if schema is not None]
        return self.preferred(made)

    def preferred(self, made):
        """Full values are no null, if they can be anything else."""
        values = [schema for schema in made if schema.get("type") != ["null"]]
        return values if self.full and values else made

    def within(self, schema, trail):
        """A schema inside another; `False` if there is no value of it."""
        made = [self.closed(flat, more) for flat, more in self.flattener.alternatives(schema, trail)]
        made = self.preferred([schema for schema in made if schema is not None])
        return False if not made else made[0] if len(made) == 1 else {"anyOf": made}

    def closed(self, flat, trail):
        """An alternative with all that is in it; `None` if it has no value."""
        self.nodes += 1
        if self.nodes > self.most:
            raise TooLarge
        flat = {key: value for key, value in flat.items() if key != "unevaluatedProperties"}
        if "type" not in flat and self.flattener.plainer.literal and "type" in with_type(flat):
            typed = self.closed(with_type(flat), trail)
            return {"anyOf": [typed, SCALAR]} if typed else SCALAR
        flat = with_type(flat)
        if "enum" in flat:
            return enumerated(flat)
        kinds = flat.get("type")
        if kinds is None:
            extra = {key: flat[key] for key in ("allOf", "not", "if", "then", "else", "format") if key in flat}
            return {**ANY, **extra}
        if self.full and len(kinds) > 1 and "null" in kinds:
            kinds = [kind for kind in kinds if kind != "null"]
        result = {**{key: value for key, value in flat.items() if key in KEPT}, "type": kinds}
        if "object" in kinds and not self.object(flat, trail, result):
            return without(result, "object")
        if "array" in kinds and not self.array(flat, trail, result):
            return without(result, "array")
        scalar(kinds, flat, result)
        return result

    def object(self, flat, trail, result):
        properties = {name: self.within(part, trail) for name, part in flat.get("properties", {}).items()}
        rest = flat.get("additionalProperties")
        rest = self.within(rest, trail) if rest is not None else None
        required = set(flat.get("required", ()))
        for name in required - properties.keys():
            is_patterned = "patternProperties" in flat
            properties[name] = self.within({}, trail) if rest is None or is_patterned else rest
        if any(properties[name] is False for name in required):
            return False
        if self.full:
            required = {name for name, part in properties.items() if part is not False}
            if "maxProperties" in flat and len(required) > flat["maxProperties"]:
                required = set(flat.get("required", ()))
        if rest is None and self.full and properties and "patternProperties" not in flat:
            rest = False
        if rest not in (None, False):
            result["maxProperties"] = min(result.get("maxProperties", len(properties) + FEW), len(properties) + FEW)
            if self.full and "minProperties" not in result:
                result["minProperties"] = min(result["maxProperties"], len(required) + 1)
        if rest is None and "patternProperties" not in flat:
            rest = self.within({}, trail)
            result.setdefault("maxProperties", len(required) + FEW + len(properties) // 2)
        if "maxProperties" in result and "maxProperties" not in flat:
            result["maxProperties"] = max(result["maxProperties"], result.get("minProperties", 0))
        patterns = {name: self.within(part, trail) for name, part in flat.get("patternProperties", {}).items()}
        result.update({"properties": properties, "required": sorted(required)})
        result.update({"additionalProperties": rest} if rest is not None else {})
        result.update({"patternProperties": patterns} if patterns else {})
        return True

    def array(self, flat, trail, result):
        lowest = flat.get("minItems", 0)
        items = self.within(flat.get("items", True), trail)
        if "prefixItems" in flat:
            first = [self.within(part, trail) for part in flat["prefixItems"]]
            if False in first:
                return False
            result.update({"items": first, "additionalItems": items, "maxItems": flat.get("maxItems", len(first) + 1)})
            result.update({"minItems": max(lowest, len(first))} if self.full else {})
            return True
        if items is False:
            result.update({"items": {}, "maxItems": 0})
            return lowest == 0
        result["items"] = items
        result["maxItems"] = max(lowest, min(flat.get("maxItems", FEW), FEW))
        if self.full and result["maxItems"] > 0:
            result["minItems"] = max(lowest, 1)
        return True


KEPT = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern", "format",
        "minItems", "maxItems", "uniqueItems", "contains", "minProperties", "maxProperties", "propertyNames", "allOf", "not",
        "if", "then", "else")


def without(result, kind):
    """What is left if there is no value of one of the types."""
    kinds = [other for other in result["type"] if other != kind]
    return {**{key: value for key, value in result.items() if key in KEPT}, "type": kinds} if kinds else None


def enumerated(flat):
    """The values of an enum that fit what stands beside it."""
    beside = {key: value for key, value in flat.items() if key in KEPT or key == "type"}
    validator = Draft202012Validator(beside)
    values = [value for value in flat["enum"] if validator.is_valid(value)]
    return {"enum": values} if values else None


def scalar(kinds, flat, result):
    """Short strings, and numbers that JSON in most languages holds."""
    form = flat.get("format")
    if "string" in kinds and "pattern" not in flat and "maxLength" not in flat and not isinstance(form, str):
        result["maxLength"] = max(SHORT, flat.get("minLength", 0))
    if "string" in kinds and "maxLength" in flat and "pattern" not in flat and flat["maxLength"] > SHORT:
        result["maxLength"] = max(SHORT, flat.get("minLength", 0))
    if "pattern" in flat:
        result["pattern"] = ascii_pattern(flat["pattern"])
    if "integer" in kinds and "number" not in kinds:
        low, high = BOUNDS.get(form, I64)
        if "exclusiveMinimum" not in flat:
            result["minimum"] = max(low, flat.get("minimum", low))
        if "exclusiveMaximum" not in flat:
            result["maximum"] = min(high, flat.get("maximum", high))
        if "exclusiveMinimum" in flat and "minimum" not in flat and "exclusiveMaximum" not in flat:
            result["maximum"] = min(high, flat.get("maximum", high))
    elif "number" in kinds and form == "float" and "multipleOf" not in flat:
        result["multipleOf"] = 0.5
        result.setdefault("minimum", -(2**20))
        result.setdefault("maximum", 2**20)


def ascii_pattern(pattern):
    """A pattern of ECMAScript as Python reads it: `\\d` is ASCII, and `$` is the very end."""
    import re

    ends = re.sub(r"(\\.)|(\[(?:\\.|[^\]])*\])|\$", lambda found: found[0] if found[1] or found[2] else r"\Z", pattern)
    return f"(?a){ends}"
