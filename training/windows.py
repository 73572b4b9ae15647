"""Windows of a page: random ones to train on, overlapping ones to read with."""

LIMIT = 318  # pieces, without [CLS] and [SEP]
CORE, LEFT, RIGHT = 222, 64, 32


def training_windows(page, rng):
    """Cuts a page's pieces anew: mostly at blocks, some anywhere, as reading meets them."""
    n = len(page["ids"])
    blocks = [t for t in range(n) if page["start"][t] > 0] + [n]
    at, cuts = 0, [0]
    limit = rng.randint(60, LIMIT)
    while at < n:
        end = min(at + limit, n)
        if end < n and rng.random() < 0.7:
            last = max((b for b in blocks if at + limit // 3 < b <= end), default=end)
            end = last
        cuts.append(end)
        at = end
        limit = rng.randint(220, LIMIT)
    return [(a, b) for a, b in zip(cuts, cuts[1:])]


def reading_windows(page):
    """(start, end, core start, core end): the cores cover the page once; the rest is context."""
    n = len(page["ids"])
    blocks = [t for t in range(n) if page["start"][t] > 0] + [n]
    cores, at = [], 0
    for a, b in zip(blocks, blocks[1:]):
        while b - at > CORE:
            cut = a if a > at else at + CORE
            cores.append((at, cut))
            at = cut
            a = max(a, at)
    if at < n:
        cores.append((at, n))
    return [(max(0, a - LEFT), min(n, b + RIGHT), a, b) for a, b in cores]


def collate(windows, mask_share=0.0, rng=None):
    """A batch of (page, start, end), each with [CLS] in front and [SEP] behind."""
    import torch  # here alone: mentions.py cuts windows without it

    t = max(b - a for _, a, b in windows) + 2
    rows = {k: [] for k in ("ids", "case", "quote", "start")}
    mask = torch.zeros(len(windows), t, dtype=torch.bool)
    for i, (page, a, b) in enumerate(windows):
        pad = [0] * (t - (b - a) - 2)
        ids = page["ids"][a:b]
        if mask_share:
            ids = [103 if rng.random() < mask_share else x for x in ids]
        rows["ids"].append([101, *ids, 102, *pad])
        for k in ("case", "quote", "start"):
            rows[k].append([0, *page[k][a:b], 0, *pad])
        mask[i, : b - a + 2] = True
    batch = {k: torch.tensor(v) for k, v in rows.items()}
    batch["mask"] = mask
    return batch
