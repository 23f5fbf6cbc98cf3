// The REST half with node's own fetch: node rest.js HTTP MODEL PHOTOGRAPH.
const { readFileSync } = require('fs');
const { elements } = require('./tensors');

const [base, model, photograph] = process.argv.slice(2);
const get = async path => (await fetch(`${base}/v2${path}`)).json();

async function main() {
  const bytes = readFileSync(photograph);
  const json = await fetch(`${base}/v2/models/${model}/infer`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      id: 'json', inputs: [{ name: 'image', shape: [1], datatype: 'BYTES', data: [bytes.toString('base64')] }],
      outputs: [{ name: 'probabilities' }, { name: 'label' }],
    }),
  });
  const answer = await json.json();

  // The photograph as the body: Triton's raw binary request.
  const raw = await fetch(`${base}/v2/models/${model}/infer`, {
    method: 'POST', headers: { 'Inference-Header-Content-Length': '0', 'Content-Type': 'application/octet-stream' },
    body: bytes,
  });
  const whole = Buffer.from(await raw.arrayBuffer());
  const length = Number(raw.headers.get('inference-header-content-length'));
  let at = length, label;
  for (const output of JSON.parse(whole.subarray(0, length).toString()).outputs) {
    const size = output.parameters.binary_data_size;
    if (output.name === 'label') label = elements(whole.subarray(at, at + size))[0].toString();
    at += size;
  }
  console.log(JSON.stringify({
    ready: (await get('/health/ready')).ready, platform: (await get(`/models/${model}`)).platform, id: answer.id,
    probabilities: answer.outputs[0].data, label: answer.outputs[1].data[0], rawLabel: label,
    encoding: json.headers.get('content-encoding'), error: (await get('/models/other')).error,
  }));
}

main().catch(error => { console.error(error); process.exit(1); });
