/**
 * What every store that a module brings keeps to, as suites for Jest.
 *
 * @packageDocumentation
 */
export type {
  OpenStore,
  PushTo,
  StoreUnderTest,
} from './contract/StoreUnderTest';
export { eventsContract } from './contract/eventsContract';
export { nodeHistoryContract } from './contract/nodeHistoryContract';
export { samplesContract } from './contract/samplesContract';
