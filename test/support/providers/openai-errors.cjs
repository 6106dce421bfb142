/** The API's error answers, by the name of the scenario that asks for them. */
const error = (message, type, code, param = null) => ({ error: { message, type, param, code } });

const errors = {
  400: {
    status: 400,
    body: error(
      "Invalid 'temperature': decimal above maximum value.",
      'invalid_request_error',
      'decimal_above_max_value',
      'temperature',
    ),
  },
  401: {
    status: 401,
    body: error('Incorrect API key provided: sk-tes***key.', 'invalid_request_error', 'invalid_api_key'),
  },
  404: {
    status: 404,
    body: error(
      'The model `gpt-nope` does not exist or you do not have access to it.',
      'invalid_request_error',
      'model_not_found',
    ),
  },
  429: {
    status: 429,
    headers: { 'retry-after-ms': '20', 'retry-after': '1' },
    body: error(
      'Rate limit reached for gpt-4o-mini in organization org-x on requests per min (RPM): Limit 3, Used 3, Requested 1.',
      'requests',
      'rate_limit_exceeded',
    ),
  },
  500: {
    status: 500,
    body: error('The server had an error while processing your request. Sorry about that!', 'server_error', null),
  },
  502: { status: 502, html: '<html><body>502 Bad Gateway</body></html>' },
};

const streamError = error(
  'The server had an error while processing your request. Sorry about that!',
  'server_error',
  null,
);

module.exports = { errors, streamError };
