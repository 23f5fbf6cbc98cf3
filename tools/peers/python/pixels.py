"""From an encoded image to a network's input, as one writes it with PIL."""
import io

from PIL import Image


def decode(encoded, side):
    """An RGB image, squashed to side x side; JPEG files are decoded at a part of their size, never below twice the side."""
    image = Image.open(io.BytesIO(encoded))
    image.draft("RGB", (2 * side, 2 * side))
    return image.convert("RGB").resize((side, side), Image.BILINEAR)
