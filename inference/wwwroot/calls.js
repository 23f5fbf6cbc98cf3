// Calls of the server: the JSON form of lesion.proto, as /openapi.json describes it.

/** What the server answered instead of a result; a first visit without a key is no fault and has no message. */
class CallError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

const refusedKey = 'The server does not take this API key. Check it, or ask for a new one.';

export const storedKey = () => sessionStorage.getItem('key') ?? '';

export function storeKey(key) {
  sessionStorage.setItem('key', key);
}

function headers() {
  const headers = new Headers({ 'content-type': 'application/json' });
  try {
    if (storedKey()) headers.set('authorization', `Bearer ${storedKey()}`);
  } catch {
    throw new CallError('The API key has characters that no key has. Copy it again.', 401);
  }
  return headers;
}

export async function call(path, body, signal) {
  const request = { method: body ? 'POST' : 'GET', headers: headers(), body: body && JSON.stringify(body), signal };
  let response;
  try {
    response = await fetch(path, request);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new CallError('The server does not answer. Is it still running?');
  }
  if (response.ok) return response;
  const { message } = await response.json().catch(() => ({}));
  if (response.status === 401) throw new CallError(storedKey() ? refusedKey : '', 401);
  throw new CallError(message || `The server answered ${response.status}.`, response.status);
}

export const json = async (path, body, signal) => (await call(path, body, signal)).json();

/** The answers of a stream: one JSON object a line, as they arrive. */
export async function* lines(response) {
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split('\n');
    rest = parts.pop();
    for (const part of parts) if (part.trim()) yield JSON.parse(part);
  }
  if (rest.trim()) yield JSON.parse(rest);
}
