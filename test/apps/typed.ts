// Loads an app as a TypeScript app does.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , entry = ''] = process.argv as readonly string[];
import(pathToFileURL(resolve(entry)).href);
