"""Splits the images into training, validation and test sets, each a CSV file of 64 pixels and the digit."""

import argparse
import gzip
import random
from pathlib import Path


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("images", type=Path, help="gzipped CSV, one image a line")
    parser.add_argument("folder", type=Path, help="where the three files go")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--validation", type=float, required=True, help="fraction of all images")
    parser.add_argument("--test", type=float, required=True, help="fraction of all images")
    args = parser.parse_args()
    if args.validation <= 0 or args.test <= 0 or args.validation + args.test >= 1:
        parser.error("the fractions must be above 0 and leave something to train on")

    with gzip.open(args.images, "rt", encoding="ascii") as file:
        lines = file.read().splitlines()
    random.Random(args.seed).shuffle(lines)

    test_end = round(len(lines) * args.test)
    validation_end = test_end + round(len(lines) * args.validation)
    sets = {
        "test": lines[:test_end],
        "val": lines[test_end:validation_end],
        "train": lines[validation_end:],
    }

    args.folder.mkdir(parents=True, exist_ok=True)
    for name, rows in sets.items():
        # Bytes, so that the files have the same hash on every system.
        (args.folder / (name + ".csv")).write_bytes(("\n".join(rows) + "\n").encode("ascii"))
        print(f"{name}: {len(rows)} images")


if __name__ == "__main__":
    main()
