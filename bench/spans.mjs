// The spans of all measurements. Texts are random with a fixed seed, so every process creates the same ones.
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { conversation, flattened, structured } from './conversation.mjs';

export const kinds = ['small', 'medium', 'large', 'flat', 'mixed'];

const shapes = {
  small: { messages: 3, tools: 0, bytes: 1_000 },
  medium: { messages: 12, tools: 4, bytes: 12_000 },
  large: { messages: 60, tools: 4, bytes: 150_000 },
};

/** The start of each model span's response id, by which the sink counts model spans. */
export const marker = 'bench-response-';

const manyVariants = 16;
const fewVariants = 4;

/**
 * A fourth of the variants has characters outside Latin-1, as in real traffic.
 *
 * @param kind one of `kinds`, or a shape
 * @returns `start(n)`, which starts the nth span
 */
export function spanMaker(tracer, kind) {
  if (kind === 'mixed') return mixed(tracer);
  const shape = typeof kind === 'object' ? kind : shapes[kind === 'flat' ? 'medium' : kind];
  const write = kind === 'flat' ? flattened : structured;
  const variants = shape.bytes > 200_000 ? fewVariants : manyVariants;
  const pool = Array.from({ length: variants }, (_, seed) =>
    write(conversation({ ...shape, seed, isWide: seed % 4 === 3 })),
  );
  return (n, parent = ROOT_CONTEXT) => {
    const { request, answer } = pool[n % variants];
    const span = tracer.startSpan('chat gpt-4o-mini', { kind: SpanKind.CLIENT, attributes: request }, parent);
    span.setAttributes({ ...answer, 'gen_ai.response.id': `${marker}${n}` });
    return span;
  };
}

/** Of ten spans one is a model call, one an incoming request, and eight are database queries and outgoing requests in it. */
function mixed(tracer) {
  const modelCall = spanMaker(tracer, 'medium');
  let server;
  let serverContext;
  return (n) => {
    const place = n % 10;
    if (place === 0) {
      server = tracer.startSpan('GET /chat', { kind: SpanKind.SERVER, attributes: serverAttributes });
      serverContext = trace.setSpan(ROOT_CONTEXT, server);
    }
    if (place === 9) return server;
    if (place === 4) return modelCall(n, serverContext);
    const [name, attributes] = place % 2 === 0 ? ['SELECT users', queryAttributes] : ['GET', clientAttributes];
    return tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, serverContext);
  };
}

export const modelCallsAmong = (kind, spans) => (kind === 'mixed' ? Math.floor((spans + 5) / 10) : spans);

const serverAttributes = {
  'http.request.method': 'GET',
  'http.route': '/chat',
  'url.path': '/chat',
  'url.scheme': 'https',
  'server.address': 'shop.example.com',
  'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
  'http.response.status_code': 200,
};
const queryAttributes = {
  'db.system.name': 'postgresql',
  'db.namespace': 'shop',
  'db.operation.name': 'SELECT',
  'db.query.text': 'SELECT id, name, email FROM users WHERE id = $1 AND deleted_at IS NULL LIMIT 1',
  'server.address': 'db.internal',
  'server.port': 5432,
};
const clientAttributes = {
  'http.request.method': 'GET',
  'url.full': 'https://inventory.internal/items/4711?fields=name,price,stock',
  'server.address': 'inventory.internal',
  'server.port': 443,
  'http.response.status_code': 200,
};
