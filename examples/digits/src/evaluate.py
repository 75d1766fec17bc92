"""Measures the model on the test set: metrics, a row for each prediction, and a picture of the mistakes."""

import argparse
import json
from pathlib import Path

from network import CLASSES, Network, most_likely, read_samples

COLUMNS = 8
MOST_SHOWN = 40
SIDE = 8
PIXEL = 8
MARGIN = 16
CAPTION = 20


def recalls(results):
    """Of the images of each digit, the fraction that was recognised."""
    recall = {}
    for digit in range(CLASSES):
        guesses = [guess for _, actual, guess, _ in results if actual == digit]
        if guesses:
            recall[str(digit)] = guesses.count(digit) / len(guesses)
    return recall


def draw_mistakes(mistakes):
    """An SVG that shows each misread image with what it is and what it was taken for."""
    tile_width = SIDE * PIXEL + MARGIN
    tile_height = SIDE * PIXEL + MARGIN + CAPTION
    rows = max(1, -(-len(mistakes) // COLUMNS))
    width = COLUMNS * tile_width + MARGIN
    height = rows * tile_height + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' font-family="sans-serif" font-size="11" text-anchor="middle">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for index, (pixels, actual, guess, _) in enumerate(mistakes):
        left = MARGIN + index % COLUMNS * tile_width
        top = MARGIN + index // COLUMNS * tile_height
        parts.append(f'<g transform="translate({left} {top})">')
        parts.append(f'<rect width="{SIDE * PIXEL}" height="{SIDE * PIXEL}" fill="#f2f2f2"/>')
        for place, value in enumerate(pixels):
            if value > 0:
                x, y = place % SIDE * PIXEL, place // SIDE * PIXEL
                parts.append(f'<rect x="{x}" y="{y}" width="{PIXEL}" height="{PIXEL}" fill-opacity="{value:.2f}"/>')
        middle = SIDE * PIXEL // 2
        parts.append(f'<text x="{middle}" y="{SIDE * PIXEL + 14}">{actual} read as {guess}</text></g>')
    parts.append("</svg>\n")
    return "\n".join(parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("samples", type=Path, help="CSV of images that were not trained on")
    parser.add_argument("model", type=Path)
    parser.add_argument("folder", type=Path, help="where the results go")
    args = parser.parse_args()

    network = Network.load(args.model)
    results = []
    for pixels, actual in read_samples(args.samples):
        probabilities = network.predict(pixels)
        results.append((pixels, actual, most_likely(probabilities), max(probabilities)))

    # The surest mistakes first: they say most about what the model got wrong.
    mistakes = sorted((result for result in results if result[1] != result[2]), key=lambda result: -result[3])
    metrics = {
        "accuracy": (len(results) - len(mistakes)) / len(results),
        "mistakes": len(mistakes),
        "recall": recalls(results),
    }
    table = ["actual,predicted"] + [f"{actual},{guess}" for _, actual, guess, _ in results]

    args.folder.mkdir(parents=True, exist_ok=True)
    (args.folder / "metrics.json").write_bytes((json.dumps(metrics, indent=4) + "\n").encode("ascii"))
    (args.folder / "predictions.csv").write_bytes(("\n".join(table) + "\n").encode("ascii"))
    (args.folder / "mistakes.svg").write_bytes(draw_mistakes(mistakes[:MOST_SHOWN]).encode("ascii"))
    print(f"accuracy {metrics['accuracy']:.4f}, {len(mistakes)} mistakes in {len(results)} images")


if __name__ == "__main__":
    main()
