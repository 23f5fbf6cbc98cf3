// An Open Inference client that shares nothing with the server: field numbers are the standard's, from protocol.json.
// node client.js HOST:PORT MODEL IMAGE SIDE LEVELS: IMAGE is an encoded file, LEVELS its pixels, uint8 [SIDE, SIDE, 3].
const { readFileSync } = require('fs');
const { join } = require('path');
const grpc = require('@grpc/grpc-js');
const { fromJSON } = require('@grpc/proto-loader');

const protocol = fromJSON(JSON.parse(readFileSync(join(__dirname, 'protocol.json'))), { keepCase: true, longs: Number, arrays: true });
const [address, model, image, sideText, levelsFile] = process.argv.slice(2);
const side = Number(sideText);
const client = new (grpc.loadPackageDefinition(protocol).inference.GRPCInferenceService)(address, grpc.credentials.createInsecure());
const call = (method, request) => new Promise((resolve, reject) => client[method](request, (error, answer) => error ? reject(error) : resolve(answer)));

function elements(raw) {                                       // of BYTES: uint32 little-endian length, then so many bytes
  const found = [];
  for (let at = 0; at < raw.length; at += 4 + raw.readUInt32LE(at)) found.push(raw.subarray(at + 4, at + 4 + raw.readUInt32LE(at)).toString());
  return found;
}

async function main() {
  const bytes = readFileSync(image), levels = readFileSync(levelsFile), length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  const planes = new Array(3 * side * side);                   // [3, SIDE, SIDE], 0 to 1
  for (let i = 0; i < side * side; i++) for (let c = 0; c < 3; c++) planes[c * side * side + i] = levels[i * 3 + c] / 255;

  const raw = await call('ModelInfer', {
    model_name: model, id: 'raw', inputs: [{ name: 'image', datatype: 'BYTES', shape: [1] }],
    outputs: [{ name: 'probabilities' }, { name: 'label' }], raw_input_contents: [Buffer.concat([length, bytes])],
  });
  const typed = await call('ModelInfer', {
    model_name: model, id: 'typed', inputs: [{ name: 'image', datatype: 'FP32', shape: [1, 3, side, side], contents: { fp32_contents: planes } }],
    outputs: [{ name: 'probabilities' }, { name: 'label' }],
  });
  const [probabilities, label] = raw.raw_output_contents;
  console.log(JSON.stringify({
    ready: (await call('ServerReady', {})).ready,
    models: (await call('RepositoryIndex', {})).models,
    metadata: await call('ModelMetadata', { name: model }),
    raw: { id: raw.id, version: raw.model_version, shape: raw.outputs[0].shape, label: elements(label)[0],
      probabilities: Array.from({ length: probabilities.length / 4 }, (_, i) => probabilities.readFloatLE(4 * i)) },
    typed: { id: typed.id, rawOutputs: typed.raw_output_contents.length, label: typed.outputs[1].contents.bytes_contents[0].toString(),
      probabilities: typed.outputs[0].contents.fp32_contents },
  }));
  client.close();
}

main().catch(error => { console.error(error); process.exit(1); });
