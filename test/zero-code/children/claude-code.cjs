// Plays Claude Code: exports what the real one (2.1.332) exported, as its environment asks for it, in the trace of its parent. Its first
// argument is what goes first; the other follows.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const recorded = join(__dirname, '../../otlp/claude-code/recorded-2.1.332.json');
const { env } = process;
const [, , first = 'logs'] = process.argv;

async function main() {
  if (env.CLAUDE_CODE_ENABLE_TELEMETRY !== '1') return;
  const [, traceId, parentId] = env.TRACEPARENT?.split('-') ?? ['', '9'.repeat(32), ''];
  const text = readFileSync(recorded, 'utf8')
    .replaceAll('0af7651916cd43dd8448eb211c80319c', traceId)
    .replaceAll('b7ad6b7169203331', parentId);
  const { traces, logs } = JSON.parse(text);
  if (env.OTEL_LOG_RAW_API_BODIES !== '1') dropContent(logs);
  const requests = [
    ['logs', logs],
    ['traces', traces],
  ];
  if (first !== 'logs') requests.reverse();
  for (const [signal, body] of requests) {
    console.log(signal, await sent(signal, body));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function dropContent({ resourceLogs }) {
  for (const { scopeLogs } of resourceLogs) {
    for (const scope of scopeLogs) {
      scope.logRecords = scope.logRecords.filter(({ attributes }) =>
        attributes.every(({ key, value }) => key !== 'event.name' || !/body|prompt|response/.test(value.stringValue)),
      );
    }
  }
}

async function sent(signal, body) {
  const headers = Object.fromEntries((env.OTEL_EXPORTER_OTLP_HEADERS ?? '').split(',').map((each) => each.split('=')));
  try {
    const { status } = await fetch(`${env.OTEL_EXPORTER_OTLP_ENDPOINT}/v1/${signal}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify(body),
    });
    return status;
  } catch (error) {
    return error.cause?.code ?? error.message;
  }
}

main();
