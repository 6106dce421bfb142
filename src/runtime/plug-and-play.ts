import nodeModule from 'node:module';

/** What yarn's Plug'n'Play adds to `node:module`. */
interface PlugAndPlay {
  findPnpApi?(path: string): { resolveRequest(request: string, issuer: string): string | null } | null;
}

/** The options of a thread that lets it find packages that yarn keeps in archives, as the app's own thread does. */
export function plugAndPlay(): string[] {
  const file = (nodeModule as PlugAndPlay).findPnpApi?.(__filename)?.resolveRequest('pnpapi', __filename);
  return typeof file === 'string' ? ['--require', file] : [];
}
