import { useMemo } from 'react';
import { useApiHolder } from '@backstage/frontend-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  signalChannel,
  type AtlhyperSignal,
  type SignalTopic,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Wake } from './usePolling';

/**
 * Wakes a poll when the backend says that something of the topic changed, in the given cluster or
 * in any. `undefined` in an app without the signals plugin: then polling goes on as it does.
 */
export function useSignalWake(
  topic: SignalTopic,
  cluster?: string,
): Wake | undefined {
  const signals = useApiHolder().get(signalApiRef);
  return useMemo(
    () =>
      signals &&
      (onNew => {
        const subscription = signals.subscribe<AtlhyperSignal>(
          signalChannel(topic),
          signal => {
            if (cluster === undefined || signal.cluster === cluster) {
              onNew();
            }
          },
        );
        return () => subscription.unsubscribe();
      }),
    [signals, topic, cluster],
  );
}
