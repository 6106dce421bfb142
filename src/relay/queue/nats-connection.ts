import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { errorCode } from '../../delivery/error-code';
import { guarded } from '../../runtime/guarded';
import type { QueueEvents } from './queue';

/** A connection to a NATS server, and its stream's names. */
export interface Nats {
  readonly connection: NatsConnection;
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly headers: typeof import('@nats-io/transport-node').headers;
}

const connectMs = 5000;
const retryMs = 1000;

/** The packages are optional, and loaded by relays with such a queue alone. @throws an Error that says what to do */
function packages() {
  const loaded = guarded(() => ({
    transport: require('@nats-io/transport-node') as typeof import('@nats-io/transport-node'),
    jetstream: require('@nats-io/jetstream') as typeof import('@nats-io/jetstream'),
  }));
  if (loaded !== undefined) return loaded;
  throw new Error('A queue in NATS needs two packages: npm install @nats-io/transport-node @nats-io/jetstream');
}

/**
 * Connects, and tries again until that succeeds.
 * @param url `nats://user:password@host:port`, with further servers behind commas; `tls://` for TLS
 * @throws an Error that says what to do, if trying again would not help
 */
export async function connectNats(url: string, events: QueueEvents): Promise<Nats> {
  const { transport, jetstream } = packages();
  const options = optionsOf(url);
  for (;;) {
    try {
      const connection = await transport.connect({
        ...options,
        name: 'honeyhive-otel relay',
        timeout: connectMs,
        maxReconnectAttempts: -1,
        reconnectTimeWait: retryMs / 4,
        ignoreAuthErrorAbort: true,
      });
      const manager = await jetstream.jetstreamManager(connection, { checkAPI: false });
      events.back();
      return { connection, client: jetstream.jetstream(connection), manager, headers: transport.headers };
    } catch (error) {
      if (error instanceof transport.AuthorizationError || error instanceof transport.UserAuthenticationExpiredError) {
        throw new Error(
          'The NATS server refuses the credentials. Put them into --queue: nats://user:password@host:4222',
        );
      }
      events.away(`The NATS server cannot be reached (${reasonOf(error)}). This is tried again.`);
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}

/** The code of an error of the system, else the name of the error: its message may hold what was sent. */
export function reasonOf(error: unknown): string {
  const code = errorCode(error);
  return code === 'unknown' && error instanceof Error ? error.name : code;
}

function optionsOf(text: string) {
  const [scheme = 'nats:', rest = ''] = text.split(/\/\/(.*)/s);
  const at = rest.lastIndexOf('@');
  const servers = rest.slice(at + 1).split(',');
  const [user = '', pass] = at === -1 ? [] : rest.slice(0, at).split(/:(.*)/s);
  const credentials =
    at === -1 ? {} : pass === undefined ? { token: plain(user) } : { user: plain(user), pass: plain(pass) };
  return { servers, ...credentials, ...(scheme === 'tls:' ? { tls: {} } : {}) };
}

/** Of what is percent-encoded, as in any URL. */
const plain = (text: string): string => guarded(() => decodeURIComponent(text)) ?? text;
