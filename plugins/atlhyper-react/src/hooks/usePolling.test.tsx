import type { ReactNode } from 'react';
import { act, renderHook, waitFor } from '@testing-library/react';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { answerWith, atlhyperApiRef } from '../api/atlhyperApi';
import { usePolling, type PollingOptions } from './usePolling';

/** Hooks of one app, which has nothing answered yet. */
function createApp() {
  const api = answerWith({});
  const wrapper = (props: { children: ReactNode }) => (
    <TestApiProvider apis={[[atlhyperApiRef, api]]}>
      {props.children}
    </TestApiProvider>
  );
  return {
    poll: <T,>(
      load: (signal: AbortSignal) => Promise<T>,
      options: PollingOptions & { key: string },
    ) =>
      renderHook(given => usePolling(load, given), {
        wrapper,
        initialProps: options,
      }),
  };
}

const answered = (statusCode: number) =>
  Object.assign(new Error(`Answered ${statusCode}`), { statusCode });

/** Lets what was answered be drawn. */
const settle = () => act(() => jest.advanceTimersByTimeAsync(0));

const showPage = () =>
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));

afterEach(() => jest.useRealTimers());

describe('usePolling', () => {
  it('asks again after the interval and stops when it is gone', async () => {
    jest.useFakeTimers();
    const load = jest.fn().mockResolvedValue('answer');
    const { result, unmount } = createApp().poll(load, {
      key: 'k',
      intervalMs: 1000,
    });
    expect(result.current.loading).toBe(true);
    await settle();
    expect(result.current).toMatchObject({ value: 'answer', loading: false });
    await act(async () => {
      await jest.advanceTimersByTimeAsync(1000);
    });
    expect(load).toHaveBeenCalledTimes(2);
    load.mockReturnValue(new Promise(() => {}));
    await act(() => jest.advanceTimersByTimeAsync(1000));
    unmount();
    await jest.advanceTimersByTimeAsync(5000);
    expect(load).toHaveBeenCalledTimes(3);
    expect(load.mock.calls[2][0].aborted).toBe(true);
  });

  it('asks one question at a time, however often the page is hidden and shown', async () => {
    const answers: ((answer: string) => void)[] = [];
    const load = jest.fn(
      () => new Promise<string>(resolve => answers.push(resolve)),
    );
    createApp().poll(load, { key: 'k', intervalMs: 60_000 });
    showPage();
    showPage();
    expect(load).toHaveBeenCalledTimes(1);
    await act(async () => answers[0]('answer'));
    showPage();
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('keeps the last answer beside the error of a later attempt', async () => {
    const load = jest
      .fn()
      .mockResolvedValueOnce(1)
      .mockRejectedValueOnce(new Error('gone'));
    const { result } = createApp().poll(load, { key: 'k', intervalMs: 60_000 });
    await waitFor(() => expect(result.current.value).toBe(1));
    act(() => result.current.refresh());
    await waitFor(() => expect(result.current.error?.message).toBe('gone'));
    expect(result.current).toMatchObject({ value: 1, loading: false });
  });

  it('shows no more what the reader may not see any more', async () => {
    const load = jest
      .fn()
      .mockResolvedValueOnce(1)
      .mockRejectedValueOnce(answered(403));
    const { result } = createApp().poll(load, { key: 'k', intervalMs: 60_000 });
    await waitFor(() => expect(result.current.value).toBe(1));
    act(() => result.current.refresh());
    await waitFor(() => expect(result.current.error).toBeDefined());
    expect(result.current).toMatchObject({ value: undefined, loading: false });
  });

  it('gives up on an answer that does not come, and asks again', async () => {
    jest.useFakeTimers();
    const load = jest
      .fn()
      .mockResolvedValueOnce(1)
      .mockReturnValueOnce(new Promise(() => {}))
      .mockResolvedValueOnce(2);
    const { result, unmount } = createApp().poll(load, {
      key: 'k',
      intervalMs: 1000,
    });
    await act(() => jest.advanceTimersByTimeAsync(1001));
    await act(() => jest.advanceTimersByTimeAsync(30_000));
    expect(result.current).toMatchObject({
      value: 1,
      error: { message: 'No answer within 30 s' },
    });
    expect(load.mock.calls[1][0].aborted).toBe(true);
    await act(() => jest.advanceTimersByTimeAsync(1000));
    expect(result.current).toMatchObject({ value: 2, error: undefined });
    unmount();
  });

  it('asks when it is woken, and by itself less often as long as it is', async () => {
    jest.useFakeTimers();
    const load = jest.fn().mockResolvedValue('answer');
    let wakeUp = () => {};
    const sleep = jest.fn();
    const wake = (onNew: () => void) => {
      wakeUp = onNew;
      return sleep;
    };
    const { unmount } = createApp().poll(load, {
      key: 'k',
      intervalMs: 1000,
      wake,
    });
    await settle();
    await act(() => jest.advanceTimersByTimeAsync(1000));
    expect(load).toHaveBeenCalledTimes(2);
    await act(async () => wakeUp());
    expect(load).toHaveBeenCalledTimes(3);
    await act(() => jest.advanceTimersByTimeAsync(5999));
    expect(load).toHaveBeenCalledTimes(3);
    // No more news: back to the usual interval after one more answer.
    await act(() => jest.advanceTimersByTimeAsync(1));
    await act(() => jest.advanceTimersByTimeAsync(1000));
    expect(load).toHaveBeenCalledTimes(5);
    unmount();
    expect(sleep).toHaveBeenCalledTimes(1);
  });

  it('asks no more often than without news, however many there are', async () => {
    jest.useFakeTimers();
    const load = jest.fn().mockResolvedValue('answer');
    const listeners: (() => void)[] = [];
    const wake = (onNew: () => void) => {
      listeners.push(onNew);
      return () => {};
    };
    const { unmount } = createApp().poll(load, {
      key: 'k',
      intervalMs: 1000,
      wake,
    });
    await settle();
    for (let i = 0; i < 100; i++) {
      await act(async () => listeners[0]());
      await act(() => jest.advanceTimersByTimeAsync(100));
    }
    // The first, and one per second.
    expect(load.mock.calls.length).toBeGreaterThanOrEqual(10);
    expect(load.mock.calls.length).toBeLessThanOrEqual(12);
    unmount();
  });

  it('asks once more after it was woken while an answer was awaited', async () => {
    jest.useFakeTimers();
    const answers: ((answer: string) => void)[] = [];
    const load = jest.fn(
      () => new Promise<string>(resolve => answers.push(resolve)),
    );
    let wakeUp = () => {};
    const wake = (onNew: () => void) => {
      wakeUp = onNew;
      return () => {};
    };
    createApp().poll(load, { key: 'k', intervalMs: 1000, wake });
    act(() => {
      wakeUp();
      wakeUp();
    });
    expect(load).toHaveBeenCalledTimes(1);
    await act(async () => answers[0]('old'));
    await act(() => jest.advanceTimersByTimeAsync(1000));
    expect(load).toHaveBeenCalledTimes(2);
    await act(async () => answers[1]('new'));
    await act(() => jest.advanceTimersByTimeAsync(1000));
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('asks once for all who ask the same, and goes on at the pace of one', async () => {
    jest.useFakeTimers();
    const { poll } = createApp();
    const load = jest.fn().mockResolvedValue('answer');
    const one = poll(load, { key: 'k', intervalMs: 1000 });
    await settle();
    await act(() => jest.advanceTimersByTimeAsync(400));
    const other = poll(load, { key: 'k', intervalMs: 1000 });
    expect(other.result.current.value).toBe('answer');
    await act(() => jest.advanceTimersByTimeAsync(3000));
    expect(load.mock.calls.length).toBeLessThanOrEqual(4);
    expect(one.result.current.value).toBe('answer');
  });

  it.each([
    ['where there is no connection', new TypeError('Failed to fetch'), 2],
    ['while the backend starts', answered(503), 2],
    ['where it is refused', answered(403), 1],
    ['where the backend failed', answered(500), 1],
  ])('asks again at once %s, or not', async (_, error, calls) => {
    jest.useFakeTimers();
    const load = jest.fn().mockRejectedValue(error);
    const { result } = createApp().poll(load, {
      key: 'k',
      intervalMs: 60_000,
    });
    await act(() => jest.advanceTimersByTimeAsync(5_000));
    expect(load).toHaveBeenCalledTimes(calls);
    expect(result.current).toMatchObject({ error, loading: false });
  });

  it('may show the answer to the question before, and says so', async () => {
    const { result, rerender } = createApp().poll(
      async () => new Promise(resolve => setTimeout(resolve, 20, 'answer')),
      { key: 'a', intervalMs: 60_000, keepsPrevious: true },
    );
    await waitFor(() => expect(result.current.value).toBe('answer'));
    expect(result.current.isPrevious).toBe(false);
    rerender({ key: 'b', intervalMs: 60_000, keepsPrevious: true });
    expect(result.current).toMatchObject({ value: 'answer', isPrevious: true });
    await waitFor(() => expect(result.current.isPrevious).toBe(false));
  });

  it('does not show the answer to another question', async () => {
    let answer = 'a';
    const { result, rerender } = createApp().poll(async () => answer, {
      key: 'a',
      intervalMs: 60_000,
    });
    await waitFor(() => expect(result.current.value).toBe('a'));
    answer = 'b';
    rerender({ key: 'b', intervalMs: 60_000 });
    expect(result.current).toMatchObject({ value: undefined, loading: true });
    await waitFor(() => expect(result.current.value).toBe('b'));
  });
});
