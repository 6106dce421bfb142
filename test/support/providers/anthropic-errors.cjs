/** The API's error answers, by the name of the scenario that asks for them. */
const error = (status, type, message, headers) => ({
  status,
  headers,
  body: { type: 'error', error: { type, message }, request_id: 'req_011CSHoEeqs5C35K2UUqR7Fy' },
});

const errors = {
  400: error(400, 'invalid_request_error', 'max_tokens: must be greater than or equal to 1'),
  401: error(401, 'authentication_error', 'invalid x-api-key'),
  404: error(404, 'not_found_error', 'model: claude-nope'),
  429: error(
    429,
    'rate_limit_error',
    'This request would exceed your organization’s rate limit of 50 requests per minute.',
    {
      'retry-after-ms': '20',
      'retry-after': '1',
    },
  ),
  500: error(500, 'api_error', 'Internal server error'),
  529: error(529, 'overloaded_error', 'Overloaded', { 'retry-after-ms': '20' }),
};

const streamError = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };

module.exports = { errors, streamError };
