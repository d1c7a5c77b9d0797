"""Chooses inputs out of what libFuzzer says of all of them: `choose.py CONTROL_FILE MOST_INPUTS MOST_BYTES FOLDER`.

The control file of a merge names the inputs, and for each (`FT`) the features it reaches.
"""

import hashlib
import pathlib
import sys

control, most_inputs, most_bytes, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), pathlib.Path(sys.argv[4])
lines = pathlib.Path(control).read_text().splitlines()
# The number of inputs, the number of those of the first folder, their names; then what was reached.
names = lines[2 : 2 + int(lines[0])]
reached = {}
for line in lines[2 + len(names) :]:
    kind, number, *features = line.split()
    if kind == "FT":
        reached[int(number)] = set(features)
everything = set().union(*reached.values())

chosen, covered, size = [], set(), 0
while len(chosen) < most_inputs and reached:
    best = max(sorted(reached), key=lambda number: len(reached[number] - covered))
    content = pathlib.Path(names[best]).read_bytes()
    new = reached.pop(best) - covered
    if not new:
        break
    if size + len(content) <= most_bytes:
        chosen.append(content)
        covered |= new
        size += len(content)

for old in folder.iterdir():
    old.unlink()
for content in chosen:
    (folder / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)
print(f"{folder.name}: {len(chosen)} of {len(names)} inputs kept, {size} bytes, {len(covered)} of {len(everything)} features")
