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
    let timer: NodeJS.Timeout | undefined;
    const end = (rttMs: number | undefined) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(rttMs);
    };
    timer = setTimeout(() => end(undefined), timeoutMs);
    socket.once('connect', () => end(performance.now() - startMs));
    // Also after the end: a reset that comes late has nobody else to hear it.
    socket.on('error', () => end(undefined));
  });
}
