import type { JsonObject } from '../../../json/json';
import type { KeptCall } from '../../page-api';
import type { CallView } from '../call/call-view';
import { isEmpty } from '../json-value';
import { FactTable } from './fact-table';

interface DetailsProps {
  readonly kept: KeptCall;
  readonly view: CallView;
}

/** Ids, the user, what was said about the call later, and what instrumentations noted. */
export function Details({ kept: { row, record }, view: { user, feedback, metrics, metadata } }: DetailsProps) {
  const ids: JsonObject = {
    'event id': row.id,
    ...(row.sessionId === '' ? {} : { 'session id': row.sessionId }),
    ...(row.parentId === '' ? {} : { 'parent id': row.parentId }),
    ...(row.traceId === '' ? {} : { 'trace id': row.traceId }),
    ...(record['source'] === undefined ? {} : { source: record['source'] }),
    ...(record['project'] === undefined ? {} : { project: record['project'] }),
    format: row.format === 'v1' ? 'v1 event' : 'model event',
  };
  return (
    <>
      <Group title="Ids" facts={ids} />
      <Group title="User" facts={user} />
      <Group title="Feedback" facts={feedback} />
      <Group title="Metrics" facts={metrics} />
      <Group title="Metadata" facts={metadata} />
    </>
  );
}

const Group = ({ title, facts }: { readonly title: string; readonly facts: JsonObject }) =>
  isEmpty(facts) ? null : (
    <section class="section">
      <h3>{title}</h3>
      <FactTable facts={facts} />
    </section>
  );
