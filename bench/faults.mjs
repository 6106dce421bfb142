const json = (response, status, body, headers = {}) =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

const faults = [
  (_, response) => json(response, 503, { statusCode: 503, message: 'overloaded' }),
  (_, response) => json(response, 429, { statusCode: 429, message: 'slow down' }, { 'retry-after': '2' }),
  (_, response) => json(response, 500, { statusCode: 500, message: 'no' }),
  (_, response) => json(response, 413, { statusCode: 413, message: 'too large' }),
  (_, response) => void response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad gateway</html>'),
  (request) => void request.socket.destroy(),
  (_, response, answer) => {
    response.writeHead(200, { 'content-length': answer.length });
    response.write(answer.slice(0, answer.length / 2));
    setTimeout(() => response.destroy(), 20);
  },
  // Half of the records are stored, and the response names them.
  (_, response, answer) => {
    const { event_ids: ids } = JSON.parse(answer);
    json(response, 500, { event_ids: ids.slice(ids.length / 2), errors: ['Could not create event'], success: true });
  },
  (request) => void setTimeout(() => request.socket.destroy(), 200),
];

/** Answers one of three requests with a random fault. @returns whether it did */
export function misbehave(request, response, answer) {
  if (Math.random() > 1 / 3) return false;
  faults[Math.floor(Math.random() * faults.length)](request, response, answer);
  return true;
}
