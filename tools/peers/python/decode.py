"""Decodes the JPEG files of a folder over and over, one at a time, and writes the pixels of each, once, to a file.

python3 decode.py --images DIR --side N --seconds N --pixels FILE
"""
import argparse
import pathlib
import time

from pixels import decode


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=pathlib.Path, required=True)
    parser.add_argument("--side", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--pixels", type=pathlib.Path, required=True)
    options = parser.parse_args()

    files = [path.read_bytes() for path in sorted(options.images.iterdir())]
    options.pixels.write_bytes(b"".join(decode(f, options.side).tobytes() for f in files))      # and warms up
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < options.seconds:
        decode(files[done % len(files)], options.side)
        done += 1
    print(f"rate {done / (time.perf_counter() - began):.3f} images/s")


if __name__ == "__main__":
    main()
