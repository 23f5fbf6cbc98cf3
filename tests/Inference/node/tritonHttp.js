// In the manner of tritonclient.http: the paths, headers and bodies that its public source sends. It names no type of
// what it sends, and asks for every output as binary.
const zlib = require('zlib');
const { call } = require('./http');

const agent = { 'User-Agent': 'python/gevent-http-client-2.3.4' };

class TritonHttp {
  constructor(base) { this.base = base; }

  get(path) { return call(this.base, 'GET', `/v2${path}`, agent); }

  post(path, body = '', headers = {}) { return call(this.base, 'POST', `/v2${path}`, { ...agent, ...headers }, body); }

  async json(answer) {
    const { status, body } = await answer;
    const value = body.length > 0 ? JSON.parse(body.toString()) : null;
    if (status !== 200) throw Object.assign(new Error(value.error), { status });
    return value;
  }

  async isOk(path) { return (await this.get(path)).status === 200; }

  load(model, config) {
    const request = config === undefined ? {} : { parameters: { config } };
    return this.json(this.post(`/repository/models/${model}/load`, JSON.stringify(request)));
  }

  unload(model) {
    const request = { parameters: { unload_dependents: false } };
    return this.json(this.post(`/repository/models/${model}/unload`, JSON.stringify(request)));
  }

  // inputs: [{ name, shape, datatype, raw | data }]; outputs: [{ name, binary, classes }] or none for all.
  async infer(model, inputs, { outputs, id, version, parameters = {}, compress, accept } = {}) {
    const request = id === undefined ? {} : { id };
    request.inputs = inputs.map(({ name, shape, datatype, raw, data }) => ({
      name, shape, datatype, ...(raw ? { parameters: { binary_data_size: raw.length } } : { data }),
    }));
    if (outputs) request.outputs = outputs.map(({ name, binary = true, classes }) => ({
      name, parameters: { ...(classes ? { classification: classes } : {}), binary_data: binary },
    }));
    else parameters = { binary_data_output: true, ...parameters };
    if (Object.keys(parameters).length > 0) request.parameters = parameters;
    const json = Buffer.from(JSON.stringify(request));
    const tails = inputs.filter(input => input.raw).map(input => input.raw);
    let body = Buffer.concat([json, ...tails]);
    const headers = {};
    if (compress === 'gzip') body = zlib.gzipSync(body);
    if (compress === 'deflate') body = zlib.deflateSync(body);
    if (compress) headers['Content-Encoding'] = compress;
    if (accept) headers['Accept-Encoding'] = accept;
    if (tails.length > 0) headers['Inference-Header-Content-Length'] = json.length;
    const path = version ? `/models/${model}/versions/${version}/infer` : `/models/${model}/infer`;
    return this.result(await this.post(path, body, headers), accept);
  }

  result({ status, headers, body }, accept) {
    if (status !== 200) throw Object.assign(new Error(JSON.parse(body.toString()).error), { status });
    const encoding = headers['content-encoding'];
    if (accept && encoding !== accept) throw new Error(`asked for ${accept}, got ${encoding}`);
    if (encoding === 'gzip') body = zlib.gunzipSync(body);
    if (encoding === 'deflate') body = zlib.inflateSync(body);
    const length = headers['inference-header-content-length'];
    const json = JSON.parse(body.subarray(0, length === undefined ? body.length : Number(length)).toString());
    let at = length === undefined ? body.length : Number(length);
    for (const output of json.outputs) {
      const size = output.parameters?.binary_data_size;
      if (size === undefined) continue;
      output.raw = body.subarray(at, at + size);
      at += size;
    }
    if (at !== body.length) throw new Error(`${body.length - at} bytes behind the outputs`);
    return { ...json, output: name => json.outputs.find(o => o.name === name) };
  }
}

module.exports = { TritonHttp };
