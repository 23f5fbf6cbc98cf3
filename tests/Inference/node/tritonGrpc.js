// In the manner of tritonclient.grpc: always raw contents, outputs by name, a timeout only where one is asked for.
const { connect, invoke } = require('./grpc');

const parameter = value => typeof value === 'string' ? { string_param: value }
  : typeof value === 'boolean' ? { bool_param: value }
    : Number.isInteger(value) ? { int64_param: value } : { double_param: value };

const parameters = values => Object.fromEntries(Object.entries(values).map(([name, v]) => [name, parameter(v)]));

const withOutput = answer => ({
  ...answer,
  output: name => {
    const i = answer.outputs.findIndex(o => o.name === name);
    return { ...answer.outputs[i], raw: answer.raw_output_contents[i] };
  },
});

class TritonGrpc {
  constructor(address) {
    this.client = connect(address, { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
  }

  call(method, request = {}, options = {}) { return invoke(this.client, method, request, undefined, options); }

  load(model, config) {
    return this.call('RepositoryModelLoad', { model_name: model, parameters: config ? parameters({ config }) : {} });
  }

  unload(model) {
    const dependents = parameters({ unload_dependents: false });
    return this.call('RepositoryModelUnload', { model_name: model, parameters: dependents });
  }

  request(model, inputs, { outputs = [], id = '', version = '', parameters: own = {} } = {}) {
    return {
      model_name: model, model_version: version, id, parameters: parameters(own),
      inputs: inputs.map(({ name, shape, datatype }) => ({ name, shape, datatype })),
      outputs: outputs.map(({ name, classes }) => (
        { name, parameters: classes ? parameters({ classification: classes }) : {} })),
      raw_input_contents: inputs.map(input => input.raw),
    };
  }

  async infer(model, inputs, options = {}) {
    return withOutput(await this.call('ModelInfer', this.request(model, inputs, options), options.call));
  }

  // All requests are written before an answer is read.
  stream(requests) {
    return new Promise((resolve, reject) => {
      const stream = this.client.ModelStreamInfer();
      const answers = [];
      stream.on('data', answer => answers.push(answer));
      stream.on('error', reject);
      stream.on('end', () => resolve(answers));
      for (const request of requests) stream.write(request);
      stream.end();
    });
  }

  close() { this.client.close(); }
}

module.exports = { TritonGrpc, withOutput };
