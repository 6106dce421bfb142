import { errorReader } from '../fields/error';

/** `{error: {message, type, code, param}}`. */
export const readError = errorReader();
