"""Silver layers (CoreNLP's sentences, parses and entities) as targets for the network's middle layer."""

import gzip
import json
from collections import Counter


def layers(path):
    """Each page: id, tokens (start, end), parts of speech, heads (-1 for none), labels, entities, chains of mentions that mean the same."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            page = json.loads(line)
            tokens, pos, head, dep = [], [], [], []
            for sentence in page["parse"]:
                first = len(tokens)
                tokens += sentence["tokens"]
                pos += sentence["pos"]
                head += [first + h - 1 if h else -1 for h in sentence["head"]]
                dep += sentence["dep"]
            yield page["id"], tokens, pos, head, dep, [tuple(entity) for entity in page["ner"]], page["coref"]


class Silver:
    def __init__(self, path):
        self.pages, pos, dep, ner = {}, Counter(), Counter(), Counter()
        for key, tokens, p, h, labels, entities, _ in layers(path):
            d = [label.split(":")[0] for label in labels]
            self.pages[key] = (tokens, p, h, d, entities)
            pos.update(p), dep.update(d), ner.update(k for _, _, k in entities)
        number = lambda c: {x: i for i, (x, n) in enumerate(sorted(c.items(), key=lambda kv: (-kv[1], kv[0])))}
        self.pos, self.dep = number(pos), number(dep)
        self.ner = {k: 1 + 2 * i for i, k in enumerate(sorted(ner))}

    def tokens(self, key):
        """The page's silver tokens; none for a page that has no silver layer."""
        return self.pages.get(key, ([],))[0]

    def sizes(self):
        return {"pos": len(self.pos), "dep": len(self.dep), "ner": 1 + 2 * len(self.ner)}

    def targets(self, seen, key, spans):
        """Per piece: part of speech, label, entity and the head's piece; -100 where there is none. `spans` are the tokens, moved."""
        n = len(seen["ids"])
        tokens, pos, head, dep, entities = self.pages.get(key, ([], [], [], [], []))
        at = {s: t for t, s in reversed(list(enumerate(seen["starts"])))}
        first = [at.get(s, -1) if e > s else -1 for s, e in spans]
        out = {k: [-100] * n for k in ("pos", "dep", "ner", "head")}
        kinds = {}
        for s, e, kind in entities:
            kinds[s] = (e, self.ner[kind])
        until, inside = -1, 0
        for i, t in enumerate(first):
            s, e = tokens[i]
            tag = 0
            if s in kinds:
                until, inside = kinds[s]
                tag = inside
            elif s < until:
                tag = inside + 1
            if t < 0:
                continue
            out["pos"][t], out["dep"][t], out["ner"][t] = self.pos[pos[i]], self.dep[dep[i]], tag
            out["head"][t] = -1 if head[i] < 0 else first[head[i]] if first[head[i]] >= 0 else -100
        return out
