"""Gives a model file its head for mentions: names, noun phrases, roles, and what a mention refers back to.

    python mentions.py --model ../crates/whosaid/model/whosaid-2.model --out runs/whosaid-2.model

The encoder stays as it is, so that what the network says of statements does not change: names, phrases and roles are linear
in the states of the middle layer, references bilinear in those of the middle and the last. A head that the file has already is
taken off first. Seeded: the same machine makes the same file. `--without-fold K/N` makes the references
without every Nth of the articles with known speakers, in the order of their names, from the Kth on: for the choices of
training/make-speakers. Names, phrases and roles, which know nothing of speakers, are then kept from the head that is there.

What is printed is measured on dev, or for the references of a fold's file on the articles left out.
"""

import argparse
import json
import os
import tempfile
import zlib

# The matrices are small: on a machine that does other things too, threads would mostly wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import antecedents
import modelfile
import pages as P
import targets
from optimise import Adam
from states import layer_outputs, states
from targets import KINDS, NONE, SIZES

LABELS = sum(SIZES.values())
# The forms of the text: as it is, and every fourth page in other case.
FORMS = {"plain": None, "lower case": str.lower, "upper case": str.upper}


def arguments():
    a = argparse.ArgumentParser()
    a.add_argument("--model", required=True)
    a.add_argument("--out", help="the file to write; without it the head that the model has is measured")
    a.add_argument("--name", help="the model's name from now on; as it is unless given")
    a.add_argument("--data", default="../../shared/data/polnear")
    a.add_argument("--pieces", default="../target/release/examples/pieces")
    a.add_argument("--states", help="folder that keeps the encoder's states (2.3 GB) for the next run with the same encoder")
    a.add_argument("--without-fold", metavar="K/N")
    a.add_argument("--width", type=int, default=64, help="numbers in one side of a reference")
    a.add_argument("--epochs", type=int, default=10, help="of the references; names, phrases and roles take 8")
    a.add_argument("--seed", type=int, default=0)
    return a.parse_args()


# ---- pages


class Split:
    """The pages of a split, perhaps in other case, with the encoder's states and the silver layers."""

    def __init__(self, name, change, sections, layers, options):
        records = P.load(f"{options.data}/{name}.jsonl")
        if change:
            records = [dict(r, text=P.same_length(r["text"], change)) for r in records[::4]]
        self.records = {r["id"]: r for r in records}
        with tempfile.NamedTemporaryFile(suffix=".txt") as vocabulary:
            vocabulary.write(sections["vocab"])
            vocabulary.flush()
            self.pages = [page for page in P.pieces(records, options.pieces, vocabulary.name)]
        self.layers = layers
        encoder = zlib.crc32(sections["graph"])
        form = change.__name__ if change else "plain"
        self.middle, self.last = states(sections, self.pages, options.states, f"{encoder:08x}-{name}-{form}")

    def labels(self):
        """For each task the labels of all pieces."""
        rows = {task: [] for task in SIZES}
        for page in self.pages:
            own = self.layers[page["id"]].labels(page) if page["id"] in self.layers else None
            for task in SIZES:
                rows[task].append(own[task] if own else np.full(len(page["ids"]), NONE, np.int16))
        return {task: np.concatenate(parts) for task, parts in rows.items()}

    def references(self, table):
        """The pages' mentions, for the scorer of references."""
        found, at = [], 0
        for page in self.pages:
            first, at = at, at + len(page["ids"])
            layers = self.layers.get(page["id"])
            mentions = layers.mentions(page) if layers else []
            if len(mentions) < 2:
                continue
            record = self.records[page["id"]]
            rows = np.array([m[2] for m in mentions]) + first
            of = np.concatenate([self.middle[rows], self.last[rows]], 1)
            gold = targets.gold_answers(record, mentions, table.get(page["id"], {}))
            words = [record["text"][s:e].lower() for s, e, _, _ in mentions]
            found.append(antecedents.Page(page["id"], of, mentions, layers.clusters(mentions), gold, words))
        return found


# ---- names, phrases and roles


def train_labels(x, labels, seed, epochs=8, batch=2048, rate=3e-3):
    """Weights and bias of the softmaxes, one after the other."""
    rng = np.random.default_rng(seed)
    w, b = np.zeros((x.shape[1], LABELS), np.float32), np.zeros(LABELS, np.float32)
    adam = Adam([w, b], epochs * (len(x) // batch), rate, 0.99)
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for i in range(0, len(x) - batch + 1, batch):
            rows = np.sort(order[i : i + batch])
            states = x[rows].astype(np.float32)
            error, at = states @ w + b, 0
            for task, size in SIZES.items():
                z = error[:, at : at + size]
                z -= z.max(1, keepdims=True)
                np.exp(z, out=z)
                z /= z.sum(1, keepdims=True)
                right = labels[task][rows]
                known = right >= 0
                z[known, right[known]] -= 1
                z[~known] = 0
                at += size
            error /= batch
            adam.step([states.T @ error + 1e-6 * w, error.sum(0)])
    return w, b


def spans(labels):
    """(first, end, kind) of BIO labels."""
    found, start, kind = set(), None, None
    for i, label in enumerate([*labels.tolist(), 0]):
        if start is not None and (label == 0 or label % 2 == 1 or (label - 1) // 2 != kind):
            found.add((start, i, kind))
            start = None
        if label and start is None:
            start, kind = i, (label - 1) // 2
    return found


def f1(ours, theirs):
    return 200 * len(ours & theirs) / max(len(ours) + len(theirs), 1)


def measure_labels(split, w, b):
    labels, scores = split.labels(), split.middle.astype(np.float32) @ w + b
    told, at = [], 0
    for task, size in SIZES.items():
        best, right = scores[:, at : at + size].argmax(1), labels[task]
        at += size
        known = right >= 0
        told.append(f"{task} {100 * (best[known] == right[known]).mean():.1f} of pieces")
        if task != "role":
            ours, theirs = spans(np.where(known, best, 0)), spans(np.where(known, right, 0))
            told.append(f"F1 {f1(ours, theirs):.1f}")
        if task == "names":
            told += [f"{k} {f1(*({s for s in found if s[2] == i} for found in (ours, theirs))):.1f}" for i, k in enumerate(KINDS)]
    return "; ".join(told)


# ---- the model file


def without_head(sections):
    """The sections of a file as training/export.py writes it, whether it has a head for mentions or not."""
    model = onnx.load_from_string(sections["graph"])
    graph = model.graph
    joined = [node for node in graph.node if node.op_type == "Concat" and node.output[0] == "scores"]
    for node in [node for node in graph.node if node.name.startswith("mentions_")] + joined:
        if node in graph.node:
            graph.node.remove(node)
    for constant in [c for c in graph.initializer if c.name.startswith("mentions.")]:
        graph.initializer.remove(constant)
    for node in graph.node:
        node.output[:] = ["scores" if name == "statements" else name for name in node.output]
    config = json.loads(sections["config"]) | {"mention": 0}
    describe(graph, statement_outputs(config))
    kept = {name: data for name, data in sections.items() if name != "refer"}
    return kept | {"config": json.dumps(config, sort_keys=True).encode(), "graph": model.SerializeToString()}


def statement_outputs(config):
    return len(config["labels"]) + 4 * config["link"]


def describe(graph, outputs):
    graph.output[0].CopyFrom(helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", "pieces", outputs]))


def with_head(sections, w, b, scorer, name):
    """The labels see the middle layer alone; the references' numbers follow them: those that ask, that answer, and nobody's."""
    config = json.loads(sections["config"])
    width = config["width"]
    refer = np.concatenate([scorer.asks, scorer.answers, scorer.nobody[:, None]], 1)
    model = onnx.load_from_string(sections["graph"])
    graph = model.graph
    middle, last = layer_outputs(graph)

    def constant(name, value):
        graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(value), "mentions." + name))
        return "mentions." + name

    def add(op, inputs, outputs, **attributes):
        graph.node.append(helper.make_node(op, inputs, outputs, name="mentions_" + outputs[0], **attributes))

    for node in graph.node:
        node.output[:] = ["statements" if name == "scores" else name for name in node.output]
    bias = np.concatenate([b, scorer.asks_bias, scorer.answers_bias, [0]]).astype(np.float32)
    add("MatMul", [middle, constant("middle", np.concatenate([w, refer[:width]], 1))], ["m1"])
    add("MatMul", [last, constant("last", refer[width:])], ["m2"])
    add("Add", ["m1", constant("bias", bias)], ["m3"])
    add("Split", ["m3", constant("split", np.array([LABELS, refer.shape[1]], np.int64))], ["m4", "m5"], axis=-1)
    add("Add", ["m5", "m2"], ["m6"])
    add("Concat", ["statements", "m4", "m6"], ["scores"], axis=-1)
    describe(graph, statement_outputs(config) + len(bias))
    onnx.checker.check_model(model)
    config |= {"mention": scorer.asks.shape[1], "name": name or config["name"]}
    new = {
        "config": json.dumps(config, sort_keys=True).encode(),
        "graph": model.SerializeToString(),
        "refer": np.concatenate([scorer.far, scorer.kinds]).astype("<f4").tobytes(),
    }
    return sections | new


# ---- all of it


def held_out(fold, table):
    """The articles that a fold leaves out."""
    if not fold:
        return set()
    k, n = map(int, fold.split("/"))
    return {article for i, article in enumerate(sorted(table)) if i % n == k}


def head_of(sections):
    """The head that a file has: weights and bias of the labels, and the scorer of references."""
    if "refer" not in sections:
        raise SystemExit("the model has no head for mentions yet; make it with --out, without --without-fold")
    graph = onnx.load_from_string(sections["graph"]).graph
    arrays = {c.name.removeprefix("mentions."): numpy_helper.to_array(c) for c in graph.initializer if c.name.startswith("mentions.")}
    size = json.loads(sections["config"])["mention"]
    refer = np.concatenate([arrays["middle"][:, LABELS:], arrays["last"]])
    bias, rest = arrays["bias"], np.frombuffer(sections["refer"], "<f4")
    asks_bias, answers_bias, _ = np.split(bias[LABELS:], [size, 2 * size])
    asks, answers, nobody = np.split(refer, [size, 2 * size], axis=1)
    scorer = antecedents.Scorer(asks, answers, nobody[:, 0], asks_bias, answers_bias, *np.split(rest, [antecedents.FAR]))
    return arrays["middle"][:, :LABELS], bias[:LABELS], scorer


class Data:
    """The splits with what is known of them, made when they are asked for."""

    def __init__(self, sections, options):
        self.sections, self.options = sections, options
        self.held = held_out(options.without_fold, self.table("train"))

    def table(self, name):
        return targets.speakers(f"{self.options.data}/speakers-{name}.tsv")

    def split(self, name, changes):
        layers = targets.silver(f"{self.options.data}/silver-{name}.jsonl.gz")
        return [Split(name, change, self.sections, layers, self.options) for change in changes]


def trained_labels(data, seed):
    parts = data.split("train", FORMS.values())
    labels = [part.labels() for part in parts]
    x = np.concatenate([part.middle for part in parts])
    return train_labels(x, {task: np.concatenate([own[task] for own in labels]) for task in SIZES}, seed)


def make(given, data, options):
    """The labels' weights and bias, and the scorer of references; prints how good they are."""
    w, b = head_of(given)[:2] if data.held else trained_labels(data, options.seed)
    (plain,) = data.split("train", [None])
    pages = plain.references(data.table("train"))
    seen = [page for page in pages if page.id not in data.held]
    scorer = antecedents.train(seen, 2 * len(w), options.width, options.seed, options.epochs)
    if data.held:
        left_out = [page for page in pages if page.id in data.held]
        print("articles left out, references of gold:", antecedents.measure(scorer, left_out, True))
    else:
        measure((w, b, scorer), data)
    return w, b, scorer


def measure(head, data):
    w, b, scorer = head
    parts = data.split("dev", FORMS.values())
    for part, form in zip(parts, FORMS):
        print(f"dev, {form}:", measure_labels(part, w, b))
    asked = parts[0].references(data.table("dev"))
    print("dev, references of silver and gold:", antecedents.measure(scorer, asked, False))
    print("dev, references of gold:", antecedents.measure(scorer, asked, True))


def run(options):
    given = modelfile.read(options.model)
    data = Data(without_head(given), options)
    if options.out:
        head = make(given, data, options)
        print(options.out, modelfile.write(options.out, with_head(data.sections, *head, options.name)), "bytes")
    else:
        measure(head_of(given), data)


def main():
    options = arguments()
    if options.states:
        os.makedirs(options.states, exist_ok=True)
        return run(options)
    with tempfile.TemporaryDirectory() as options.states:
        run(options)


if __name__ == "__main__":
    main()
