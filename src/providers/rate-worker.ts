import { parentPort } from 'node:worker_threads';
import type { RateAnswer, RateRequest } from './rate-thread';
import { loadLibrary, ratesOf } from './rates';

const library = ratesOf(() => loadLibrary());

parentPort?.on('message', ({ id, question }: RateRequest) => {
  library.find(question, (found) => parentPort?.postMessage({ id, found } satisfies RateAnswer));
});
