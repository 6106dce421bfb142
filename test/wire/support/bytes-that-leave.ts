import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HoneyHiveSpanExporter } from '../../../src';
import { startWire } from '../../../src/wire/index';
import { allTaken, startFaultyServer } from '../../support/faulty-server';

/** A request of an app, and the answer that its model server gives. */
export interface Call {
  readonly path: string;
  readonly request: unknown;
  readonly status?: number;
  readonly contentType?: string;
  /** JSON, or bytes as they are. */
  readonly response: unknown;
  /** The app leaves after the first bytes, for this reason. */
  readonly abort?: unknown;
}

const bytesOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

/** Makes the calls over sockets, observed as `register` does, and answers all bytes that HoneyHive was sent for them. */
export async function bytesThatLeave(calls: readonly Call[], captureContent = true): Promise<string> {
  const honeyhive = await startFaultyServer((exchange) => exchange.socket.write(allTaken(exchange)));
  const url = `http://127.0.0.1:${honeyhive.port}`;
  const exporter = new HoneyHiveSpanExporter({ apiKey: 'k', url, compression: 'none', captureContent });
  const wire = startWire({
    origin: { version: '0.0.0', resourceAttributes: {} },
    captureContent,
    record: (span) => exporter.export([span], () => undefined),
  });
  const models = createServer((request, response) => {
    const {
      status = 200,
      contentType = 'application/json',
      response: body,
      abort,
    } = calls[Number(request.headers['x-call'])] ?? {};
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': contentType });
      if (abort === undefined) response.end(bytesOf(body));
      else response.write(bytesOf(body));
    });
  });
  await new Promise<void>((resolve) => models.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(models.address() as AddressInfo).port}`;
  try {
    for (const [index, { path, request, abort }] of calls.entries()) {
      const leave = new AbortController();
      const response = await fetch(`${origin}${path}`, {
        method: 'POST',
        // As the SDK of a model API calls: an app's own API could have some of these requests.
        headers: { 'content-type': 'application/json', 'user-agent': 'OpenAI/JS 6.0.0', 'x-call': String(index) },
        body: JSON.stringify(request),
        signal: leave.signal,
      });
      if (abort === undefined) await response.text();
      else {
        await response.body?.getReader().read();
        leave.abort(abort);
      }
    }
    await wire.settle();
    await exporter.forceFlush();
  } finally {
    wire.stop();
    await exporter.shutdown();
    await Promise.all([honeyhive.close(), new Promise((resolve) => models.close(resolve).closeAllConnections())]);
  }
  return honeyhive.exchanges.map(({ head, body }) => `${head}\n${body.toString()}`).join('\n');
}
