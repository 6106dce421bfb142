import type { Config } from '../config/config';
import { mainFile } from '../runtime/main-file';
import { watchInboundRequests } from '../session/inbound-requests';
import type { ProcessSession } from '../session/process-session';
import type { Settings } from './settings';

/** Where the calls of the process are made. */
export interface WatchedPlaces {
  /** Whether it may matter for what inbound request or invocation a call is made. */
  readonly asksForOccasions: () => boolean;
  readonly process: () => ProcessSession;
}

/** Watches where calls are made; once the settings are read, as far as they ask for it. */
export function watchPlaces(settings: Settings): WatchedPlaces {
  const name = mainFile() ?? 'node';
  let session: ProcessSession | undefined;
  const process = (): ProcessSession => {
    const { ProcessSession: Session } =
      require('../session/process-session') as typeof import('../session/process-session');
    session ??= new Session(name, () => settings.known?.sessionName);
    return session;
  };
  const inbound = (): Config | 'none' | undefined => {
    const { known } = settings;
    if (!settings.isRead) return undefined;
    return known !== undefined && needsOccasions(known) ? known : 'none';
  };
  const stop = watchInboundRequests(inbound, () => process().serves());
  settings.whenRead(() => {
    if (inbound() === 'none') stop();
  });
  return { asksForOccasions: () => inbound() !== 'none', process };
}

const needsOccasions = ({ sessions, sessionHeader }: Pick<Config, 'sessions' | 'sessionHeader'>): boolean =>
  sessions === 'auto' || (sessions === 'named' && sessionHeader !== undefined);
