import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { networkInterfaces } from 'node:os';
import { version } from '../../version';
import type { ScriptEntry } from '../fault';
import { listen } from '../listen';
import type { Status } from '../page-api';
import { Live } from '../page-server/live';
import { pageRoutes } from '../page-server/page-routes';
import { RequestHandler } from '../request-handler';
import type { Store } from '../store/store';
import { counted } from '../terminal/figures';
import { Arrivals } from './arrivals';
import type { Forward } from './forward';
import { type OtlpExporter, OtlpRoute } from './otlp-route';
import type { Output } from './output';
import { StoreKeeper } from './store-keeper';

export interface InspectSetting {
  readonly port: number;
  readonly host: string;
  readonly faults: readonly ScriptEntry[];
  readonly store: Store;
  /** The folder with the built page. */
  readonly page: string;
  readonly forward: Forward | undefined;
  /** Makes an exporter that sends to the inspector, for spans that arrive by OTLP. */
  readonly exporterTo: (url: string, apiKey: string) => OtlpExporter;
}

export interface Inspection {
  /** Where apps send to. */
  readonly url: string;
  /** What they have to give as key. */
  readonly apiKey: string;
  /** The address of the page, with the token if there is one. */
  readonly address: string;
  /** Stops, and prints how much was received. */
  end(): Promise<void>;
}

const loopbackHosts: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

/** Starts a receiver with its page, and prints what arrives. */
export async function inspect(setting: InspectSetting, output: Output): Promise<Inspection> {
  const { store, host, faults, page, forward, exporterTo } = setting;
  const token = loopbackHosts.has(host) ? undefined : randomBytes(24).toString('base64url');
  const apiKey = token ?? 'local';
  const ownKey = randomBytes(24).toString('base64url');
  const live = new Live();
  let [url, ownUrl] = ['', ''];
  const status = (): Status => {
    const { where, capped, note } = store;
    return { version, receiverUrl: url, apiKey, where, kept: store.count(), capped, note };
  };
  const ofPage = pageRoutes({ store, live, status, folder: page, token });
  const handler = new RequestHandler({
    keeper: new StoreKeeper(store, (rows, sessions) => live.arrived(rows, sessions)),
    apiKey: token,
    ownKey,
    isOpen: token !== undefined,
    routes: (request: IncomingMessage, response: ServerResponse): boolean =>
      otlp.take(request, response) || ofPage(request, response),
    ...(forward === undefined ? {} : { forward }),
  });
  const otlp = new OtlpRoute(() => exporterTo(ownUrl, ownKey), token, handler.script);
  handler.script.add(faults);
  const arrivals = new Arrivals(handler, output, (id) => store.startOf(id));
  const server = await listen(handler, setting.port, host);
  url = reachable(server.url, server.port, host);
  ownUrl = isEverywhere(host) ? `http://127.0.0.1:${server.port}` : server.url;
  return {
    url,
    apiKey,
    address: `${url}/${token === undefined ? '' : `?token=${token}`}`,
    end: async () => {
      await otlp.end();
      await server.close();
      store.close();
      const { events, sessions, requests } = arrivals.counts;
      const ofSessions = sessions === 0 ? '' : ` of ${counted(sessions, 'session')}`;
      output.remark(`${counted(events, 'event')}${ofSessions} in ${counted(requests, 'request')}.`);
    },
  };
}

const isEverywhere = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** Where all addresses of the machine are listened on, one that other machines can reach. */
function reachable(url: string, port: number, host: string): string {
  if (!isEverywhere(host)) return url;
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const outer = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
  return `http://${outer?.address ?? '127.0.0.1'}:${port}`;
}
