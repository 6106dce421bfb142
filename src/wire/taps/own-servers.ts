/** Servers of this package in a process of an app, whose requests are none of the app's. */
const servers = new WeakSet<object>();

export const leaveAlone = (server: object): void => void servers.add(server);

export const isOwnServer = (server: object | undefined): boolean => server !== undefined && servers.has(server);
