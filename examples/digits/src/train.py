"""Trains the network and logs loss and accuracy after every epoch, in the files that DVCLive would write."""

import argparse
import json
import math
import os
import random
import sys
from pathlib import Path

from network import Network, cross_entropy, most_likely, read_samples

LOG = Path("dvclive")


class MetricLog:
    """Appends a line to each curve as soon as it is known, so that a run can be watched while it trains."""

    def __init__(self, folder):
        self.folder = folder
        self.curves = {}

    def add(self, step, metrics):
        """Metrics are named like `train/loss`."""
        summary = {"step": step}
        for name, value in metrics.items():
            group, key = name.split("/")
            file = self.curves.get(name) or self.start_curve(name, key)
            file.write(f"{step}\t{value}\n")
            file.flush()
            summary.setdefault(group, {})[key] = value
        self.write_summary(summary)

    def start_curve(self, name, key):
        path = self.folder / "plots" / "metrics" / (name + ".tsv")
        path.parent.mkdir(parents=True, exist_ok=True)
        file = open(path, "w", encoding="ascii", newline="\n")
        file.write(f"step\t{key}\n")
        self.curves[name] = file
        return file

    def write_summary(self, summary):
        # Replaced in one go: whoever reads it while training goes on never sees half of it.
        unfinished = self.folder / "metrics.json.tmp"
        unfinished.write_bytes((json.dumps(summary, indent=4) + "\n").encode("ascii"))
        os.replace(unfinished, self.folder / "metrics.json")

    def close(self):
        for file in self.curves.values():
            file.close()


def measure(network, samples):
    """Gives mean loss and accuracy."""
    loss, hits = 0.0, 0
    for pixels, digit in samples:
        probabilities = network.predict(pixels)
        loss += cross_entropy(probabilities, digit)
        hits += most_likely(probabilities) == digit
    return loss / len(samples), hits / len(samples)


def train_epoch(network, samples, args, generator):
    """Gives mean loss and accuracy, as they were while the weights moved."""
    generator.shuffle(samples)
    loss, hits = 0.0, 0
    for start in range(0, len(samples), args.batch_size):
        batch = samples[start : start + args.batch_size]
        batch_loss, batch_hits = network.learn(batch, args.lr, args.momentum)
        loss += batch_loss
        hits += batch_hits
    return loss / len(samples), hits / len(samples)


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="has train.csv and val.csv")
    parser.add_argument("model", type=Path, help="where the trained model goes, as JSON")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--hidden", type=int, required=True, help="units of the hidden layer")
    parser.add_argument("--lr", type=float, required=True, help="learning rate")
    parser.add_argument("--momentum", type=float, required=True)
    parser.add_argument("--batch-size", type=int, required=True)
    parser.add_argument("--epochs", type=int, required=True)
    args = parser.parse_args()
    for name in ("hidden", "batch_size", "epochs"):
        if getattr(args, name) < 1:
            parser.error(f"{name} must be 1 or more")
    return args


def main():
    args = read_arguments()
    generator = random.Random(args.seed)
    training = read_samples(args.folder / "train.csv")
    validation = read_samples(args.folder / "val.csv")
    network = Network.random(args.hidden, generator)
    log = MetricLog(LOG)

    for epoch in range(1, args.epochs + 1):
        loss, accuracy = train_epoch(network, training, args, generator)
        val_loss, val_accuracy = measure(network, validation)
        if not math.isfinite(loss + val_loss):
            sys.exit(f"The loss is no longer a number in epoch {epoch}: a smaller learning rate may help.")
        log.add(
            epoch,
            {
                "train/loss": loss,
                "train/accuracy": accuracy,
                "val/loss": val_loss,
                "val/accuracy": val_accuracy,
            },
        )
        print(
            f"epoch {epoch}/{args.epochs}  loss {loss:.4f}  accuracy {accuracy:.4f}"
            f"  val loss {val_loss:.4f}  val accuracy {val_accuracy:.4f}",
            flush=True,
        )

    log.close()
    network.save(args.model)


if __name__ == "__main__":
    main()
