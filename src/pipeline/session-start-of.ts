import type { SessionStart } from '../delivery/session-start';
import { isEmpty, type Writable } from '../json/json';
import type { CreateModelEvent } from '../mapping/record/model-event';
import type { Placement } from '../mapping/record/model-event-draft';

type FirstRecord = Pick<CreateModelEvent, 'start_time'> & {
  readonly [Name in 'session_id' | 'source' | 'user_properties' | 'metadata']?: CreateModelEvent[Name] | undefined;
};

/** The names that join events to an experiment. */
const runNames = ['run_id', 'dataset_id', 'datapoint_id'] as const;

/** The start of a record's session, with what is known of it from this record; `undefined` if none is to be started. */
export function sessionStartOf(
  record: FirstRecord,
  project: string,
  { sessionName }: Placement = {},
): SessionStart | undefined {
  const { session_id: id, source, start_time: startTime, user_properties: userProperties, metadata } = record;
  if (id === undefined || sessionName === undefined) return undefined;
  const run: Writable = {};
  for (const name of runNames) if (metadata?.[name] !== undefined) run[name] = metadata[name];
  return {
    id,
    name: sessionName,
    project,
    source,
    startTime,
    userProperties,
    metadata: isEmpty(run) ? undefined : run,
  };
}
