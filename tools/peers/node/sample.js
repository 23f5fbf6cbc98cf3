// Bulk sampling to PNG files: ONNX Runtime draws batches, sharp encodes them meanwhile.
// node sample.js --generator FILE --count N --threads N --batch N --out DIR
const { mkdirSync } = require('fs');
const { writeFile } = require('fs/promises');
const { join } = require('path');
const ort = require('onnxruntime-node');
const sharp = require('sharp');
const argument = require('./arguments');

const count = Number(argument('--count')), batch = Number(argument('--batch', '8')), folder = argument('--out');

function normal(length) {                                     // Box and Muller 1958
  const values = new Float32Array(length);
  for (let i = 0; i < length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - Math.random())), angle = 2 * Math.PI * Math.random();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < length) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}

async function save(index, levels, side) {
  await writeFile(join(folder, `${String(index).padStart(8, '0')}.png`), await sharp(levels, { raw: { width: side, height: side, channels: 3 } }).png().toBuffer());
}

async function main() {
  mkdirSync(folder, { recursive: true });
  const session = await ort.InferenceSession.create(argument('--generator'), { intraOpNumThreads: Number(argument('--threads')), interOpNumThreads: 1 });
  const length = name => session.inputMetadata.find(i => i.name === name).shape[1];
  const began = performance.now();
  let saving = [];
  for (let start = 0; start < count; start += batch) {
    const n = Math.min(batch, count - start);
    const { pixels } = await session.run({
      z: new ort.Tensor('float32', normal(n * length('z')), [n, length('z')]), psi: new ort.Tensor('float32', [0.7], [1]),
      noise: new ort.Tensor('float32', normal(n * length('noise')), [n, length('noise')]),
    }, ['pixels']);
    const side = pixels.dims[1], size = side * side * 3;
    await Promise.all(saving);                                 // of the batch before: one batch is encoded while the next is drawn
    saving = Array.from({ length: n }, (_, i) => save(start + i, pixels.data.subarray(i * size, (i + 1) * size), side));
  }
  await Promise.all(saving);
  console.log(`rate ${(count / (performance.now() - began) * 1000).toFixed(3)} images/s`);
}

main().catch(error => { console.error(`error: ${error.message}`); process.exit(1); });
