// From an encoded image to a network's input, as one writes it with sharp: uint8 [side, side, 3] RGB, squashed.
const sharp = require('sharp');

module.exports = (encoded, side) =>
  sharp(encoded).rotate().resize(side, side, { fit: 'fill' }).removeAlpha().toColourspace('srgb').raw().toBuffer();
