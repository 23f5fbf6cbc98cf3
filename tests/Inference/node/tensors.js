// Tensors as clients of the protocol write and read them: little-endian, BYTES behind their lengths.
const elements = raw => {
  const found = [];
  for (let at = 0; at < raw.length; at += 4 + raw.readUInt32LE(at))
    found.push(raw.subarray(at + 4, at + 4 + raw.readUInt32LE(at)));
  return found;
};

const prefixed = (...all) => Buffer.concat(all.flatMap(bytes => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return [length, bytes];
}));

const floats = raw => Array.from({ length: raw.length / 4 }, (_, i) => raw.readFloatLE(4 * i));

const fromFloats = numbers => {
  const raw = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, i) => raw.writeFloatLE(number, 4 * i));
  return raw;
};

const int64 = (...numbers) => {
  const raw = Buffer.alloc(8 * numbers.length);
  numbers.forEach((number, i) => raw.writeBigInt64LE(BigInt(number), 8 * i));
  return raw;
};

// [S, S, 3], 0 to 255, to [3, S, S], 0 to 1.
const planes = levels => [0, 1, 2].flatMap(c => Array.from(levels).filter((_, i) => i % 3 === c)).map(v => v / 255);

module.exports = { elements, prefixed, floats, fromFloats, int64, planes };
