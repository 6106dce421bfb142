import { errorReader } from '../fields/error';

/** `{error: {message, type, code, param}}`; some servers send the inner object alone. */
export const readError = errorReader({ kinds: ['code', 'type'], isError: ({ object }) => object === 'error' });
