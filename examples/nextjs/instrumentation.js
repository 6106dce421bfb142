// All that the app has of this package, and its line in next.config.mjs.
export async function register() {
  if (process.env.NEXT_RUNTIME === 'nodejs') await import('opentelemetry-exporter-honeyhive/register');
}
