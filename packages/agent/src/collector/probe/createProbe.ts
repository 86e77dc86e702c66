import type { Clock } from '../../Clock';
import { ProbeListener } from './ProbeListener';
import { Prober, type ProbeResult } from './Prober';
import { isLoopbackAddress, isNodeAddress, readPeers } from './readPeers';

/** What a collector tells of its probe with every post. */
export type ProbeReport = {
  address: string;
  port: number;
  results: readonly ProbeResult[];
};

/** The probe of a collector: it listens for others, and asks whom the agent names. */
export type Probe = {
  /** `undefined` while its own address is not known. */
  report(): ProbeReport | undefined;
  /** Takes the agent's answer to a post, and the address that the post was sent from. */
  take(answer: string, localAddress: string | undefined): void;
  run(signal: AbortSignal): Promise<void>;
};

export async function createProbe(options: {
  port: number;
  /** Where others reach it; else the address that it reaches the agent from. */
  address?: string;
  isAllowed?: (address: string) => boolean;
  clock?: Clock;
}): Promise<Probe> {
  const listener = new ProbeListener();
  const port = await listener.listen(options.port);
  const prober = new Prober(options.clock);
  let { address } = options;
  // Several collectors on one machine, as an operator may set them up to try probing out.
  const isLoopback = address !== undefined && isLoopbackAddress(address);
  const isAllowed =
    options.isAllowed ?? (isLoopback ? isLoopbackAddress : isNodeAddress);
  return {
    report: () =>
      address === undefined
        ? undefined
        : { address, port, results: prober.results },
    take(answer, localAddress) {
      address ??= localAddress?.replace(/^::ffff:/, '');
      prober.peers = readPeers(answer, isAllowed);
    },
    async run(signal) {
      await prober.run(signal);
      await listener.close();
    },
  };
}
