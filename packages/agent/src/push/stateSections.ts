import type {
  NodeSnapshot,
  OpenSessionResponse,
  ResourceKind,
  Route,
  SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { EventBook } from '../events/EventBook';
import { EventPublisher } from '../events/EventPublisher';
import type { ResourceStore } from '../kubernetes/ResourceStore';
import type { Logger } from '../Logger';
import { NodePublisher } from '../nodes/NodePublisher';
import { UsagePublisher, type UsageReader } from '../usage/UsagePublisher';
import { ResourcePublisher } from './ResourcePublisher';
import { RoutePublisher } from './RoutePublisher';
import type { StateSection } from './StateSection';

/** Where the latest state is read from. */
export type StateReaders = {
  resources: ResourceStore;
  /** False while lists are still being read. */
  isSettled: () => boolean;
  /** Kinds of which nothing is known: what the backend holds of them stays. */
  unknownKinds: () => readonly ResourceKind[];
  events: EventBook;
  /** The routes, or `undefined` while they are not known; the same array while they are the same. */
  routes: () => readonly Route[] | undefined;
  /** False while there may be more: what the backend holds beyond them stays. */
  routesAreComplete: () => boolean;
  /** Newest snapshot per node. */
  nodes: () => Iterable<NodeSnapshot>;
  /** What pods and nodes use; absent where it is not collected. */
  usage?: UsageReader;
  sources: () => SourceState[];
};

/** What the wire takes of sources. */
const MAX_SOURCES = 64;

/** The sections of a push, in the order in which they go out. A new one is a new row. */
export function createStateSections(
  read: StateReaders,
  { resourceGeneration }: OpenSessionResponse,
  logger: Logger,
): StateSection[] {
  return [
    new NodePublisher(read.nodes),
    {
      async publish(send) {
        await send({ sources: read.sources().slice(0, MAX_SOURCES) });
      },
    },
    new ResourcePublisher(read, resourceGeneration, id =>
      logger.warn('object is too large to send', {
        kind: id.kind,
        name: `${id.namespace ?? '_'}/${id.name}`,
      }),
    ),
    new EventPublisher(read.events),
    ...(read.usage ? [new UsagePublisher(read.usage)] : []),
    new RoutePublisher(read, resourceGeneration),
  ];
}
