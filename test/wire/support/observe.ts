import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startWire } from '../../../src/wire/index';
import type { ListenerOptions, SpanListener, Wire } from '../../../src/wire/registry';
import type { EndedSpan } from '../../../src/wire/span/ended-span';

/** The wire with a listener that keeps its spans. */
export function observeWire(options: Partial<ListenerOptions & SpanListener> = {}): {
  readonly wire: Wire;
  readonly spans: readonly EndedSpan[];
} {
  const spans: EndedSpan[] = [];
  const record = (span: EndedSpan): void => void spans.push(span);
  const origin = { version: '0.0.0', resourceAttributes: {} };
  return { wire: startWire({ record, origin, captureContent: true, ...options }), spans };
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
