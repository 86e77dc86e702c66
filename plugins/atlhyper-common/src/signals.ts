/** What a signal may say has changed. */
export const SIGNAL_TOPICS = ['nodes'] as const;
export type SignalTopic = (typeof SIGNAL_TOPICS)[number];

/** A signal: that something changed in a cluster, never what. Whoever hears it asks the API. */
export type AtlhyperSignal = {
  topic: SignalTopic;
  cluster: string;
  /** Rises with every change. */
  version: number;
};

/** Name of the channel that signals of a topic go through. */
export function signalChannel(topic: SignalTopic): string {
  return `atlhyper:${topic}`;
}
