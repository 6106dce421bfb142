import * as fs from 'node:fs';
import type { Disk } from '../../../src/delivery/spool/disk';

export type Operation = keyof Disk;

/** How a file operation fails. */
export type Fault =
  | {
      readonly code: string /** The system reports a failure of what it has done nevertheless. */;
      readonly isDone?: boolean;
    }
  /** Half of what was asked for is read or written. */
  | 'short';

const disk: Disk = fs;
const failure = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code });

/** Half of a write, or of a read. */
const halfDone = (operation: Operation, args: readonly unknown[]): unknown => {
  if (operation === 'writevSync') {
    const [file, pieces] = args as [number, readonly Buffer[]];
    const all = Buffer.concat(pieces);
    return fs.writeSync(file, all.subarray(0, all.length / 2));
  }
  const [file, buffer, offset, length, position] = args as [number, Buffer, number, number, number];
  return fs.readSync(file, buffer, offset, Math.ceil(length / 2), position);
};

/** `node:fs`, some operations of which fail. The disk itself is not waited for. @param faultOf the fault of an operation */
export function faultyDisk(faultOf: (operation: Operation, ...args: readonly unknown[]) => Fault | undefined): Disk {
  const run = (operation: Operation, args: readonly unknown[]): unknown => {
    const fault = faultOf(operation, ...args);
    const isShort = fault === 'short' && (operation === 'writevSync' || operation === 'readSync');
    if (isShort) return halfDone(operation, args);
    const original = disk[operation] as (...given: readonly unknown[]) => unknown;
    const isSync = operation === 'fsyncSync' || operation === 'fdatasyncSync';
    const isToDo = fault === undefined || fault === 'short' || fault.isDone === true || operation === 'closeSync';
    const result = isToDo && !isSync ? original(...args) : undefined;
    if (fault === undefined || fault === 'short') return result;
    if (operation === 'openSync' && typeof result === 'number') fs.closeSync(result);
    throw failure(fault.code);
  };
  return new Proxy(disk, {
    get:
      (_target, operation) =>
      (...args: readonly unknown[]) =>
        run(operation as Operation, args),
  });
}

/** Lets the k-th operation fail, counted from 1, and counts all. */
export function failingOnce(
  k: number,
  fault: Fault,
): { readonly disk: Disk; readonly operations: () => readonly Operation[] } {
  const operations: Operation[] = [];
  const disk = faultyDisk((operation) => {
    operations.push(operation);
    return operations.length === k ? fault : undefined;
  });
  return { disk, operations: () => operations };
}
