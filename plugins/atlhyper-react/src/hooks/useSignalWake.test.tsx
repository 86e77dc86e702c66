import { renderHook } from '@testing-library/react';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import type { ReactNode } from 'react';
import { useSignalWake } from './useSignalWake';

describe('useSignalWake', () => {
  it('is woken by signals of its cluster only, until it ends', () => {
    const unsubscribe = jest.fn();
    const subscribe = jest.fn((_channel, _onMessage) => ({ unsubscribe }));
    const { result } = renderHook(() => useSignalWake('nodes', 'east-1'), {
      wrapper: (props: { children: ReactNode }) => (
        <TestApiProvider apis={[[signalApiRef, { subscribe }]]}>
          {props.children}
        </TestApiProvider>
      ),
    });
    const onNew = jest.fn();
    const end = result.current!(onNew);
    const [channel, send] = subscribe.mock.calls[0];
    expect(channel).toBe('atlhyper:nodes');
    send({ topic: 'nodes', cluster: 'west-1', version: 1 });
    expect(onNew).not.toHaveBeenCalled();
    send({ topic: 'nodes', cluster: 'east-1', version: 2 });
    expect(onNew).toHaveBeenCalledTimes(1);
    end();
    expect(unsubscribe).toHaveBeenCalledTimes(1);
  });

  it('leaves an app without signals to polling', () => {
    const { result } = renderHook(() => useSignalWake('nodes'), {
      wrapper: (props: { children: ReactNode }) => (
        <TestApiProvider apis={[]}>{props.children}</TestApiProvider>
      ),
    });
    expect(result.current).toBeUndefined();
  });
});
