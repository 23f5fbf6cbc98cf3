// The protocol over gRPC by the standard's field numbers, from protocol.json.
const { readFileSync } = require('fs');
const { join } = require('path');
const grpc = require('@grpc/grpc-js');
const { fromJSON } = require('@grpc/proto-loader');

const json = JSON.parse(readFileSync(join(__dirname, 'protocol.json')));
const protocol = fromJSON(
  json, { keepCase: true, longs: Number, defaults: true, arrays: true, objects: true, oneofs: true });
const { GRPCInferenceService } = grpc.loadPackageDefinition(protocol).inference;

const connect = (address, options) => new GRPCInferenceService(address, grpc.credentials.createInsecure(), options);

const invoke = (client, method, request, metadata = new grpc.Metadata(), options = {}) =>
  new Promise((resolve, reject) => client[method](
    request, metadata, options, (error, answer) => error ? reject(error) : resolve(answer)));

module.exports = { connect, invoke };
