"""A neural network with one hidden layer, in plain Python: 64 pixels -> tanh units -> probabilities of ten digits."""

import json
import math
from operator import mul
from pathlib import Path

PIXELS = 64
CLASSES = 10
BRIGHTEST = 16


def read_samples(path):
    """Gives (pixels between 0 and 1, digit) for each line of a CSV file."""
    samples = []
    for line in Path(path).read_text(encoding="ascii").splitlines():
        *pixels, digit = line.split(",")
        samples.append(([float(pixel) / BRIGHTEST for pixel in pixels], int(digit)))
    return samples


class Layer:
    """Weights (a row a unit, the bias as its last number) and the momentum of each."""

    def __init__(self, weights):
        self.weights = weights
        self.velocity = [[0.0] * len(row) for row in weights]

    @classmethod
    def random(cls, inputs, units, generator):
        """Glorot and Bengio (2010), uniform; biases start at 0."""
        limit = math.sqrt(6 / (inputs + units))
        return cls([[generator.uniform(-limit, limit) for _ in range(inputs)] + [0.0] for _ in range(units)])

    def sums(self, inputs):
        return [sum(map(mul, row, inputs)) for row in self.weights]

    def step(self, gradient, lr, momentum):
        """One step of gradient descent with momentum (Polyak 1964)."""
        for row, speeds, slopes in zip(self.weights, self.velocity, gradient):
            speeds[:] = [momentum * speed - lr * slope for speed, slope in zip(speeds, slopes)]
            row[:] = [weight + speed for weight, speed in zip(row, speeds)]


class Network:
    def __init__(self, hidden, output):
        self.hidden = hidden
        self.output = output

    @classmethod
    def random(cls, units, generator):
        return cls(Layer.random(PIXELS, units, generator), Layer.random(units, CLASSES, generator))

    @classmethod
    def load(cls, path):
        model = json.loads(Path(path).read_text(encoding="ascii"))
        return cls(Layer(model["hidden"]), Layer(model["output"]))

    def save(self, path):
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        model = {"hidden": self.hidden.weights, "output": self.output.weights}
        path.write_bytes(json.dumps(model).encode("ascii"))

    def activate(self, pixels):
        """Gives the hidden activations with the constant 1 that the biases multiply, and the ten probabilities."""
        activations = list(map(math.tanh, self.hidden.sums(pixels + [1.0]))) + [1.0]
        return activations, softmax(self.output.sums(activations))

    def predict(self, pixels):
        """Gives the ten probabilities."""
        return self.activate(pixels)[1]

    def learn(self, batch, lr, momentum):
        """Takes one step down the mean cross-entropy of a batch; gives the sum of the losses and the count of hits."""
        hidden_gradient = [[0.0] * len(row) for row in self.hidden.weights]
        output_gradient = [[0.0] * len(row) for row in self.output.weights]
        loss, hits = 0.0, 0
        for pixels, digit in batch:
            activations, probabilities = self.activate(pixels)
            loss += cross_entropy(probabilities, digit)
            hits += most_likely(probabilities) == digit

            # The slope of the cross-entropy after a softmax is the probability minus the truth.
            output_errors = [(p - (i == digit)) / len(batch) for i, p in enumerate(probabilities)]
            accumulate(output_gradient, output_errors, activations)

            hidden_errors = [
                sum(map(mul, output_errors, column)) * (1 - activation * activation)
                for column, activation in zip(zip(*self.output.weights), activations)
            ]
            # The last activation is the constant of the biases: nothing lies below it.
            accumulate(hidden_gradient, hidden_errors[:-1], pixels + [1.0])

        self.hidden.step(hidden_gradient, lr, momentum)
        self.output.step(output_gradient, lr, momentum)
        return loss, hits


def accumulate(gradient, errors, inputs):
    """Adds the outer product of errors and inputs."""
    for row, error in zip(gradient, errors):
        row[:] = [slope + error * value for slope, value in zip(row, inputs)]


def softmax(sums):
    highest = max(sums)
    powers = [math.exp(value - highest) for value in sums]
    total = sum(powers)
    return [power / total for power in powers]


def cross_entropy(probabilities, digit):
    return -math.log(max(probabilities[digit], 1e-12))


def most_likely(probabilities):
    return probabilities.index(max(probabilities))
