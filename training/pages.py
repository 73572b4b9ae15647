"""Training pages: gold files, variants of their text, and what the network sees of them.

The front end (word pieces, quotation marks, blocks) is the reader's own: every
text goes through `cargo run --example pieces`, so training cannot drift from reading.
"""

import json
import random
import re
import subprocess
from bisect import bisect_left

ROLES = ("source", "cue", "content")
# B, I, E, S of each role after O: a span's end is a label of its own, so that the ends are learnt as ends.
LABELS = ["O"] + [f"{part}-{role}" for role in ROLES for part in "BIES"]


def load(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def label(role, part):
    return 1 + 4 * ROLES.index(role) + "BIES".index(part)


# ---- variants of the text: edits (start, end, replacement), applied together, gold spans carried along


def apply_edits(text, edits, spans):
    """Applies edits that do not overlap; returns the new text and the spans moved along.

    Text inserted right before a span stays outside it; what replaces its first or last character stays inside.
    """
    edits = sorted(edits)
    out, at = [], 0
    starts, inserts, shifts = [], [], [0]
    for start, end, new in edits:
        out += [text[at:start], new]
        at = end
        starts.append(start)
        inserts.append(start == end)
        shifts.append(shifts[-1] + len(new) - (end - start))
    out.append(text[at:])

    def move(offset, is_start):
        i = bisect_left(starts, offset)
        if is_start and i < len(starts) and starts[i] == offset and inserts[i]:
            i += 1
        return offset + shifts[i]

    moved = [(move(start, True), move(end, False)) for start, end in spans]
    return "".join(out), [[start, max(start, end)] for start, end in moved]


DOUBLE = re.compile(r"[“”]")
SINGLE = re.compile(r"‘|’(?!\w)|(?<!\w)’")


def restyle(text, style):
    """Edits that change the quotation marks to `style`."""
    edits = []
    for m in DOUBLE.finditer(text):
        new = {"straight": '"', "single": "‘" if m.group() == "“" else "’", "straight-single": "'"}[style]
        edits.append((m.start(), m.end(), new))
    for m in re.finditer(r"[‘’]", text):
        quote = SINGLE.match(text, m.start()) is not None
        if style == "single":
            if quote:
                edits.append((m.start(), m.end(), "“" if m.group() == "‘" else "”"))
        else:
            edits.append((m.start(), m.end(), "'"))
    if style in ("single", "straight-single"):
        opened = False
        for m in re.finditer(r'"', text):
            opened = not opened
            new = "'" if style == "straight-single" else ("‘" if opened else "’")
            edits.append((m.start(), m.end(), new))
    return edits


CAPTIONS = (
    "{name} at the {place}",
    "{name} and {other} at the {place} on {day}",
    "{name} speaks to reporters in {place}",
    "{name} during a visit to the {place} last {day}. Photo: {agency}",
    "Supporters of {name} wait outside the {place} (Photo: {agency})",
    "{name}, pictured with {other} at the {place}",
    "{name} leaves the {place} on {day} CREDIT: {agency}",
    "{name} was speaking at the {place}, where {other} was also a guest",
    "The {place}, where {name} met {other} on {day}",
    "{agency} photo: {name} listens as {other} speaks in the {place}",
)
PLACES = ("town hall", "conference centre", "parliament building", "airport", "White House", "Senate", "university", "factory", "stadium", "summit")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
AGENCIES = ("Reuters", "AP", "Getty Images", "AFP", "PA", "EPA")


def caption(names, rng):
    name, other = (rng.choice(names) if names else "The candidate" for _ in range(2))
    return rng.choice(CAPTIONS).format(
        name=name, other=other, place=rng.choice(PLACES), day=rng.choice(DAYS), agency=rng.choice(AGENCIES)
    )


def glue_captions(record, rng, share=0.15):
    text = record["text"]
    names = [text[s:e] for a in record["attributions"] for s, e in a["source"] if re.match(r"[A-Z]\w+ [A-Z]\w+$", text[s:e])]
    edits = []
    for m in re.finditer(r"\n\n(?=\S)", text):
        if rng.random() < share:
            edits.append((m.end(), m.end(), caption(names, rng) + "\n"))
    return edits


def lose_marks(text, rng, share=0.3):
    return [(m.start(), m.end(), "") for m in re.finditer(r"”|(?<=[\w.,!?])\"", text) if rng.random() < share]


def vary(record, rng, share=1.0):
    """One random variant of a record: text and attributions. `share` scales how often the text is changed."""
    text, spans = record["text"], [span for a in record["attributions"] for role in ROLES for span in a[role]]
    versions = [record["attributions"]] + list((record.get("other_annotators") or {}).values())
    if len(versions) > 1 and rng.random() < 0.5:
        record = dict(record, attributions=rng.choice(versions[1:]))
        spans = [span for a in record["attributions"] for role in ROLES for span in a[role]]
    for make in (
        lambda t, r: glue_captions(r, rng) if rng.random() < 0.25 * share else [],
        lambda t, r: lose_marks(t, rng) if rng.random() < 0.15 * share else [],
        lambda t, r: restyle(t, rng.choice(("straight", "single", "straight-single"))) if rng.random() < 0.4 * share else [],
    ):
        edits = make(text, dict(record, text=text, attributions=rebuild(record, spans)))
        if edits:
            text, spans = apply_edits(text, edits, spans)
    roll = rng.random()
    if roll < 0.10 * share:
        text = same_length(text, str.lower)
    elif roll < 0.13 * share:
        text = same_length(text, str.upper)
    return dict(id=record["id"], text=text, attributions=rebuild(record, spans))


def same_length(text, change):
    return "".join(c2 if len(c2 := change(c)) == 1 else c for c in text)


def rebuild(record, spans):
    spans = iter(spans)
    return [{"id": a["id"], **{role: [list(next(spans)) for _ in a[role]] for role in ROLES}} for a in record["attributions"]]


# ---- the network's view


def pieces(records, program, vocabulary):
    """What the reader's front end sees of each record."""
    lines = "".join(json.dumps({"id": r["id"], "text": r["text"]}) + "\n" for r in records)
    out = subprocess.run([program, vocabulary], input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def annotate(seen, record):
    """Adds to a page's pieces the label of each, the cue of each content piece and the source of each cue."""
    n = len(record["text"])
    owner = [None] * n
    for i, a in enumerate(record["attributions"]):
        for role in ROLES:
            for k, (s, e) in enumerate(a[role]):
                for c in range(s, min(e, n)):
                    if owner[c] is None:
                        owner[c] = (role, i, k)
    own = [owner[s] if s < n else None for s in seen["starts"]]
    block_start = [s > 0 for s in seen["start"]] + [True]
    labels = []
    for t, o in enumerate(own):
        if o is None:
            labels.append(0)
            continue
        begins = t == 0 or own[t - 1] != o or block_start[t]
        ends = t + 1 == len(own) or own[t + 1] != o or block_start[t + 1]
        labels.append(label(o[0], "S" if begins and ends else "B" if begins else "E" if ends else "I"))
    first = {}
    at = {s: t for t, s in reversed(list(enumerate(seen["starts"])))}
    for t, o in enumerate(own):
        if o and o[0] == "cue":
            first.setdefault(o[1], t)
    content_cue = [first.get(o[1], -1) if o and o[0] == "content" else -2 for o in own]
    cue_source = {}
    for i, a in enumerate(record["attributions"]):
        if i in first:
            t = at.get(a["source"][0][0]) if a["source"] else -1
            if t is not None:
                cue_source[first[i]] = t
    return dict(seen, labels=labels, content_cue=content_cue, cue_source=cue_source)
