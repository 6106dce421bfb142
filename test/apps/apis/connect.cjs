// All hosts on one loopback port, by whatever client they are connected to: the SDKs keep the addresses that they have by default.
const net = require('node:net');

const { connect } = net.Socket.prototype;
const isLoopback = (host) => host === undefined || /^(?:localhost|127\.|::1)/.test(host);

net.Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  const { host, path } = options ?? {};
  // Whom a certificate has to name is known by then.
  if (!path && !isLoopback(host)) Object.assign(options, { host: '127.0.0.1', port: process.env.STAND_IN });
  return connect.apply(this, args);
};
