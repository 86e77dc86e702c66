import type { Route } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Pack, SendState, StateSection } from './StateSection';

/** Sends the whole list of routes whenever one of them changed. */
export class RoutePublisher implements StateSection {
  private sent: { routes: readonly Route[]; complete: boolean } | undefined;

  constructor(
    private readonly read: {
      /** `undefined` while they are not known; the same array while they are the same. */
      routes: () => readonly Route[] | undefined;
      routesAreComplete: () => boolean;
    },
    /** The newest generation of either side. */
    private generation: number,
  ) {}

  reset(): void {
    this.sent = undefined;
  }

  async publish(send: SendState, pack: Pack): Promise<void> {
    const routes = this.read.routes();
    const complete = this.read.routesAreComplete();
    const isSent =
      routes === this.sent?.routes && complete === this.sent?.complete;
    if (!routes || isSent) return;
    this.sent = { routes, complete };
    this.generation += 1;
    const pieces = pack(routes);
    if (pieces.length === 0 && complete) pieces.push([]);
    try {
      for (const [index, upserts] of pieces.entries()) {
        const isLast = index === pieces.length - 1;
        await send({
          routes: {
            generation: this.generation,
            complete: complete && isLast,
            upserts,
          },
        });
      }
    } catch (error) {
      this.sent = undefined;
      throw error;
    }
  }
}
