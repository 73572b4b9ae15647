"""From the network's scores to attributions, as the reader does it (crates/whosaid/src/tag, link)."""

import torch

from pages import LABELS, ROLES
from windows import collate, reading_windows


def viterbi(scores, steps, starts):
    """The best labels of a page; no span crosses into a new block."""
    goes_on = torch.tensor([l[0] in "IE" and l != "O" for l in LABELS])
    closed = torch.tensor([l == "O" or l[0] in "ES" for l in LABELS])
    shut = torch.where(goes_on, -1e4, 0.0)
    leave = torch.where(closed, 0.0, -1e4)
    best = scores[0] + shut
    back = []
    for t in range(1, len(scores)):
        step = best[:, None] + steps
        if starts[t]:
            step = step + leave[:, None] + shut[None, :]
        value, ix = step.max(0)
        best = value + scores[t]
        back.append(ix)
    y = [int((best + leave).argmax())]
    for ix in reversed(back):
        y.append(int(ix[y[-1]]))
    return y[::-1]


def spans(labels):
    """(role, first, last + 1) of each span."""
    out, begin = [], None
    for t, y in enumerate(labels):
        if y == 0:
            continue
        part, role = LABELS[y].split("-")
        if part in "BS":
            begin = t
        if part in "ES" and begin is not None:
            out.append((ROLES.index(role), begin, t + 1))
    return out


@torch.no_grad()
def read(network, pages, batch=16):
    """Attributions of each page, by id; spans in code points."""
    jobs = [(page, *w) for page in pages for w in reading_windows(page)]
    order = sorted(range(len(jobs)), key=lambda i: jobs[i][2] - jobs[i][1])
    tags = {page["id"]: torch.zeros(len(page["ids"]), len(LABELS)) for page in pages}
    links = {page["id"]: [] for page in pages}
    for i in range(0, len(order), batch):
        group = [jobs[k] for k in order[i : i + batch]]
        b = collate([(p, s, e) for p, s, e, _, _ in group])
        with torch.autocast("cpu", torch.bfloat16):
            out = network(b)
        for row, (page, s, e, a, z) in enumerate(group):
            tags[page["id"]][a:z] = out["tags"][row, 1 + a - s : 1 + z - s]
            n = e - s + 2
            links[page["id"]].append((s, e, a, z, out["content_cue"][row, :n, :n].clone(), out["cue_source"][row, :n, :n].clone()))
    steps = network.transitions + network.forbidden
    return {page["id"]: link(page, viterbi(tags[page["id"]], steps, page["start"]), links[page["id"]]) for page in pages if page["ids"]}


def link(page, labels, windows):
    found = spans(labels)
    cues = [(i, j) for r, i, j in found if r == 1]
    sources = [(i, j) for r, i, j in found if r == 0]
    place = lambda i, j: [page["starts"][i], page["ends"][j - 1]]
    out = [dict(source=[], cue=[place(i, j)], content=[]) for i, j in cues]
    window_of = lambda t: next(w for w in windows if w[2] <= t < w[3])
    for k, (i, _) in enumerate(cues):
        s, e, _, _, _, scores = window_of(i)
        row = scores[i - s + 1]
        best, at = row[0].item(), None
        for a, z in sources:
            if s <= a < e and row[a - s + 1].item() > best:
                best, at = row[a - s + 1].item(), (a, z)
        if at:
            out[k]["source"].append(place(*at))
    alone = []
    previous = None
    for r, i, j in found:
        if r != 2:
            continue
        s, e, a, z, scores, _ = window_of(i)
        rows = scores[i - s + 1 : min(j, e) - s + 1]
        near = [(k, c - s + 1) for k, (c, _) in enumerate(cues) if s <= c < e]
        chosen = None
        if near:
            mean = rows[:, [0] + [c for _, c in near]].mean(0)
            best = int(mean.argmax())
            if best == 0 and (page["start"][i] > 0 or True) and previous is not None and page["quote"][i] == 2 and page["start"][i] > 0:
                chosen = previous
            else:
                best = int(mean[1:].argmax()) + 1
                chosen = near[best - 1][0] if best else None
        elif page["start"][i] > 0 and previous is not None:
            chosen = previous
        if chosen is None:
            alone.append(dict(source=[], cue=[], content=[place(i, j)]))
        else:
            out[chosen]["content"].append(place(i, j))
        previous = chosen
    return out + alone
