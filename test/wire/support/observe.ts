import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startWire } from '../../../src/wire/index';
import type { Wire, WireOptions } from '../../../src/wire/registry';
import { createTracer, type EndedSpan } from '../../../src/wire/span/tracer';

/** The wire with a tracer that keeps its spans. */
export function observeWire(options: Partial<WireOptions> = {}): {
  readonly wire: Wire;
  readonly spans: readonly EndedSpan[];
} {
  const spans: EndedSpan[] = [];
  const tracer = createTracer({ version: '0.0.0', resourceAttributes: {}, onEnd: (span) => spans.push(span) });
  return { wire: startWire({ tracer: () => tracer, structured: true, captureContent: true, ...options }), spans };
}

export interface TestServer {
  readonly origin: string;
  close(): Promise<void>;
}

export async function serve(listener: RequestListener): Promise<TestServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { origin: `http://127.0.0.1:${port}`, close };
}
