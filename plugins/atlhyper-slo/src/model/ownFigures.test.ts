import { busy, idle } from '../__fixtures__/figures';
import { ownFigures } from './ownFigures';

describe('ownFigures', () => {
  it('takes the zero of what is counted together for unknown', () => {
    expect(ownFigures({ reasons: ['shared'] }, idle)).toEqual({});
    expect(
      ownFigures({ reasons: [], shared_service: 'web@kubernetes' }, idle),
    ).toEqual({});
  });

  it('keeps the zero of what nobody asked', () => {
    expect(ownFigures({ reasons: ['no_requests'] }, idle)).toBe(idle);
    expect(ownFigures({ reasons: [] }, busy)).toBe(busy);
  });
});
