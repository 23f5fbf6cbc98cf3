// The platform's Classify over gRPC: sharp decodes, ONNX Runtime runs the bundle's classifier.onnx.
// node server.js --bundle DIR --protos DIR --threads N [--max-batch N] [--port 0]
const { readFileSync } = require('fs');
const { dirname, join } = require('path');
const grpc = require('@grpc/grpc-js');
const { loadSync } = require('@grpc/proto-loader');
const ort = require('onnxruntime-node');
const argument = require('./arguments');
const decode = require('./pixels');

const bundle = argument('--bundle'), maxBatch = Number(argument('--max-batch', '1'));
const manifest = JSON.parse(readFileSync(join(bundle, 'bundle.json')));
const { side, resize, colour = 'none' } = manifest.preprocessing;
if (resize !== 'squash' || colour !== 'none') throw new Error(`${bundle}: this peer squashes, and leaves colours as they are`);
const definition = loadSync(join(argument('--protos'), 'lesion.proto'), {
  keepCase: true, longs: Number, includeDirs: [argument('--protos'), dirname(require.resolve('protobufjs/package.json'))],
});
const { Lesion } = grpc.loadPackageDefinition(definition).lesion.v1;

// Images that arrive while a run is under way go together in the next one, as many as --max-batch allows.
class Batcher {
  constructor(session) { this.session = session; this.waiting = []; this.running = false; }

  add(pixels) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ pixels, resolve, reject });
      if (!this.running) this.run();
    });
  }

  async run() {
    this.running = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, maxBatch);
      try {
        const levels = batch.length === 1 ? batch[0].pixels : Buffer.concat(batch.map(b => b.pixels));
        const answer = await this.session.run({ pixels: new ort.Tensor('uint8', levels, [batch.length, side, side, 3]) }, ['probabilities']);
        const { data, dims } = answer.probabilities;
        batch.forEach((b, i) => b.resolve(data.subarray(i * dims[1], (i + 1) * dims[1])));
      } catch (error) {
        batch.forEach(b => b.reject(error));
      }
    }
    this.running = false;
  }
}

function answer(request, probabilities) {
  const predictions = manifest.classes.map((c, i) => ({ code: c.code, name: c.name, probability: probabilities[i] }))
    .sort((a, b) => b.probability - a.probability);
  return {
    predictions, top_class: predictions[0].code, bundle_name: manifest.name, bundle_version: manifest.version,
    intended_use: manifest.intendedUse, request_id: request.request_id,
  };
}

async function main() {
  const session = await ort.InferenceSession.create(join(bundle, 'classifier.onnx'), { intraOpNumThreads: Number(argument('--threads')), interOpNumThreads: 1 });
  const batcher = new Batcher(session);
  const server = new grpc.Server();
  server.addService(Lesion.service, {
    async Classify({ request }, reply) {
      let pixels;
      try {
        pixels = await decode(request.image, side);
      } catch (error) {
        return reply({ code: grpc.status.INVALID_ARGUMENT, details: error.message });
      }
      try {
        reply(null, answer(request, await batcher.add(pixels)));
      } catch (error) {
        reply({ code: grpc.status.INTERNAL, details: error.message });
      }
    },
  });
  server.bindAsync(`127.0.0.1:${argument('--port', '0')}`, grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    console.log(`listening on http://127.0.0.1:${port}`);
  });
  process.on('SIGTERM', () => process.exit(0));
}

main().catch(error => { console.error(`error: ${error.message}`); process.exit(1); });
