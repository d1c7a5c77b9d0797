"""Draws instances with hypothesis-jsonschema, seeded, and validates each before it is handed on."""

import base64
import hashlib
import json
import signal
import sys
import warnings
from typing import NamedTuple

from hypothesis.configuration import set_hypothesis_home_dir

set_hypothesis_home_dir(f"{sys.prefix}/hypothesis")  # the next imports write tables of characters there, and not into the project

import hypothesis.internal.conjecture.engine as engine
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies
from hypothesis.errors import HypothesisException
from hypothesis_jsonschema import _canonicalise, _from_schema, from_schema
from jsonschema import Draft202012Validator

from drawable import Drawable, Limits, TooLarge
from plain import Undrawable

engine.BUFFER_SIZE = 64 * 1024  # bytes of randomness for one value: the most that some responses need
warnings.simplefilter("ignore")

# It makes the strategy of each part of a schema anew for each value; they are the same.
make_strategy = _from_schema.__dict__["__from_schema"]
strategies_by_schema = {}


def make_strategy_once(schema, **options):
    key = (json.dumps(schema, sort_keys=True), options["custom_formats"] is not None)
    if key not in strategies_by_schema:
        strategies_by_schema[key] = make_strategy(schema, **options)
    return strategies_by_schema[key]


_from_schema.__dict__["__from_schema"] = make_strategy_once

FORMATS = {
    "byte": strategies.binary(max_size=12).map(lambda some: base64.b64encode(some).decode()),
    "uuid": strategies.uuids().map(str),
}
TRIES = (Limits(2, 12, 1500), Limits(1, 8, 1500), Limits(1, 5, 1500), Limits(1, 3, 4000))


class Kind(NamedTuple):
    """A way to draw: with the tags that discriminators name, with every property and no others, and so many times more."""

    name: str
    tagged: bool
    full: bool
    more: int


# The last is only for schemas of which the others gave too few.
KINDS = (Kind("plain", False, False, 1), Kind("tagged", True, False, 1), Kind("full", True, True, 1), Kind("more", True, False, 8),
         Kind("more full", True, True, 8))


class Late(BaseException):
    """The time for one schema is over. No `Exception`, which hypothesis would take for its own."""


class Time:
    """Ends what runs inside after so many seconds of the processor."""

    def __init__(self, seconds):
        self.seconds = seconds

    def __enter__(self):
        def stop(*_):
            raise Late

        signal.signal(signal.SIGPROF, stop)
        signal.setitimer(signal.ITIMER_PROF, self.seconds)

    def __exit__(self, *_):
        signal.setitimer(signal.ITIMER_PROF, 0)


def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def number(*words):
    """A seed of words."""
    return int.from_bytes(hashlib.sha256("\n".join(map(str, words)).encode()).digest()[:8], "big")


def drawn(schema, most, seed_of_schema):
    """So many values of a schema, or as many as there are."""
    found = []
    strategies_by_schema.clear()
    _canonicalise.FALSEY.clear()
    _canonicalise.FALSEY["not"] = {}  # some schemas make the library change its constants
    _canonicalise.TRUTHY.clear()

    @seed(seed_of_schema)
    @settings(max_examples=most, phases=(Phase.generate,), database=None, deadline=None,
              suppress_health_check=list(HealthCheck))
    @given(from_schema(schema, custom_formats=FORMATS))
    def collect(value):
        found.append(value)

    try:
        collect()
    except (HypothesisException, AssertionError) as error:
        if not found:
            raise Undrawable(f"{type(error).__name__}: {str(error)[:100]}") from None
    return found


def is_valid(validator, value):
    """A schema that is an alternative of itself says nothing of a value: no validator comes to an end there."""
    try:
        return validator.is_valid(value)
    except RecursionError:
        return False


class Maker:
    """Draws from the schemas of one document; the same schema gives the same instances, whatever operation has it."""

    def __init__(self, plainer, options):
        self.plainer = plainer
        self.options = options
        self.made = {}

    def instances(self, schema):
        """Instances of a schema as canonical texts, and what was wrong with some of the kinds."""
        key = canonical(schema)
        if key not in self.made:
            self.made[key] = self.draw(schema, key)
        return self.made[key]

    def draw(self, schema, key):
        validators = [Draft202012Validator(self.plainer.bundle(schema, by_tags)) for by_tags in (False, True)]
        found, faults = {}, []
        invalid = 0
        for kind in KINDS:
            if kind.more > 1 and len(found) >= self.options.count:
                break
            try:
                with Time(self.options.seconds):
                    values = self.of_kind(schema, kind, number(self.options.seed, *kind, key))
            except Late:
                faults.append("late")
                continue
            except Undrawable as error:
                faults.append(str(error))
                continue
            valid = [canonical(value) for value in values if any(is_valid(validator, value) for validator in validators)]
            invalid += len(values) - len(valid)
            found.update(dict.fromkeys(valid))
        if not found and invalid:
            faults.append(f"all {invalid} drawn are invalid")
        return list(found), list(dict.fromkeys(faults))

    def of_kind(self, schema, kind, seed_of_kind):
        """Values of one kind, of every alternative of the schema."""
        share = kind.more * -(-self.options.count // 2)
        for limits in TRIES:
            drawable = Drawable(self.plainer, kind.tagged, kind.full, limits)
            try:
                alternatives = drawable.alternatives(schema)
            except (TooLarge, RecursionError):
                continue
            break
        else:
            raise Undrawable("too large")
        if not alternatives:
            raise Undrawable("unsatisfiable")
        if kind.name == "tagged" and not drawable.flattener.met_tags:
            return []  # the kind before this was the same
        values, faults = [], []
        for index, alternative in enumerate(alternatives):
            most = share + 2 if len(alternatives) == 1 else max(2, -(-2 * share // len(alternatives)))
            try:
                values += drawn(alternative, most, seed_of_kind + index)
            except Undrawable as error:
                faults.append(error)
        if not values:
            raise faults[0]
        return values
