import type { Config } from '../config/config';
import type { ProcessPlaces } from '../context/span-ancestry';
import { mainFile } from '../runtime/main-file';
import { watchInboundRequests } from '../session/inbound-requests';
import { currentOccasion } from '../session/occasion';
import { ProcessSession } from '../session/process-session';
import type { Settings } from './settings';

/** Watches where calls are made; once the settings are read, as far as they ask for it. */
export function watchPlaces(settings: Settings): ProcessPlaces {
  const process = new ProcessSession(mainFile() ?? 'node', () => settings.known?.sessionName);
  const inbound = (): Config | 'none' | undefined => {
    const { known } = settings;
    if (!settings.isRead) return undefined;
    return known !== undefined && asksForOccasions(known) ? known : 'none';
  };
  const stop = watchInboundRequests(inbound, () => process.serves());
  settings.whenRead(() => {
    if (inbound() === 'none') stop();
  });
  return { occasion: () => (inbound() === 'none' ? undefined : currentOccasion()), process };
}

/** Whether it may matter for what request or invocation a call is made. */
const asksForOccasions = ({ sessions, sessionHeader }: Pick<Config, 'sessions' | 'sessionHeader'>): boolean =>
  sessions === 'auto' || (sessions === 'named' && sessionHeader !== undefined);
