// Decodes the JPEG files of a folder over and over, one at a time, and writes the pixels of each, once, to a file.
// node decode.js --images DIR --side N --seconds N --pixels FILE
const { readdirSync, readFileSync, writeFileSync } = require('fs');
const { join } = require('path');
const sharp = require('sharp');
const argument = require('./arguments');
const decode = require('./pixels');

sharp.concurrency(1);
const folder = argument('--images'), side = Number(argument('--side')), seconds = Number(argument('--seconds'));

async function main() {
  const files = readdirSync(folder).sort().map(name => readFileSync(join(folder, name)));
  const pixels = [];
  for (const file of files) pixels.push(await decode(file, side));         // and warms up
  writeFileSync(argument('--pixels'), Buffer.concat(pixels));
  let done = 0;
  const began = performance.now();
  while (performance.now() - began < seconds * 1000) await decode(files[done++ % files.length], side);
  console.log(`rate ${(done / (performance.now() - began) * 1000).toFixed(3)} images/s`);
}

main().catch(error => { console.error(`error: ${error.message}`); process.exit(1); });
