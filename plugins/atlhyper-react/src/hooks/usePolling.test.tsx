import { act, renderHook, waitFor } from '@testing-library/react';
import { usePolling } from './usePolling';

describe('usePolling', () => {
  it('asks again after the interval and stops when it is gone', async () => {
    jest.useFakeTimers();
    const load = jest.fn().mockResolvedValue('answer');
    const { result, unmount } = renderHook(() =>
      usePolling(load, { key: 'k', intervalMs: 1000 }),
    );
    expect(result.current.loading).toBe(true);
    await act(async () => {});
    expect(result.current).toMatchObject({ value: 'answer', loading: false });
    await act(async () => {
      await jest.advanceTimersByTimeAsync(1000);
    });
    expect(load).toHaveBeenCalledTimes(2);
    unmount();
    await jest.advanceTimersByTimeAsync(5000);
    expect(load).toHaveBeenCalledTimes(2);
    expect(load.mock.calls[1][0].aborted).toBe(true);
    jest.useRealTimers();
  });

  it('asks one question at a time, however often the page is hidden and shown', async () => {
    const answers: (() => void)[] = [];
    const load = jest.fn(
      () => new Promise<void>(resolve => answers.push(resolve)),
    );
    renderHook(() => usePolling(load, { key: 'k', intervalMs: 60_000 }));
    document.dispatchEvent(new Event('visibilitychange'));
    document.dispatchEvent(new Event('visibilitychange'));
    expect(load).toHaveBeenCalledTimes(1);
    await act(async () => answers[0]());
    document.dispatchEvent(new Event('visibilitychange'));
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('keeps the last answer beside the error of a later attempt', async () => {
    const load = jest
      .fn()
      .mockResolvedValueOnce(1)
      .mockRejectedValueOnce(new Error('gone'));
    const { result } = renderHook(() =>
      usePolling(load, { key: 'k', intervalMs: 60_000 }),
    );
    await waitFor(() => expect(result.current.value).toBe(1));
    act(() => result.current.refresh());
    await waitFor(() => expect(result.current.error?.message).toBe('gone'));
    expect(result.current).toMatchObject({ value: 1, loading: false });
  });

  it('gives up on an answer that does not come, and asks again', async () => {
    jest.useFakeTimers();
    const load = jest
      .fn()
      .mockResolvedValueOnce(1)
      .mockReturnValueOnce(new Promise(() => {}))
      .mockResolvedValueOnce(2);
    const { result, unmount } = renderHook(() =>
      usePolling(load, { key: 'k', intervalMs: 1000 }),
    );
    await act(() => jest.advanceTimersByTimeAsync(1000));
    await act(() => jest.advanceTimersByTimeAsync(30_000));
    expect(result.current).toMatchObject({
      value: 1,
      error: { message: 'No answer within 30 s' },
    });
    expect(load.mock.calls[1][0].aborted).toBe(true);
    await act(() => jest.advanceTimersByTimeAsync(1000));
    expect(result.current).toMatchObject({ value: 2, error: undefined });
    unmount();
    jest.useRealTimers();
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
    const { unmount } = renderHook(() =>
      usePolling(load, { key: 'k', intervalMs: 1000, wake }),
    );
    await act(async () => {});
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
    jest.useRealTimers();
  });

  it('asks no more often than without news, however many there are', async () => {
    jest.useFakeTimers();
    const load = jest.fn().mockResolvedValue('answer');
    const listeners: (() => void)[] = [];
    const wake = (onNew: () => void) => {
      listeners.push(onNew);
      return () => {};
    };
    const { unmount } = renderHook(() =>
      usePolling(load, { key: 'k', intervalMs: 1000, wake }),
    );
    await act(async () => {});
    for (let i = 0; i < 100; i++) {
      await act(async () => listeners[0]());
      await act(() => jest.advanceTimersByTimeAsync(100));
    }
    // The first, and one per second.
    expect(load.mock.calls.length).toBeGreaterThanOrEqual(10);
    expect(load.mock.calls.length).toBeLessThanOrEqual(12);
    unmount();
    jest.useRealTimers();
  });

  it('asks once more if it is woken while an answer is awaited', async () => {
    const answers: (() => void)[] = [];
    const load = jest.fn(
      () => new Promise<void>(resolve => answers.push(resolve)),
    );
    let wakeUp = () => {};
    const wake = (onNew: () => void) => {
      wakeUp = onNew;
      return () => {};
    };
    renderHook(() => usePolling(load, { key: 'k', intervalMs: 60_000, wake }));
    act(() => {
      wakeUp();
      wakeUp();
    });
    expect(load).toHaveBeenCalledTimes(1);
    await act(async () => answers[0]());
    expect(load).toHaveBeenCalledTimes(2);
    await act(async () => answers[1]());
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('does not show the answer to another question', async () => {
    const { result, rerender } = renderHook(
      ({ key }) => usePolling(async () => key, { key, intervalMs: 60_000 }),
      { initialProps: { key: 'a' } },
    );
    await waitFor(() => expect(result.current.value).toBe('a'));
    rerender({ key: 'b' });
    expect(result.current).toMatchObject({ value: undefined, loading: true });
    await waitFor(() => expect(result.current.value).toBe('b'));
  });
});
