"""Which earlier mention a mention refers to: a bilinear scorer on the states of the mentions' last words.

Trained by the marginal likelihood of all right answers (mention ranking as in Wiseman et al., NAACL 2016; bilinear as in Dozat
and Manning, ICLR 2017), on silver chains and, three times as heavily, on the gold speakers of sources.
"""

import numpy as np

from optimise import Adam
from targets import NAME, PHRASE, PRONOUN

# How many mentions back one may refer, and the classes of distance: as in the reader (resolve/refer.rs, tag/model.rs).
WINDOW = 80
FAR = 18
# Weights of a question: a source with a gold speaker; a mention in no chain, whose silence is poor evidence.
GOLD, ALONE = 3.0, 0.3


def band(padded):
    """Of the rows of mentions and WINDOW columns before those of mentions, row i's columns for the WINDOW mentions before i: a view."""
    rows, columns = padded.strides
    return np.lib.stride_tricks.as_strided(padded, (len(padded), WINDOW), (rows + columns, columns))


def padded(n):
    return np.zeros((n, n + WINDOW), np.float32)


class Page:
    """A page's mentions, a row each: which of the WINDOW before may be and are antecedents, then nobody; and the row's weight."""

    def __init__(self, key, states, mentions, clusters, gold, words):
        n = len(mentions)
        self.id, self.states, self.words = key, states, words
        self.kind = np.array([m[3] for m in mentions])
        place, clusters = np.array([m[2] for m in mentions]), np.array(clusters)
        earlier = np.arange(n)[:, None] + np.arange(-WINDOW, 0)[None, :]
        self.may = earlier >= 0
        earlier = np.maximum(earlier, 0)
        distance = np.maximum(place[:, None] - place[earlier], 1)
        self.far = np.minimum(np.log2(distance) * 2, FAR - 1).astype(np.int8)
        right = (clusters[:, None] == clusters[earlier]) & (clusters[:, None] >= 0)
        for i, answers in gold.items():
            right[i] = np.isin(earlier[i], answers)
        right &= self.may
        some = right.any(1)
        self.right = np.concatenate([right, ~some[:, None]], 1)
        self.weight = np.where(some, 1.0, ALONE).astype(np.float32)
        self.gold = np.zeros(n, bool)
        self.gold[list(gold)] = True
        self.weight[self.gold] = GOLD
        # A pronoun without an answer is silence of the chains, not a pronoun for nobody; the first mention asks nothing.
        self.weight[(self.kind == PRONOUN) & ~some] = 0
        self.weight[:1] = 0


class Scorer:
    """Vectors that ask and answer with their biases, the score of nobody, and what distance and the kind of mention add."""

    def __init__(self, asks, answers, nobody, asks_bias, answers_bias, far, kinds):
        self.asks, self.answers, self.nobody = asks, answers, nobody
        self.asks_bias, self.answers_bias, self.far, self.kinds = asks_bias, answers_bias, far, kinds
        self.scale = asks.shape[1] ** -0.5

    def shares(self, page, states):
        """(vectors that ask, vectors that answer, softmax over the mentions before and nobody) for each mention."""
        asks, answers = states @ self.asks + self.asks_bias, states @ self.answers + self.answers_bias
        products = padded(len(states))
        products[:, WINDOW:] = asks @ answers.T
        scores = np.where(page.may, band(products) * self.scale + self.far[page.far], -np.inf)
        nobody = states @ self.nobody + self.kinds[page.kind]
        scores = np.concatenate([scores, nobody[:, None]], 1)
        odds = np.exp(scores - scores.max(1, keepdims=True))
        return asks, answers, odds / odds.sum(1, keepdims=True)


class Training:
    def __init__(self, width, size, rng, total, rate, decay, drop):
        project = lambda: rng.normal(0, width**-0.5, (width, size)).astype(np.float32)
        zeros = lambda n: np.zeros(n, np.float32)
        weights = [project(), project(), zeros(width), zeros(size), zeros(size), zeros(FAR), zeros(3)]
        self.scorer, self.adam = Scorer(*weights), Adam(weights, total, rate, 0.995)
        self.rng, self.drop, self.decay = rng, drop, decay

    def step(self, page):
        scorer = self.scorer
        states = page.states.astype(np.float32)
        if self.drop:
            states = states * (self.rng.random(states.shape) > self.drop) / np.float32(1 - self.drop)
        asks, answers, shares = scorer.shares(page, states)
        right = shares * page.right
        mass = right.sum(1, keepdims=True) + 1e-9
        weight = page.weight / max(np.count_nonzero(page.weight), 1)
        error = weight[:, None].astype(np.float32) * (shares - right / mass)
        pairs, nobody = error[:, :-1], error[:, -1]
        back = padded(len(states))
        band(back)[:] = pairs
        to_asks = back[:, WINDOW:] @ answers * scorer.scale
        to_answers = back[:, WINDOW:].T @ asks * scorer.scale
        kinds = np.bincount(page.kind, nobody, 3).astype(np.float32)
        far = np.bincount(page.far.ravel(), pairs.ravel(), FAR).astype(np.float32)
        self.adam.step([
            states.T @ to_asks + self.decay * scorer.asks, states.T @ to_answers + self.decay * scorer.answers,
            states.T @ nobody + self.decay * scorer.nobody, to_asks.sum(0), to_answers.sum(0), far, kinds,
        ])


def train(pages, width, size, seed, epochs, rate=1e-3, decay=1e-4, drop=0.4):
    rng = np.random.default_rng(seed)
    training = Training(width, size, rng, epochs * len(pages), rate, decay, drop)
    for _ in range(epochs):
        for i in rng.permutation(len(pages)):
            training.step(pages[i])
    return training.scorer


def measure(scorer, pages, gold):
    """By form, how many questions have a right answer as the likeliest: of silver and gold, or of gold alone."""
    counts = {}
    for page in pages:
        best = scorer.shares(page, page.states.astype(np.float32))[2].argmax(1)
        for i in np.flatnonzero((page.weight > 0) & (page.gold if gold else True)):
            word = page.words[i]
            kind = {NAME: "name", PHRASE: "phrase", PRONOUN: "other pronoun"}[page.kind[i]]
            count = counts.setdefault(word if word in ("he", "she", "they", "it", "who") else kind, [0, 0])
            count[0] += page.right[i, best[i]]
            count[1] += 1
    return ", ".join(f"{form} {100 * right / of:.1f} of {of}" for form, (right, of) in sorted(counts.items()))
