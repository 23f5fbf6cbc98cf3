// Forty calls of each of four clients, against one server: node clients.js HTTP GRPC SIDE PICTURES.
// PICTURES: a JSON file of [{ file, levels, probabilities, label }], what the server answers to each picture.
const assert = require('assert/strict');
const { readFileSync } = require('fs');
const { elements, prefixed, floats, fromFloats, int64, planes } = require('./tensors');
const { TritonHttp } = require('./tritonHttp');
const { TritonGrpc, withOutput } = require('./tritonGrpc');
const { KServeRest, KServeGrpc } = require('./kserve');

const [http, address, sideText, picturesFile] = process.argv.slice(2);
const side = Number(sideText);
const pictures = JSON.parse(readFileSync(picturesFile)).map(p => ({
  ...p, file: Buffer.from(p.file, 'base64'), levels: Buffer.from(p.levels, 'base64'),
}));
const image = (datatype, shape, values) => ({ name: 'image', datatype, shape, ...values });
const file = p => image('BYTES', [1], { raw: prefixed(p.file) });
const levels = p => image('UINT8', [1, side, side, 3], { raw: p.levels });
const reals = p => image('FP32', [1, 3, side, side], { raw: fromFloats(planes(p.levels)) });

let calls = 0;
const counted = async promise => { calls++; return promise; };

function near(actual, expected) {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-4, `${value} is not ${expected[i]}`));
}

// An answer's probabilities and label, wherever they are in it.
function answers(answer, picture) {
  const probabilities = answer.output('probabilities');
  near(probabilities.raw ? floats(probabilities.raw) : probabilities.contents?.fp32_contents ?? probabilities.data,
    picture.probabilities);
  const label = answer.output('label');
  const text = label.raw ? elements(label.raw)[0] : label.contents?.bytes_contents[0] ?? label.data[0];
  assert.equal(text.toString(), picture.label);
}

async function refused(promise, pattern, status) {
  const error = await counted(promise).then(() => assert.fail(`answered, not refused as ${pattern}`), e => e);
  assert.match(error.message, pattern);
  if (status !== undefined) assert.equal(error.status ?? error.code, status);
}

async function tritonHttp() {
  const c = new TritonHttp(http);
  const json = path => counted(c.json(c.get(path)));
  const index = () => counted(c.json(c.post('/repository/index')));
  const wanted = [{ name: 'probabilities' }, { name: 'label' }];
  const asked = async (picture, inputs, options) => answers(await counted(c.infer('tiny', inputs, options)), picture);
  const [p, q] = pictures;
  for (const path of ['/health/live', '/health/ready', '/models/tiny/ready', '/models/tiny/versions/1.0.0/ready'])
    assert.ok(await counted(c.isOk(path)));
  assert.equal(await counted(c.isOk('/models/other/ready')), false);
  assert.ok((await json('')).extensions.includes('binary_tensor_data'));
  const metadata = await json('/models/tiny');
  assert.deepEqual(metadata.inputs, [{ name: 'image', datatype: 'BYTES', shape: [-1] }]);
  assert.deepEqual(await json('/models/tiny/versions/1.0.0'), metadata);
  const config = await json('/models/tiny/config');
  assert.deepEqual(config.output.map(o => o.name), metadata.outputs.map(o => o.name));
  assert.equal((await json('/models/tiny-generator/config')).input[0].data_type, 'TYPE_INT64');
  assert.deepEqual((await index()).map(m => m.state), ['READY', 'READY']);
  await asked(p, [file(p)]);
  await asked(q, [file(q)], { outputs: wanted });
  await asked(p, [file(p)], { outputs: wanted.map(o => ({ ...o, binary: false })) });
  await asked(p, [image('BYTES', [1], { data: [p.file.toString('base64')] })], { outputs: wanted });
  await asked(p, [levels(p)]);
  await asked(p, [reals(p)], { version: '1.0.0' });
  await asked(p, [image('UINT8', [1, side, side, 3], { data: [...p.levels] })]);
  for (const encoding of ['gzip', 'deflate']) {
    await asked(p, [file(p)], { compress: encoding });
    await asked(p, [file(p)], { accept: encoding });
    await asked(p, [levels(p)], { compress: encoding, accept: encoding });
  }
  const two = await counted(c.infer('tiny', [image('BYTES', [2], { raw: prefixed(p.file, q.file) })], { id: 'two' }));
  assert.deepEqual([two.id, ...elements(two.output('label').raw).map(String)], ['two', p.label, q.label]);
  const best = await counted(c.infer('tiny', [file(p)], { outputs: [{ name: 'probabilities', classes: 1 }] }));
  assert.equal(elements(best.output('probabilities').raw)[0].toString().split(':')[2], p.label);
  await asked(p, [file(p)], { parameters: { timeout: 10_000_000 } });
  await refused(c.infer('tiny', [file(p)], { parameters: { priority: 2 } }), /no priorities/, 400);
  await refused(c.infer('tiny', [file(p)], { parameters: { sequence_id: 5 } }), /keeps nothing/, 400);
  await refused(c.infer('other', [file(p)]), /unknown model: 'other'/, 404);
  await refused(c.json(c.get('/systemsharedmemory/status')), /shares no memory/, 501);
  await refused(c.json(c.get('/models/tiny/trace/setting')), /OpenTelemetry/, 501);
  const seed = { name: 'seed', datatype: 'INT64', shape: [1], raw: int64(7) };
  const drawn = await counted(c.infer('tiny-generator', [seed], { parameters: { psi: 0.5 } }));
  assert.equal(elements(drawn.output('png').raw)[0].subarray(1, 4).toString(), 'PNG');
  assert.ok((await json('/models/tiny/stats')).model_stats[0].inference_count >= 10);
  assert.equal((await json('/models/stats')).model_stats.length, 2);
  await refused(c.load('tiny', '{}'), /'config': a bundle is served as published/, 400);
  await counted(c.unload('tiny'));
  assert.deepEqual((await index()).map(m => m.reason), ['unloaded', 'unloaded']);
  await counted(c.load('tiny'));
  await asked(q, [file(q)]);
}

async function tritonGrpc() {
  const c = new TritonGrpc(address);
  const call = (method, request) => counted(c.call(method, request));
  const wanted = [{ name: 'probabilities' }, { name: 'label' }];
  const asked = async (picture, inputs, options) => answers(await counted(c.infer('tiny', inputs, options)), picture);
  const [p, q] = pictures;
  assert.ok((await call('ServerLive')).live);
  assert.ok((await call('ServerReady')).ready);
  assert.ok((await call('ModelReady', { name: 'tiny' })).ready);
  assert.ok((await call('ModelReady', { name: 'tiny', version: '1.0.0' })).ready);
  assert.equal((await call('ModelReady', { name: 'other' })).ready, false);
  assert.ok((await call('ServerMetadata')).extensions.includes('model_configuration'));
  const metadata = await call('ModelMetadata', { name: 'tiny' });
  assert.deepEqual(await call('ModelMetadata', { name: 'tiny', version: '1.0.0' }), metadata);
  const { config } = await call('ModelConfig', { name: 'tiny' });
  assert.deepEqual([config.max_batch_size, config.backend, config.input[0].data_type], [16, 'onnxruntime', 13]);
  assert.equal((await call('ModelConfig', { name: 'tiny-generator' })).config.output[0].data_type, 2);
  assert.deepEqual((await call('RepositoryIndex')).models.map(m => m.state), ['READY', 'READY']);
  for (const picture of pictures) await asked(picture, [file(picture)]);                       // 6
  await asked(p, [levels(p)], { outputs: wanted });
  await asked(p, [reals(p)], { outputs: wanted, version: '1.0.0' });
  await asked(p, [file(p)], { parameters: { timeout: 10_000_000 }, call: { deadline: Date.now() + 30_000 } });
  const two = await counted(c.infer('tiny', [image('BYTES', [2], { raw: prefixed(p.file, q.file) })], { id: 'two' }));
  assert.deepEqual([two.id, ...elements(two.output('label').raw).map(String)], ['two', p.label, q.label]);
  const best = await counted(c.infer('tiny', [file(p)], { outputs: [{ name: 'probabilities', classes: 1 }] }));
  assert.equal(elements(best.output('probabilities').raw)[0].toString().split(':')[2], p.label);
  const seed = { name: 'seed', datatype: 'INT64', shape: [1], raw: int64(7) };
  const drawn = await counted(c.infer('tiny-generator', [seed], { parameters: { psi: 0.5 } }));
  assert.equal(elements(drawn.output('png').raw)[0].subarray(1, 4).toString(), 'PNG');
  const final = { triton_enable_empty_final_response: true };
  const streamed = await counted(c.stream([p, q, p].map(
    (picture, i) => c.request('tiny', [file(picture)], { id: `${i}`, parameters: final }))));
  assert.deepEqual(streamed.map(s => s.infer_response.id), ['0', '1', '2']);
  streamed.forEach((s, i) => answers(withOutput(s.infer_response), [p, q, p][i]));
  assert.ok(streamed.every(s => s.infer_response.parameters.triton_final_response.bool_param));
  const [failed] = await counted(c.stream([c.request('other', [file(p)])]));
  assert.match(failed.error_message, /unknown model: 'other'/);
  await refused(c.infer('tiny', [file(p)], { parameters: { sequence_id: 5 } }), /keeps nothing/, 3);
  await refused(c.infer('tiny', [file(p)], { parameters: { color: 'red' } }), /'color' for model 'tiny': unknown/, 3);
  await refused(c.infer('other', [file(p)]), /unknown model: 'other'/, 5);
  await refused(c.infer('tiny', [file(p)], { parameters: { priority: 2 } }), /no priorities/, 3);
  await refused(c.call('SystemSharedMemoryStatus'), /shares no memory/, 12);
  await refused(c.call('TraceSetting'), /OpenTelemetry/, 12);
  await refused(c.call('LogSettings'), /serve --help/, 12);
  assert.ok((await call('ModelStatistics', { name: 'tiny' })).model_stats[0].inference_stats.success.count >= 10);
  assert.equal((await call('ModelStatistics')).model_stats.length, 2);
  await refused(c.load('tiny', '{}'), /'config': a bundle is served as published/, 3);
  await refused(c.unload(''), /name the bundle to unload/, 3);
  await counted(c.unload('tiny'));
  assert.deepEqual((await call('RepositoryIndex')).models.map(m => m.reason), ['unloaded', 'unloaded']);
  await counted(c.load('tiny'));
  await asked(q, [file(q)]);
  c.close();
}

async function kserveRest() {
  const c = new KServeRest(http);
  assert.equal(await counted(c.flag('health/live', 'live')), true);
  assert.equal(await counted(c.flag('health/ready', 'ready')), true);
  assert.equal(await counted(c.isModelReady('tiny')), true);
  await refused(c.infer('other', file(pictures[0])), /unknown model: 'other'/, 404);
  const wanted = [
    { name: 'probabilities', parameters: { binary_data: true } }, { name: 'label', parameters: { binary_data: false } },
  ];
  for (const p of pictures) {                                                                  // 36
    const { raw: real, ...shape } = reals(p);
    answers(await counted(c.infer('tiny', file(p))), p);
    answers(await counted(c.infer('tiny', image('BYTES', [1], { data: [p.file.toString('base64')] }))), p);
    answers(await counted(c.infer('tiny', levels(p), wanted)), p);
    answers(await counted(c.infer('tiny', image('UINT8', [1, side, side, 3], { data: [...p.levels] }), wanted)), p);
    answers(await counted(c.infer('tiny', { ...shape, raw: real })), p);
    answers(await counted(c.infer('tiny', { ...shape, data: planes(p.levels) })), p);
  }
}

async function kserveGrpc() {
  const c = new KServeGrpc(address);
  assert.ok((await counted(c.call('ServerLive'))).live);
  assert.ok((await counted(c.call('ServerReady'))).ready);
  assert.ok((await counted(c.call('ModelReady', { name: 'tiny' }))).ready);
  await refused(c.infer('other', file(pictures[0])), /unknown model: 'other'/, 5);
  const wanted = [{ name: 'probabilities' }, { name: 'label' }];
  for (const p of pictures) {                                                                  // 36
    const { raw: real, ...shape } = reals(p);
    answers(await counted(c.infer('tiny', file(p))), p);
    answers(await counted(c.infer('tiny', image('BYTES', [1], { contents: { bytes_contents: [p.file] } }))), p);
    answers(await counted(c.infer('tiny', levels(p), wanted)), p);
    answers(await counted(c.infer(
      'tiny', image('UINT8', [1, side, side, 3], { contents: { uint_contents: [...p.levels] } }), wanted)), p);
    answers(await counted(c.infer('tiny', { ...shape, raw: real })), p);
    answers(await counted(c.infer('tiny', { ...shape, contents: { fp32_contents: planes(p.levels) } })), p);
  }
  c.close();
}

async function main() {
  const done = {};
  for (const client of [tritonHttp, tritonGrpc, kserveRest, kserveGrpc]) {
    calls = 0;
    await client();
    done[client.name] = calls;
  }
  console.log(JSON.stringify(done));
}

main().catch(error => { console.error(error); process.exit(1); });
