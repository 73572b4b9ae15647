"""What the head for mentions is trained on: silver names, noun phrases, roles and chains, and gold speakers."""

import re

import numpy as np

from silver import layers

KINDS = ("PERSON", "ORGANIZATION", "LOCATION", "MISC")
# The relations that are roles, in the order of the reader's roles after "other" (crates/whosaid/src/tag/mentions.rs).
ROLES = (
    ("nsubj", "nsubjpass", "csubj"), ("dobj", "iobj"), ("nmod",), ("nmod:poss",), ("appos",), ("compound",), ("conj",),
)
ROLE = {relation: i for i, relations in enumerate(ROLES, 1) for relation in relations}
# Labels of each task: BIO of names by kind, BIO of phrases, roles.
SIZES = {"names": 1 + 2 * len(KINDS), "chunk": 3, "role": 1 + len(ROLES)}
NONE = -100

NAME, PHRASE, PRONOUN = range(3)
PRONOUNS = ("PRP", "PRP$", "WP", "WDT")
# What stands before a noun and belongs to its phrase, and what makes a noun part of another's phrase.
BEFORE = {"det", "amod", "compound", "nummod", "nmod:poss", "name", "advmod", "nmod:npmod", "predet", "dep"}
PART = {"compound", "det", "nummod", "amod", "name"}
# A determiner or number alone is a phrase in these places: `some said`.
ALONE = {"nsubj", "nsubjpass", "dobj", "nmod", "conj"}


class Layers:
    """A page's silver layers, and what is made of them for its pieces."""

    def __init__(self, page):
        self.id, self.tokens, self.pos, self.head, self.dep, self.entities, self.chains = page
        self.kids = [[] for _ in self.tokens]
        for i, head in enumerate(self.head):
            if head >= 0:
                self.kids[head].append(i)

    def under(self, roots):
        found, todo = set(), list(roots)
        while todo:
            i = todo.pop()
            if i not in found:
                found.add(i)
                todo += self.kids[i]
        return found

    def phrases(self):
        """(first, last) tokens of the outermost base noun phrases, the noun last."""
        found = []
        for noun, (pos, dep) in enumerate(zip(self.pos, self.dep)):
            if dep in PART or not (pos.startswith("NN") or pos in ("DT", "CD") and dep in ALONE):
                continue
            own = self.under(k for k in self.kids[noun] if k < noun and self.dep[k] in BEFORE)
            first = noun
            while first - 1 in own:
                first -= 1
            found.append((first, noun))
        kept, end = [], -1
        for first, last in sorted(found, key=lambda p: (p[0], -p[1])):
            if first > end:
                kept.append((first, last))
                end = last
        return kept

    def labels(self, page):
        """For each task the label of each piece; NONE where there is no token."""
        starts = np.array(page["starts"])
        piece = lambda offset: int(np.searchsorted(starts, offset))
        out = {task: np.full(len(starts), NONE, np.int16) for task in SIZES}
        for (s, e), dep in zip(self.tokens, self.dep):
            pieces = slice(piece(s), piece(e))
            out["names"][pieces] = out["chunk"][pieces] = 0
            out["role"][pieces] = ROLE.get(dep, ROLE.get(dep.split(":")[0], 0))
        names = [(s, e, 1 + 2 * KINDS.index(kind)) for s, e, kind in self.entities if kind in KINDS]
        phrases = [(self.tokens[a][0], self.tokens[b][1], 1) for a, b in self.phrases()]
        for task, spans in (("names", names), ("chunk", phrases)):
            for s, e, first in spans:
                out[task][piece(s) : piece(e)] = first + 1
                out[task][piece(s) : min(piece(s) + 1, piece(e))] = first
        return out

    def mentions(self, page):
        """(start, end, piece of the last word, kind) of names, phrases and pronouns, no two with the same last word."""
        spans = [(s, e, NAME) for s, e, kind in self.entities if kind in KINDS]
        spans += [(self.tokens[a][0], self.tokens[b][1], PHRASE) for a, b in self.phrases()]
        spans += [(s, e, PRONOUN) for (s, e), pos in zip(self.tokens, self.pos) if pos in PRONOUNS]
        ends = np.array([e for _, e in self.tokens])
        place = {s: i for i, s in reversed(list(enumerate(page["starts"])))}
        found = {}
        for s, e, kind in sorted(spans, key=lambda m: (m[0], -m[1], m[2])):
            word = int(np.searchsorted(ends, e))
            piece = place.get(self.tokens[word][0]) if word < len(ends) else None
            if piece is not None:
                found.setdefault(piece, (s, e, piece, kind))
        return sorted(found.values(), key=lambda m: m[2])

    def clusters(self, mentions):
        """The chain of each mention, -1 for none: a chain's span is the longest mention that starts with it and ends within it."""
        number = [-1] * len(mentions)
        starting = {}
        for i, m in enumerate(mentions):
            starting.setdefault(m[0], []).append(i)
        for c, chain in enumerate(self.chains):
            for s, e in chain:
                within = [i for i in starting.get(s, []) if mentions[i][1] <= e]
                if within:
                    number[max(within, key=lambda i: (mentions[i][1], -i))] = c
        return number


def silver(path):
    return {page[0]: Layers(page) for page in layers(path)}


def speakers(path):
    """By article and attribution, the gold speaker's name; none where several speak, or nobody, or the author."""
    table = {}
    with open(path, encoding="utf-8") as lines:
        for line in list(lines)[1:]:
            article, attribution, name, *_ = line.rstrip("\n").split("\t")
            one = ";" not in name and name not in ("-", "AUTHOR")
            table.setdefault(article, {})[attribution] = name if one else None
    return table


def plain(name):
    words = re.sub(r"[^\w\s&]", " ", name.lower()).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in ("the", "a", "an") else words)


def gold_answers(record, mentions, table):
    """{mention that is a source: earlier mentions that name its speaker}, as far as the table tells."""
    text, who = record["text"], [None] * len(mentions)
    asked = {}
    for attribution in record["attributions"]:
        name = table.get(attribution["id"])
        if name is None or not attribution["source"]:
            continue
        s, e = attribution["source"][0]
        inside = next((i for i, m in enumerate(mentions) if s <= m[0] < e), None)
        if inside is not None:
            who[inside] = asked[inside] = plain(name)
    names = {name for name in who if name}
    for i, (s, e, _, kind) in enumerate(mentions):
        if who[i] is None and kind != PRONOUN:
            form = plain(text[s:e])
            fits = [name for name in names if form and (form == name or kind == NAME and is_surname(form, name))]
            who[i] = fits[0] if len(fits) == 1 else None
    return {i: [j for j in range(i) if who[j] == name] for i, name in asked.items()}


def is_surname(form, name):
    """Whether the form ends as the full name does: `Mr. Vane` for `Ann Vane`."""
    last = name.split()[-1]
    return len(name.split()) > 1 and last.isalpha() and form.split()[-1] == last
