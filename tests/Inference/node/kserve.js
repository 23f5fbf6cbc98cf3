// In the manner of kserve's InferenceRESTClient (over httpx) and InferenceGRPCClient: the same requests by both. The
// request says its model in the body, too, and a binary input its size also over gRPC.
const { randomUUID } = require('crypto');
const zlib = require('zlib');
const { call } = require('./http');
const { connect, invoke } = require('./grpc');
const { withOutput } = require('./tritonGrpc');

const agent = {
  Accept: '*/*', 'Accept-Encoding': 'gzip, deflate', Connection: 'keep-alive', 'User-Agent': 'python-httpx/0.28.1',
};

class KServeRest {
  constructor(base) { this.base = base; }

  get(path) { return call(this.base, 'GET', `/v2/${path}`, agent); }

  async flag(path, name) {
    const answer = await this.get(path);
    if (answer.status !== 200) throw Object.assign(new Error(this.error(answer)), { status: answer.status });
    return JSON.parse(this.inflated(answer))[name];
  }

  async isModelReady(model) { return (await this.get(`models/${model}/ready`)).status === 200; }

  // As the client reads it: only of exactly this type.
  error(answer) {
    return answer.headers['content-type'] === 'application/json' ? JSON.parse(this.inflated(answer)).error : '';
  }

  inflated({ headers, body }) {
    const encoding = headers['content-encoding'];
    return encoding === 'gzip' ? zlib.gunzipSync(body) : encoding === 'deflate' ? zlib.inflateSync(body) : body;
  }

  async infer(model, { name, shape, datatype, raw, data }, outputs) {
    const input = { name, shape, datatype, ...(raw ? { parameters: { binary_data_size: raw.length } } : { data }) };
    const request = { id: randomUUID(), model_name: model, inputs: [input] };
    if (outputs) request.outputs = outputs;
    const json = Buffer.from(JSON.stringify(request));
    const headers = { ...agent };
    if (raw) headers['inference-header-content-length'] = json.length;
    if (raw) headers['content-type'] = 'application/octet-stream';
    const body = raw ? Buffer.concat([json, raw]) : json;
    const answer = await call(this.base, 'POST', `/v2/models/${model}/infer`, headers, body);
    if (answer.status !== 200) throw Object.assign(new Error(this.error(answer)), { status: answer.status });
    const text = this.inflated(answer);
    const length = Number(answer.headers['inference-header-content-length'] ?? text.length);
    const result = JSON.parse(text.subarray(0, length).toString());
    if (result.id !== request.id) throw new Error(`id ${result.id} is not ${request.id}`);
    let at = length;
    for (const output of result.outputs) {
      const size = output.parameters?.binary_data_size ?? 0;
      if (size > 0) output.raw = text.subarray(at, at + size);
      at += size;
    }
    return { ...result, output: wanted => result.outputs.find(o => o.name === wanted) };
  }
}

class KServeGrpc {
  constructor(address) {
    const retryPolicy = {
      maxAttempts: 3, initialBackoff: '0.1s', maxBackoff: '1s', backoffMultiplier: 2,
      retryableStatusCodes: ['UNAVAILABLE'],
    };
    const config = JSON.stringify({ methodConfig: [{ name: [{}], retryPolicy }] });
    this.client = connect(address, {
      'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1, 'grpc.enable_retries': 1,
      'grpc.service_config': config,
    });
  }

  call(method, request = {}) {
    return invoke(this.client, method, request, undefined, { deadline: Date.now() + 60_000 });
  }

  async infer(model, { name, shape, datatype, raw, contents }, outputs = []) {
    const id = randomUUID();
    const size = raw ? { parameters: { binary_data_size: { int64_param: raw.length } } } : { contents };
    const answer = await this.call('ModelInfer', {
      model_name: model, id, inputs: [{ name, shape, datatype, ...size }], outputs,
      ...(raw ? { raw_input_contents: [raw] } : {}),
    });
    if (answer.id !== id) throw new Error(`id ${answer.id} is not ${id}`);
    return withOutput(answer);
  }

  close() { this.client.close(); }
}

module.exports = { KServeRest, KServeGrpc };
