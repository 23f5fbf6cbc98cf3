// HTTP/1.1 with the headers that are given and no others: node's fetch would add some of its own.
const http = require('http');

const call = (base, method, path, headers = {}, body = undefined) => new Promise((resolve, reject) => {
  const all = body === undefined ? headers : { ...headers, 'Content-Length': Buffer.byteLength(body) };
  const request = http.request(`${base}${path}`, { method, headers: all }, response => {
    const parts = [];
    response.on('data', part => parts.push(part));
    response.on('end', () => resolve({
      status: response.statusCode, headers: response.headers, body: Buffer.concat(parts),
    }));
  });
  request.on('error', reject);
  request.end(body);
});

module.exports = { call };
