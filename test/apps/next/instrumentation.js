export async function register() {
  if (process.env.NEXT_RUNTIME === 'nodejs' && process.env.BY_CODE)
    await import('opentelemetry-exporter-honeyhive/register');
}
