import type { JsonObject } from '../../json/json';
import { object, text } from '../json';
import { totals } from './call-lines';
import { counted } from './figures';
import { type Branch, forestOf } from './forest';
import { dim, type Line } from './line';
import { traceLines } from './render';
import type { ShownEvent } from './shown-event';

/** A line of a tree, and when that began, in milliseconds since the epoch. */
export interface TimedLine {
  readonly line: Line;
  readonly at: number | undefined;
}

/** A session as it is drawn. */
export interface ShownSession {
  readonly id: string | undefined;
  /** What it was started with; `undefined` if it was not, or not yet. */
  readonly start: JsonObject | undefined;
  /** All that is known of it, in the order in which the events began. */
  readonly events: readonly ShownEvent[];
  /** What has been drawn before: it is not repeated, but for the names of those that something new stands below. */
  readonly drawn: ReadonlySet<string>;
}

/**
 * The lines of a session: its name and user, and below that chains, tools and calls as they stand in each other. Calls of a session
 * that was never started, with nothing around them, stand below their traces.
 *
 * @param columns what there is for the branches: deep trees in narrow terminals are indented by less
 */
export function sessionLines(session: ShownSession, columns: number): readonly TimedLine[] {
  const { id, start, events, drawn } = session;
  const added = events.filter((event) => !drawn.has(event.id));
  const calls = added.filter(({ isCall }) => isCall).map(({ event }) => event);
  if (start === undefined && events.every((event) => event.isCall && event.parentId === undefined)) {
    return traceLines(id, calls).map((line) => ({ line, at: undefined }));
  }
  const steps = added.length - calls.length;
  const figures = [
    ...(calls.length > 0 ? [counted(calls.length, 'call')] : []),
    ...(steps > 0 ? [counted(steps, 'step')] : []),
    ...(calls.length > 0 ? [totals(added.map(({ event }) => event))] : []),
  ];
  const heading = [
    ...nameOf(id, start),
    ...(drawn.size > 0 ? [dim(', continued')] : []),
    dim(figures.map((figure) => ` · ${figure}`).join('')),
  ];
  const branches = forestOf(events).flatMap((branch) => pruned(branch, drawn));
  const guides = depthOf(branches) * wideGuides.branch.length <= columns / 2 ? wideGuides : slimGuides;
  return [{ line: heading, at: undefined }, ...branchLines(branches, guides, '')];
}

/** The name and the user of a session; its id, as long as it has no name. */
export function nameOf(id: string | undefined, start: JsonObject | undefined): Line {
  const name = text(start?.['session_name']) ?? id;
  const user = userOf(object(start?.['user_properties']));
  return [
    { text: name === undefined ? 'no session' : `session ${name}`, style: 'bold' },
    ...(user === undefined ? [] : [{ text: ` · ${user}` }]),
  ];
}

const userOf = (properties: JsonObject): string | undefined =>
  ['user_id', 'id', 'email', 'name'].map((name) => text(properties[name])).find((found) => found !== undefined);

/** A branch as it is drawn: of what was drawn before only the names, where something new stands below. */
interface DrawnBranch {
  readonly lines: readonly Line[];
  readonly at: number | undefined;
  readonly branches: readonly DrawnBranch[];
}

function pruned({ event, branches }: Branch, drawn: ReadonlySet<string>): readonly DrawnBranch[] {
  const below = branches.flatMap((branch) => pruned(branch, drawn));
  if (event === undefined) {
    return below.length === 0
      ? []
      : [{ lines: [[dim('a parent that has not arrived')]], at: undefined, branches: below }];
  }
  const at = isDate(event.event.start_time) ? event.event.start_time : undefined;
  if (drawn.has(event.id)) return below.length === 0 ? [] : [{ lines: [[dim(event.name)]], at, branches: below }];
  const hidden = branches.length - below.length;
  const [head = [], ...lines] = event.lines;
  const note = hidden > 0 ? [dim(` · ${hidden} below it shown before`)] : [];
  return [{ lines: [[...head, ...note], ...lines], at, branches: below }];
}

/** Absent times are read as 0, and any number is a time to the endpoint. */
const isDate = (ms: number): boolean => ms > 0 && !Number.isNaN(new Date(ms).getTime());

const depthOf = (branches: readonly DrawnBranch[]): number =>
  branches.reduce((deepest, branch) => Math.max(deepest, 1 + depthOf(branch.branches)), 0);

const wideGuides = { branch: '├─ ', last: '└─ ', on: '│  ', none: '   ' };
const slimGuides = { branch: '├', last: '└', on: '│', none: ' ' };

function branchLines(
  branches: readonly DrawnBranch[],
  guides: typeof wideGuides,
  prefix: string,
): readonly TimedLine[] {
  return branches.flatMap(({ lines, at, branches: below }, index) => {
    const isLast = index === branches.length - 1;
    const first = prefix + (isLast ? guides.last : guides.branch);
    const others = prefix + (isLast ? guides.none : guides.on);
    // What stands below goes on beside the texts of a call.
    const beside = below.length === 0 ? others : others + guides.on;
    return [
      ...lines.map((line, row) => ({
        line: [dim(row === 0 ? first : beside), ...line],
        at: row === 0 ? at : undefined,
      })),
      ...branchLines(below, guides, others),
    ];
  });
}
