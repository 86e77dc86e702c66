import { act, renderHook } from '@testing-library/react';
import { useCursorPages } from './useCursorPages';

describe('useCursorPages', () => {
  it('goes forth and back, and begins anew with another question', () => {
    const { result, rerender } = renderHook(
      ({ question }) => useCursorPages(question),
      { initialProps: { question: 'pods' } },
    );
    expect(result.current).toMatchObject({ page: 1, cursor: undefined });
    expect(result.current.previous).toBeUndefined();
    act(() => result.current.next('a'));
    act(() => result.current.next('b'));
    expect(result.current).toMatchObject({ page: 3, cursor: 'b' });
    act(() => result.current.previous!());
    expect(result.current).toMatchObject({ page: 2, cursor: 'a' });
    rerender({ question: 'nodes' });
    expect(result.current).toMatchObject({ page: 1, cursor: undefined });
  });
});
