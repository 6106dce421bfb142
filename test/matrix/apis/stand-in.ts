import { readFileSync } from 'node:fs';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Row, recordingOfRow } from '../../wire/apis/tables/row';

/** What one request is answered with. */
interface Answer {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly body: Uint8Array;
  readonly contentType: string | undefined;
  readonly step?: string | undefined;
}

const pem = (name: string): Buffer => readFileSync(join(__dirname, '../../support/certificates', name));
const json = 'application/json';

function answerAt(url: string, body: Uint8Array, contentType: string | undefined, method: string): Answer {
  const { host, pathname } = new URL(url);
  return { method, host, path: decodeURIComponent(pathname), body, contentType };
}

/** Those of a row: to the call, and to what is asked until its job has ended. */
function answersOf(row: Row): readonly Answer[] {
  const { responseBody, headers } = recordingOfRow(row);
  const method = row.request === undefined ? 'GET' : 'POST';
  const later = [...(row.asked ?? []), ...(row.beside ?? [])].map(([address, body]) => {
    const [url = '', verb = 'GET'] = address.split(' ').toReversed();
    return Buffer.isBuffer(body)
      ? answerAt(url, body, 'text/event-stream', verb)
      : answerAt(url, Buffer.from(JSON.stringify(body)), json, verb);
  });
  const first = answerAt(row.url, row.served ?? responseBody, headers.contentType, method);
  return [{ ...first, step: headers.step }, ...later];
}

export interface HostsStandIn {
  readonly port: number;
  /** The requests that have no answer in the rows. */
  readonly unknown: readonly string[];
  close(): Promise<void>;
}

/**
 * Stands in for all hosts of APIs, over HTTP/1.1 and HTTP/2 with TLS: answers as the rows do, in their order. Who asks once more for a
 * job that has ended gets the last answer again.
 */
export async function startHosts(rows: readonly Row[]): Promise<HostsStandIn> {
  const waiting = rows.flatMap(answersOf);
  const last = new Map<string, Answer>();
  const unknown: string[] = [];
  const answerTo = ({ method, url = '', headers, authority }: Http2ServerRequest): Answer | undefined => {
    const host = authority || headers.host;
    const path = decodeURIComponent(url.split('?')[0] ?? '');
    const at = waiting.findIndex((each) => each.method === method && each.host === host && each.path === path);
    const name = `${method} ${host}${path}`;
    const answer = at === -1 ? last.get(name) : waiting.splice(at, 1)[0];
    if (answer === undefined) unknown.push(name);
    else last.set(name, answer);
    return answer;
  };
  const server = createSecureServer({ key: pem('server.key'), cert: pem('server.pem'), allowHTTP1: true });
  server.on('request', (request: Http2ServerRequest, response: Http2ServerResponse) => {
    request.resume().on('end', () => {
      const answer = answerTo(request);
      response.writeHead(answer === undefined ? 404 : 200, {
        'content-type': answer?.contentType ?? json,
        ...(answer?.step === undefined ? {} : { 'cf-aig-step': answer.step }),
      });
      response.end(answer?.body ?? '{"error":{"message":"Nothing stands here"}}');
    });
  });
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    unknown,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
