"""What a model file's encoder makes of pages, by the very graph that ships: states of its middle layer and its last.

Each window is run alone, as the reader runs it: int8 activations get one scale for all that is run together.
"""

import json
import os

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

from windows import reading_windows

# The layer that syntax was a target of while training, counted from 1; see network.py.
MIDDLE, LAST = 4, 6


def layer_outputs(graph):
    """The names of the middle and the last layer's states: a norm for the embeddings, then two a layer."""
    norms = [node.output[0] for node in graph.node if node.op_type == "LayerNormalization"]
    return norms[2 * MIDDLE], norms[2 * LAST]


class Encoder:
    def __init__(self, sections):
        self.config = c = json.loads(sections["config"])
        width = c["width"]
        self.words = np.frombuffer(sections["words"], np.int8).reshape(c["pieces"], width)
        self.scales = np.frombuffer(sections["scales"], "<f4")
        marks = np.frombuffer(sections["marks"], "<f4").reshape(-1, width)
        ends = np.cumsum([c["places"], c["cases"], c["quotes"]])
        self.places, self.case, self.quote, self.start = np.split(marks, ends)
        model = onnx.load_from_string(sections["graph"])
        self.outputs = layer_outputs(model.graph)
        model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in self.outputs)
        self.session = onnxruntime.InferenceSession(model.SerializeToString())

    def embedded(self, page, a, b):
        ids = np.array([101, *page["ids"][a:b], 102])
        x = self.words[ids].astype(np.float32) * self.scales[ids][:, None] + self.places[: len(ids)]
        for key, embeddings in (("case", self.case), ("quote", self.quote), ("start", self.start)):
            x += embeddings[np.array([0, *page[key][a:b], 0])]
        return x

    def read(self, page, middle, last):
        """Fills the rows, one a piece of the page."""
        for a, b, first, end in reading_windows(page):
            m, l = self.session.run(self.outputs, {"embedded": self.embedded(page, a, b)[None]})
            middle[first:end] = m[0, first - a + 1 : end - a + 1]
            last[first:end] = l[0, first - a + 1 : end - a + 1]


def states(sections, pages, folder, name):
    """(middle, last): rows of all the pages' pieces, one page after the other; kept in `folder` for the next run."""
    paths = [os.path.join(folder, f"{name}.{layer}.npy") for layer in ("middle", "last")]
    if not all(os.path.exists(path) for path in paths):
        encoder = Encoder(sections)
        size = (sum(len(page["ids"]) for page in pages), encoder.config["width"])
        rows = [np.lib.format.open_memmap(path + ".new", "w+", np.float16, size) for path in paths]
        at = 0
        for page in pages:
            end = at + len(page["ids"])
            encoder.read(page, *(r[at:end] for r in rows))
            at = end
        for r, path in zip(rows, paths):
            r.flush()
            os.replace(path + ".new", path)
    return [np.load(path, mmap_mode="r") for path in paths]
