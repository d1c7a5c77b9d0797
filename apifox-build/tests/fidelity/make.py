"""Draws instances of every JSON schema of the documents in some folders, for the test `fidelity`.

    make.py FOLDER... --out DIR|FILE.jsonl [--root DIR] [--seed N] [--count N]

Writes JSON Lines: `document` (relative to the root), `operation`, `status` or `body`, `instance`. In a folder, each document gets a
file of its own. In a file, the lines replace those of the same documents; the lines of other documents stay.
What could not be drawn from is listed on stderr, each with its reason. Shares no code with the generator, on purpose.
"""

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from draw import Maker, canonical
from plain import Plainer, Undrawable
from reading import documents, parts

ENDINGS = (".md", ".yaml", ".yml", ".json")


def options_of(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="a folder, or a file that ends in .jsonl")
    parser.add_argument("--root", type=Path, default=Path("."), help="what the documents are named relative to")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=20, help="instances a schema, at least, where it has so many")
    parser.add_argument("--seconds", type=float, default=30, help="time for one kind of instances of one schema")
    parser.add_argument("--literal", action="store_true", help="ignore what Apifox and everybody means, as a bare JSON Schema does")
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args(arguments)


def files_of(folders):
    for folder in folders:
        found = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
        yield from (path for path in found if path.suffix in ENDINGS and path.is_file() and path.name != "README.md")


def of_document(path, options):
    """The lines of one document, and complaints."""
    name = str(path.resolve().relative_to(options.root.resolve()))
    lines, complaints = [], []
    try:
        found = documents(path)
    except Exception as error:  # whatever a reader finds wrong: the file is listed
        return name, lines, [f"skipped {name}: not read: {type(error).__name__} {str(error)[:100]}"], 0
    schemas = 0
    for document in found:
        plainer = Plainer(document, options.literal)
        maker = Maker(plainer, options)
        for operation, part, schema in parts(document):
            place = f"{name} {operation} {'body' if part is True else part}"
            try:
                instances, faults = maker.instances(plainer.schema(schema))
            except Exception as error:  # whatever a library cannot resolve: the schema is listed
                instances, faults = [], [str(error) or type(error).__name__]
            if faults:
                complaints.append(f"{'partly' if instances else 'skipped'} {place}: {'; '.join(faults)}")
            schemas += bool(instances)
            key = {"body": True} if part is True else {"status": part}
            start = {"document": name, "operation": operation, **key}
            complaints += [f"left out in {place}: {reason}" for reason in sorted(plainer.left_out)]
            plainer.left_out.clear()
            lines += [canonical({**start, "instance": json.loads(instance)}) for instance in instances]
    return name, lines, complaints, schemas


def text_of(lines):
    return "".join(f"{line}\n" for line in lines)


def document_of(line):
    return json.loads(line)["document"]


def replace_in(file, drawn):
    """Replaces the lines of the drawn documents in a file, which is sorted by document."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    kept = [line for line in text.split("\n") if line and document_of(line) not in drawn]
    file.write_text(text_of(sorted(kept + sum(drawn.values(), []), key=document_of)), encoding="utf-8")


def main():
    options = options_of(sys.argv[1:])
    is_file = options.out.suffix == ".jsonl"
    if not is_file:
        options.out.mkdir(parents=True, exist_ok=True)
    drawn = {}
    paths = list(files_of(options.folders))
    total, schemas, skipped = 0, 0, 0
    with ProcessPoolExecutor(options.jobs) as pool:
        runs = [pool.submit(of_document, path, options) for path in paths]
        for run in as_completed(runs):
            name, lines, complaints, of_schemas = run.result()
            for complaint in complaints:
                print(complaint, file=sys.stderr)
            skipped += sum(complaint.startswith("skipped") for complaint in complaints)
            total += len(lines)
            schemas += of_schemas
            if is_file:
                drawn[name] = lines
            elif lines:
                file = options.out / (name.replace("/", "__") + ".jsonl")
                file.write_text(text_of(lines), encoding="utf-8")
    if is_file:
        replace_in(options.out, drawn)
    print(f"{len(paths)} documents, {schemas} schemas drawn from, {skipped} skipped, {total} instances", file=sys.stderr)


if __name__ == "__main__":
    main()
