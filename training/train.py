"""Trains the reader's network. Seeded, resumable: `python train.py --out runs/a` goes on from the last checkpoint there.

Train on train, choose on dev; what is printed for dev is an estimate of the reader's own figures (`whosaid eval`).
"""

import argparse
import json
import os
import random
import time

import torch
import torch.nn.functional as F

import pages as P
from decode import read
from network import LABELS, Network, start_from_minilm
from score import evaluate, show
from silver import Silver
from windows import collate, training_windows


def arguments():
    a = argparse.ArgumentParser()
    a.add_argument("--data", default="../../shared/data/polnear")
    a.add_argument("--out", default="runs/default")
    a.add_argument("--pieces", default="../target/release/examples/pieces")
    a.add_argument("--epochs", type=int, default=10)
    a.add_argument("--tokens", type=int, default=4096, help="pieces a step")
    a.add_argument("--rate", type=float, default=2.2e-4)
    a.add_argument("--silver", type=float, default=0.6, help="weight of the silver targets at the start; falls to a tenth")
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--average", type=float, default=0.998, help="decay of the weights' running average")
    a.add_argument("--vary", type=float, default=1.0, help="how often the text is changed, of the usual share")
    a.add_argument("--start", help="weights to start from instead of MiniLM's")
    a.add_argument("--limit", type=int, help="pages of train, for a trial")
    a.add_argument("--check-every", type=int, default=2)
    return a.parse_args()


def epoch_windows(records, silver, options, vocabulary, rng):
    """Every training page once, each a fresh variant, cut into fresh windows."""
    varied, moved = [], []
    for record in records:
        tokens = silver.tokens(record["id"])
        carrier = dict(record, attributions=record["attributions"] + [dict(id="silver", source=tokens, cue=[], content=[])])
        carrier["other_annotators"] = {
            k: v + [dict(id="silver", source=tokens, cue=[], content=[])] for k, v in (record.get("other_annotators") or {}).items()
        }
        new = P.vary(carrier, rng, options.vary)
        moved.append(new["attributions"].pop()["source"])
        varied.append(new)
    windows = []
    for record, seen, spans in zip(varied, P.pieces(varied, options.pieces, vocabulary), moved):
        page = P.annotate(seen, record)
        page["silver"] = silver.targets(seen, record["id"], spans)
        windows += [(page, a, b) for a, b in training_windows(page, rng)]
    return windows


def batches(windows, tokens, rng):
    ordered = sorted(windows, key=lambda w: w[2] - w[1] + rng.random() * 30)
    out, batch, longest = [], [], 0
    for w in ordered:
        longest = max(longest, w[2] - w[1] + 2)
        if batch and longest * (len(batch) + 1) > tokens:
            out.append(batch)
            batch, longest = [], w[2] - w[1] + 2
        batch.append(w)
    out.append(batch)
    rng.shuffle(out)
    return out


def target(windows, t, values, fill):
    rows = [[fill] + values(page)[a:b] + [fill] * (t - (b - a) - 1) for page, a, b in windows]
    return torch.tensor(rows)


def losses(network, windows, rng, silver_weight):
    batch = collate(windows, mask_share=0.03, rng=rng)
    t = batch["ids"].shape[1]
    with torch.autocast("cpu", torch.bfloat16):
        out = network(batch)
    labels = target(windows, t, lambda p: p["labels"], 0)
    mask = batch["mask"].clone()
    for i, (_, a, b) in enumerate(windows):
        mask[i, 0] = mask[i, b - a + 1] = False  # [CLS] and [SEP] carry no label
    count = mask.sum()
    crf = network.crf_loss(out["tags"][:, 1:], labels[:, 1:], mask[:, 1:]) / count
    plain = F.cross_entropy(out["tags"][mask], labels[mask])
    total = crf + 0.3 * plain

    cue_start = (labels == P.label("cue", "B")) | (labels == P.label("cue", "S"))
    source_start = (labels == P.label("source", "B")) | (labels == P.label("source", "S"))
    cue_start[:, 0] = source_start[:, 0] = True
    wanted = torch.full_like(labels, -100)
    pairs = []
    for i, (page, a, b) in enumerate(windows):
        for k in range(a, b):
            cue = page["content_cue"][k]
            if cue != -2:
                wanted[i, 1 + k - a] = 1 + cue - a if a <= cue < b else 0
            if k in page["cue_source"]:
                source = page["cue_source"][k]
                pairs.append((i, 1 + k - a, 1 + source - a if a <= source < b else 0))
    on = wanted >= 0
    if on.any():
        row, col = on.nonzero(as_tuple=True)
        scores = out["content_cue"][row, col].masked_fill(~cue_start[row], -1e4)
        total = total + 0.3 * F.cross_entropy(scores, wanted[row, col])
    if pairs:
        i, c, s = (torch.tensor(x) for x in zip(*pairs))
        keep = source_start[i, s]
        i, c, s = i[keep], c[keep], s[keep]
        scores = out["cue_source"][i, c].masked_fill(~source_start[i], -1e4)
        total = total + 0.3 * F.cross_entropy(scores, s)

    if silver_weight:
        total = total + silver_weight * silver_loss(network, windows, t, out["middle"])
    return total, float(crf.detach())


def silver_loss(network, windows, t, middle):
    loss = 0.0
    for name, weight in (("pos", 0.3), ("dep", 0.3), ("ner", 0.2)):
        y = target(windows, t, lambda p: p["silver"][name], -100)
        on = y >= 0
        if on.any():
            with torch.autocast("cpu", torch.bfloat16):
                scores = getattr(network, name)(middle[on])
            loss = loss + weight * F.cross_entropy(scores.float(), y[on])
    head = torch.full((len(windows), t), -100)
    for i, (page, a, b) in enumerate(windows):
        for k in range(a, b):
            h = page["silver"]["head"][k]
            if h == -1:
                head[i, 1 + k - a] = 0
            elif h >= 0 and a <= h < b:
                head[i, 1 + k - a] = 1 + h - a
    on = head >= 0
    with torch.autocast("cpu", torch.bfloat16):
        scores = (network.arc_of(middle) @ network.arc_to(middle).transpose(1, 2)).float() / 128**0.5
    return loss + 0.4 * F.cross_entropy(scores[on], head[on])


def main():
    options = arguments()
    os.makedirs(options.out, exist_ok=True)
    log = open(os.path.join(options.out, "log"), "a")

    def say(*words):
        line = " ".join(str(w) for w in words)
        print(line, flush=True)
        print(line, file=log, flush=True)

    kept = {k: v for k, v in vars(options).items() if k not in ("data", "out", "pieces", "limit", "check_every")}
    say("options", json.dumps(kept | {"start": bool(options.start)}, sort_keys=True))
    torch.manual_seed(options.seed)
    train = P.load(f"{options.data}/train.jsonl")[: options.limit]
    dev = P.load(f"{options.data}/dev.jsonl")
    silver = Silver(f"{options.data}/silver-train.jsonl.gz")
    network = Network(silver.sizes())
    vocabulary = start_from_minilm(network)
    if options.start:
        network.load_state_dict(torch.load(options.start)["average"], strict=False)
    weights = [p for p in network.parameters() if p.requires_grad]
    average = [p.detach().clone() for p in weights]
    body = {id(p) for m in (network.layers, network.norm, network.places) for p in m.parameters()}
    optimizer = torch.optim.AdamW(
        [
            dict(params=[p for p in weights if id(p) in body], lr=options.rate),
            dict(params=[p for p in weights if id(p) not in body], lr=1e-3),
        ],
        weight_decay=0.01, fused=True,
    )
    rates = [g["lr"] for g in optimizer.param_groups]
    seen_dev = P.pieces(dev, options.pieces, vocabulary)
    step, epoch, per_epoch, began = 0, 0, None, time.time()
    checkpoint = os.path.join(options.out, "checkpoint.pt")
    if os.path.exists(checkpoint):
        kept = torch.load(checkpoint)
        network.load_state_dict(kept["network"])
        optimizer.load_state_dict(kept["optimizer"])
        average = kept["mean"]
        step, epoch, per_epoch = kept["step"], kept["epoch"], kept["per_epoch"]
        say("going on from epoch", epoch)

    def check(note):
        backup = [p.detach().clone() for p in weights]
        with torch.no_grad():
            for p, m in zip(weights, average):
                p.copy_(m)
        network.eval()
        network.drop.on = False
        say(note, f"{time.time() - began:.0f}s", show(evaluate(dev, read(network, seen_dev))))
        torch.save({"average": network.state_dict(), "silver": silver.sizes()}, os.path.join(options.out, "weights.pt"))
        with torch.no_grad():
            for p, b in zip(weights, backup):
                p.copy_(b)

    while epoch < options.epochs:
        rng = random.Random(options.seed * 1000 + epoch)
        work = batches(epoch_windows(train, silver, options, vocabulary, rng), options.tokens, rng)
        per_epoch = per_epoch or len(work)
        total_steps = per_epoch * options.epochs
        network.train()
        network.drop.on = True
        running = 0.0
        for n, windows in enumerate(work, 1):
            progress = min(1.0, step / total_steps)
            for group, rate in zip(optimizer.param_groups, rates):
                group["lr"] = rate * min(1.0, (step + 1) / 150) * max(0.02, 1 - progress)
            loss, crf = losses(network, windows, rng, options.silver * max(0.1, 1 - 1.5 * progress))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimizer.step()
            step += 1
            decay = min(options.average, (step + 1) / (step + 10))
            torch._foreach_lerp_(average, [p.detach() for p in weights], 1 - decay)
            running += crf
            if n % 50 == 0:
                say(f"epoch {epoch} step {step}/{total_steps} crf {running / n:.3f} {time.time() - began:.0f}s")
        epoch += 1
        torch.save(
            dict(network=network.state_dict(), optimizer=optimizer.state_dict(), mean=average, step=step, epoch=epoch, per_epoch=per_epoch),
            checkpoint + ".new",
        )
        os.replace(checkpoint + ".new", checkpoint)
        if epoch % options.check_every == 0 or epoch == options.epochs:
            check(f"EPOCH {epoch}")


main()
