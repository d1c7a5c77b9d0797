"""Resolves composition: a schema becomes a list of alternatives, each an object, array or scalar without `$ref`, `allOf`, `oneOf`, `anyOf`.

Every value of an alternative is meant to be valid under the schema, but need not be (`oneOf` takes no value that fits two parts): what is
drawn is validated afterwards. Recursion ends because a reference is followed a few times only; what it stands for is then left out where
it is optional, and the alternative that needs it is left out where it is not.
"""

from collections import Counter
from itertools import product

from plain import tagged, values_of

LIMIT = 40
LOWEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains")
HIGHEST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
IMPLIED = (
    ("object", ("properties", "required", "additionalProperties", "patternProperties", "minProperties", "maxProperties")),
    ("array", ("items", "prefixItems", "minItems", "maxItems", "uniqueItems")),
    ("string", ("pattern", "minLength", "maxLength")),
    ("number", ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")),
)


class Flattener:
    """Resolves the schemas of one document. With `tagged`, the alternatives of a discriminator have the tags it names."""

    def __init__(self, plainer, tagged, repeats, deepest):
        self.plainer = plainer
        self.tagged = tagged
        self.repeats = repeats
        self.deepest = deepest
        self.met_tags = False

    def alternatives(self, schema, trail=()):
        """The alternatives of a schema, each with the references that were followed to get there."""
        if isinstance(schema, bool):
            return [({}, trail)] if schema else []
        if "$ref" in schema:
            return self.referenced(schema["$ref"], trail)
        own = {key: value for key, value in schema.items() if key not in ("allOf", "oneOf", "anyOf", "discriminator")}
        if "const" in own:
            own["enum"] = [own.pop("const")]
        if isinstance(own.get("type"), str):
            own["type"] = [own["type"]]
        factors = [[(own, trail)]]
        factors += [self.alternatives(part, trail) for part in schema.get("allOf", ())]
        for key in ("oneOf", "anyOf"):
            if key in schema:
                factors.append(self.choice(schema, key, trail))
        return conjunctions(factors)

    def referenced(self, pointer, trail):
        if Counter(trail)[pointer] >= self.repeats or len(trail) >= self.deepest:
            return []
        trail = (*trail, pointer)
        found = self.alternatives(self.plainer.definition(pointer), trail)
        base = self.plainer.base(pointer) if self.tagged else None
        mark = f"children of {base}"
        if base is not None and mark not in trail:
            children = self.plainer.children(pointer, base)
            self.met_tags |= bool(children)
            name = self.plainer.definition(base)["discriminator"]["propertyName"]
            for child, values in children.items():
                of_child = self.referenced(child, (*trail, mark))
                found = found + conjunctions([[(tagged(name, values), trail)], of_child])
        return found

    def choice(self, schema, key, trail):
        """The alternatives of a `oneOf` or `anyOf`."""
        discriminator = schema.get("discriminator")
        found = []
        each = []
        for part in schema[key]:
            of_part = self.alternatives(part, trail)
            if discriminator and self.tagged and isinstance(part, dict) and "$ref" in part:
                self.met_tags = True
                tag = tagged(discriminator["propertyName"], values_of(discriminator, part["$ref"]))
                of_part = conjunctions([[(tag, trail)], of_part]) or of_part
            each.append(of_part)
            found += of_part
        if key == "oneOf":
            found += self.only_free(each, trail)
        if key == "anyOf" and 1 < len(each) <= 4 and not discriminator:
            # A value that fits all of them is one too.
            found += [both for both in conjunctions([of_part[-1:] for of_part in each]) if both not in found]
        return spread(found)


    def only_free(self, each, trail):
        """Where one part of a `oneOf` takes any object: values with the properties of the others that are no values of the others."""
        flats = [flat for of_part in each for flat, _ in of_part]
        free = [flat for flat in flats if flat.get("type") == ["object"] and not flat.get("properties")]
        wrong = {}
        for flat in flats:
            for name, part in flat.get("properties", {}).items():
                types = [kind for other, _ in self.alternatives(part, trail) for kind in other.get("type", ())]
                wrong[name] = {"type": "integer"} if "string" in types else {"type": "array", "items": {"type": "string"}}
        return conjunctions([[(free[0], trail)], [({"properties": wrong, "required": sorted(wrong)}, trail)]]) if free and wrong else []


def spread(items):
    """At most so many as can be combined, from all over the list."""
    if len(items) <= LIMIT:
        return items
    return [items[index * len(items) // LIMIT] for index in range(LIMIT)]


def conjunctions(factors):
    """All ways to fulfil one of each of the factors."""
    found = factors[0]
    for factor in factors[1:]:
        pairs = [(conjunction(a, b), joined(trail, more)) for (a, trail), (b, more) in product(found, factor)]
        found = spread([(flat, trail) for flat, trail in pairs if flat is not None])
    return found


def joined(trail, more):
    """What was followed to get to two parts that began at one place."""
    begun = next((index for index, (a, b) in enumerate(zip(trail, more)) if a != b), min(len(trail), len(more)))
    return (*trail, *more[begun:])


def both(a, b):
    """A schema that asks for two."""
    return a if a == b or b is True else b if a is True else {"allOf": [a, b]}


def conjunction(a, b):
    """Two alternatives as one; `None` if no value fits both."""
    result = {**b, **a}
    for key in a.keys() & b.keys():
        if key in LOWEST or key in HIGHEST:
            result[key] = (min if key in LOWEST else max)(a[key], b[key])
        elif key == "type":
            result[key] = types_of_both(a[key], b[key])
        elif key == "enum":
            result[key] = [value for value in a[key] if any(same(value, other) for other in b[key])]
        elif key == "required":
            result[key] = sorted({*a[key], *b[key]})
        elif key in ("additionalProperties", "items"):
            result[key] = both(a[key], b[key])
        elif key == "properties":
            pass
        elif a[key] != b[key]:
            result[key] = a[key]
            result["allOf"] = [*result.get("allOf", ()), {key: b[key]}]
    if "properties" in result:
        result["properties"] = properties_of_both(a, b)
    return None if result.get("type") == [] or result.get("enum") == [] else result


def same(a, b):
    return a == b and isinstance(a, bool) == isinstance(b, bool)


def types_of_both(a, b):
    found = [kind for kind in TYPES if kind in a and kind in b]
    is_integer = ("integer" in a and "number" in b) or ("integer" in b and "number" in a)
    return found + ["integer"] if is_integer and "integer" not in found else found


def properties_of_both(a, b):
    """The properties of both; a part that is closed has a say about those of the other."""
    result = {}
    for name in {**a.get("properties", {}), **b.get("properties", {})}:
        of_each = []
        for part in (a, b):
            if name in part.get("properties", {}):
                of_each.append(part["properties"][name])
            elif "patternProperties" not in part:
                of_each.append(part.get("additionalProperties", True))
        result[name] = False if False in of_each else of_each[0] if len(of_each) == 1 else both(*of_each)
    return result


def with_type(flat):
    """Where a type is left out, what stands there implies it: everybody means an object who writes `properties`."""
    if "type" in flat or "enum" in flat:
        return flat
    for kind, keys in IMPLIED:
        if any(key in flat for key in keys):
            return {**flat, "type": [kind]}
    return flat
