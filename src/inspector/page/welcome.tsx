import type { Status } from '../page-api';
import { CopyButton } from './detail/copy-button';
import { Visible } from './text/visible-text';

/** What to do while there is nothing to see. */
export function Welcome({ status: { receiverUrl, apiKey } }: { readonly status: Status }) {
  const ways: readonly (readonly [string, string])[] = [
    [
      'Start a Node app with',
      `HH_API_URL=${receiverUrl} HH_API_KEY=${apiKey} node --import opentelemetry-exporter-honeyhive/register app.mjs`,
    ],
    ['or let the inspector start it', 'npx opentelemetry-exporter-honeyhive inspect -- node app.mjs'],
    [
      'or send spans of any language, by OpenTelemetry',
      `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${receiverUrl}/v1/traces OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20${apiKey}`,
    ],
  ];
  return (
    <main class="welcome">
      <h2>Nothing has arrived yet</h2>
      <p>This page shows what your app asks models and what they answer, as it happens.</p>
      {ways.map(([label, command]) => (
        <div key={label} class="way">
          <p>{label}</p>
          <div class="command">
            <code>
              <Visible text={command} />
            </code>
            <CopyButton label="Copy" text={() => command} />
          </div>
        </div>
      ))}
    </main>
  );
}
