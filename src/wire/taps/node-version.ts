/** Of the Node that runs: which channels it publishes depends on it. */
export const [nodeMajor = 0, nodeMinor = 0] = process.versions.node.split('.').map(Number);
