"""Weights of the ranker that chooses whom pronouns and phrases stand for (crates/whosaid/src/resolve/ranker.rs).

    training/make-speakers       # the rounds below, with the folds' heads of training/mentions.py

A softmax over each question's candidates, one set of weights for each kind of question (person, thing, several,
phrase), L2 chosen by cross-validation over articles. The outcome depends on the input alone: descent over all
questions from zero, folds by the article's place in sorted order. Questions without a right candidate teach nothing
and are counted as wrong. What was measured goes to standard error; calibration uses the same held-out answers.

Each round sees who spoke before as the round before tells it, which is what the ranker meets when a page is read;
without weights the first candidate is as good as the last. The later rounds' held-out figures are a little too good,
because the weights behind that history have seen every article; the first round's figure is clean. What the network
tells of an article comes from heads that were trained without it.

`--rules` leaves out what the network tells.
"""

import json
import sys
from collections import defaultdict

import numpy as np

FOLDS = 5
L2 = [1.0, 3.0, 10.0, 30.0]
QUESTIONS = ["person", "thing", "several", "phrase"]
# These are asked seldom: what they share with `person` starts from its weights.
BORROW = ("thing", "several")
COMMON = ("in view:", "spoke:", "network:")
# What words mean, for features that news of one country seldom has; where they are common the pages decide.
MEANING = {
    "phrase": {
        "role: noun and nation or party agree": 2.5,
        "role: same noun": 1.5,
        "role: like noun": 1.0,
        "role: nation or party differs": -2.0,
        "role: only other nouns": -0.5,
        "noun: another, and that is all that is known": -2.5,
    }
}


def read(paths, rules):
    """For each kind of question (article, right candidates, features), and the features' names."""
    names, questions = None, defaultdict(list)
    for path in paths:
        for line in open(path, encoding="utf-8"):
            row = json.loads(line)
            names = row["names"]
            if row["features"]:
                features = np.array(row["features"])
                if rules:
                    features[:, [i for i, name in enumerate(names) if name.startswith("network:")]] = 0
                questions[row["question"]].append((row["article"], np.array(row["right"], bool), features))
    return names, questions


def stacked(questions):
    """The questions as arrays of one size: features, who is right, who is a candidate at all."""
    most = max(len(right) for _, right, _ in questions)
    size = questions[0][2].shape[1]
    features = np.zeros((len(questions), most, size))
    right = np.zeros((len(questions), most), bool)
    real = np.zeros((len(questions), most), bool)
    for i, (_, answers, rows) in enumerate(questions):
        features[i, : len(rows)], right[i, : len(rows)], real[i, : len(rows)] = rows, answers, True
    return features, right, real


def shares(weights, features, real):
    scores = np.where(real, features @ weights, -np.inf)
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def fit(questions, l2, prior, steps=300, rate=0.25):
    """Descent with momentum from `prior`, to which L2 holds the weights; the loss is convex, so that the steps only have to be enough."""
    weights, speed = prior.copy(), np.zeros(len(prior))
    features, right, real = stacked([q for q in questions if q[1].any()])
    for _ in range(steps):
        p = shares(weights, features, real)
        target = p * right
        target /= np.maximum(target.sum(axis=1, keepdims=True), 1e-12)
        gradient = l2 * (weights - prior) + np.einsum("qc,qcf->f", p - target, features)
        speed = 0.9 * speed - rate * gradient / len(features)
        weights = weights + speed
    return weights


def answers(weights, questions):
    """For each question whether the best is right, and its share."""
    features, right, real = stacked(questions)
    p = shares(weights, features, real)
    best = p.argmax(axis=1)
    rows = np.arange(len(best))
    return right[rows, best], p[rows, best]


def cross_validated(questions, l2, prior):
    articles = sorted({article for article, _, _ in questions})
    fold = {article: i % FOLDS for i, article in enumerate(articles)}
    right, share = [], []
    for held in range(FOLDS):
        out = [q for q in questions if fold[q[0]] == held]
        if not out:
            continue
        weights = fit([q for q in questions if fold[q[0]] != held], l2, prior)
        ok, p = answers(weights, out)
        right, share = [*right, *ok], [*share, *p]
    return np.array(right, float), np.array(share)


def calibrated(right, share, steps=4000, rate=0.05):
    """Slope and offset of the logistic curve from a share to how often it is right (Platt 1999), held near 1 and 0."""
    x = np.log(np.clip(share, 1e-4, 1 - 1e-4) / np.clip(1 - share, 1e-4, 1 - 1e-4))
    slope, offset = 1.0, 0.0
    for _ in range(steps):
        error = 1 / (1 + np.exp(-(slope * x + offset))) - right
        slope -= rate * ((error * x).mean() + 2 * (slope - 1) / len(x))
        offset -= rate * (error.mean() + offset / len(x))
    return max(slope, 0.05), offset


def main():
    rules = "--rules" in sys.argv
    names, questions = read([path for path in sys.argv[1:] if not path.startswith("--")], rules)
    columns, curves = [], []
    common = np.array([name.startswith(COMMON) for name in names], float)
    for kind in QUESTIONS:
        asked = questions[kind]
        if not asked:
            columns.append(np.zeros(len(names)))
            curves.append((1.0, 0.0))
            continue
        prior = columns[0] * common if kind in BORROW else np.zeros(len(names))
        prior += [MEANING.get(kind, {}).get(name, 0.0) for name in names]
        scores = {l2: cross_validated(asked, l2, prior) for l2 in L2}
        best = max(L2, key=lambda l2: (scores[l2][0].mean(), l2))
        weights = fit(asked, best, prior)
        own = answers(weights, asked)[0].mean()
        able = np.mean([q[1].any() for q in asked])
        print(
            f"{kind}: {len(asked)} questions, {100 * able:.1f} % with a right candidate; L2 {best}: "
            f"{100 * scores[best][0].mean():.1f} % right on held-out articles (said {100 * scores[best][1].mean():.1f}), {100 * own:.1f} % on its own",
            file=sys.stderr,
        )
        columns.append(weights)
        curves.append(calibrated(*scores[best]))
    print("# Generated by training/speakers.py. A feature a line, its weights for: " + ", ".join(QUESTIONS))
    for i, name in enumerate(names):
        print("\t".join([name, *(f"{column[i]:.4f}" for column in columns)]))
    for i, name in enumerate(("slope", "offset")):
        print("\t".join([f"calibration: {name}", *(f"{curve[i]:.4f}" for curve in curves)]))


main()
