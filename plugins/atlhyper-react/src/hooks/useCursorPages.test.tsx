import { act, renderHook } from '@testing-library/react';
import { MemoryRouter, useLocation } from 'react-router-dom';
import type { ReactNode } from 'react';
import { useCursorPages } from './useCursorPages';

const renderPages = (address = '/', asked = 'pods') =>
  renderHook(
    ({ question }) => ({
      ...useCursorPages(question),
      search: useLocation().search,
    }),
    {
      initialProps: { question: asked },
      wrapper: (props: { children: ReactNode }) => (
        <MemoryRouter initialEntries={[address]}>{props.children}</MemoryRouter>
      ),
    },
  );

describe('useCursorPages', () => {
  it('goes forth and back, and begins anew with another question', () => {
    const { result, rerender } = renderPages();
    expect(result.current).toMatchObject({ page: 1, cursor: undefined });
    expect(result.current.previous).toBeUndefined();
    act(() => result.current.next('a'));
    act(() => result.current.next('b'));
    expect(result.current).toMatchObject({ page: 3, cursor: 'b' });
    expect(result.current.search).toMatch(/^\?cursor=\w+\.b&page=3$/);
    act(() => result.current.previous!());
    expect(result.current).toMatchObject({ page: 2, cursor: 'a' });
    rerender({ question: 'nodes' });
    expect(result.current).toMatchObject({ page: 1, cursor: undefined });
    expect(result.current.search).toBe('');
    act(() => result.current.next('c'));
    act(() => result.current.previous!());
    expect(result.current).toMatchObject({ page: 1, search: '' });
  });

  it('opens the page of a link, from which the first is one step back', () => {
    const sent = renderPages();
    for (const cursor of 'abcdef') act(() => sent.result.current.next(cursor));
    const { search } = sent.result.current;
    const { result } = renderPages(`/${search}`);
    expect(result.current).toMatchObject({ page: 7, cursor: 'f' });
    act(() => result.current.previous!());
    expect(result.current).toMatchObject({ page: 1, cursor: undefined });
  });

  it('takes no cursor from the address that another list has left there', () => {
    const left = renderPages();
    act(() => left.result.current.next('a'));
    const { search } = left.result.current;
    for (const [address, question] of [
      [`/${search}`, 'nodes'],
      ['/?cursor=a&page=2', 'pods'],
    ]) {
      const { result } = renderPages(address, question);
      expect(result.current).toMatchObject({ page: 1, cursor: undefined });
      expect(result.current.search).toBe('');
    }
  });
});
