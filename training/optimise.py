"""Adam (Kingma and Ba, ICLR 2015) in numpy, its rate falling to nothing in a straight line."""

import numpy as np


class Adam:
    def __init__(self, weights, total, rate, long):
        self.weights, self.total, self.rate, self.long, self.done = weights, total, rate, long, 0
        self.mean, self.square = ([np.zeros_like(w) for w in weights] for _ in range(2))

    def step(self, gradients):
        """Changes the weights in place."""
        self.done += 1
        rate = self.rate * (1 - self.done / self.total) + 1e-5
        for w, g, m, s in zip(self.weights, gradients, self.mean, self.square):
            m += 0.1 * (g - m)
            s += (1 - self.long) * (g * g - s)
            w -= rate * (m / (1 - 0.9**self.done)) / (np.sqrt(s / (1 - self.long**self.done)) + 1e-8)
