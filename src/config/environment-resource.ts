type Attributes = Readonly<Record<string, string>>;

/**
 * The resource that OpenTelemetry's environment variables describe: `OTEL_RESOURCE_ATTRIBUTES` (`name=value,…`,
 * percent-encoded) and, over it, `OTEL_SERVICE_NAME`.
 * @param warn called when the attributes cannot be read; all of them are then ignored, as the specification asks
 */
export function resourceOf(
  env: Readonly<Record<string, string | undefined>>,
  warn: (problem: string) => void,
): Attributes {
  const listed = parse(env['OTEL_RESOURCE_ATTRIBUTES'] ?? '');
  if (listed === undefined)
    warn('OTEL_RESOURCE_ATTRIBUTES is ignored: it must be name=value,name=value, percent-encoded.');
  const service = env['OTEL_SERVICE_NAME']?.trim();
  return { ...listed, ...(service ? { 'service.name': service } : {}) };
}

function parse(text: string): Attributes | undefined {
  const attributes: Record<string, string> = {};
  for (const pair of text.split(',').filter((entry) => entry.trim() !== '')) {
    const [name, value, ...more] = pair.split('=').map((side) => side.trim());
    if (!name || value === undefined || more.length > 0) return undefined;
    try {
      attributes[decodeURIComponent(name)] = decodeURIComponent(value);
    } catch {
      return undefined; // a lone % is no percent-encoding
    }
  }
  return attributes;
}
