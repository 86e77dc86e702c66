import { connect } from 'node:net';

/**
 * Milliseconds that a TCP connection takes to be made; `undefined` if it is not made in time, or
 * refused. The connection is ended at once.
 */
export function connectOnce(
  target: { address: string; port: number },
  timeoutMs: number,
): Promise<number | undefined> {
  return new Promise(resolve => {
    const startMs = performance.now();
    const socket = connect({ host: target.address, port: target.port });
    const end = (rttMs: number | undefined) => {
      socket.destroy();
      resolve(rttMs);
    };
    const timer = setTimeout(() => end(undefined), timeoutMs);
    socket.once('close', () => clearTimeout(timer));
    socket.once('connect', () => end(performance.now() - startMs));
    // Also after the end: a reset that comes late has nobody else to hear it.
    socket.on('error', () => end(undefined));
  });
}
