import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

const name = 'honeyhive-otel';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the user's programs keep their data: `XDG_DATA_HOME`, else the place that the platform has for it. */
export function dataFolder(env: Environment, platform: NodeJS.Platform, home = homedir()): string {
  const { XDG_DATA_HOME: xdg = '', LOCALAPPDATA: local = '' } = env;
  if (isAbsolute(xdg)) return join(xdg, name); // the specification has a relative one ignored
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', name);
  if (platform === 'win32') return join(local === '' ? join(home, 'AppData', 'Local') : local, name);
  return join(home, '.local', 'share', name);
}
