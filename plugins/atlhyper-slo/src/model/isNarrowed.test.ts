import { isNarrowed } from './isNarrowed';

it.each([
  [undefined, false],
  [['shop.example.com'], false],
  [['Shop.example.com'], false],
  [['*.example.com'], false],
  [['shop.example.com/api'], true],
  [['shop.example.com/api', 'shop.example.com'], false],
  [['*.example.com/api', 'id.example.com'], true],
])('tells whether %j holds only paths of the domain', (claimed, narrowed) => {
  expect(isNarrowed('shop.example.com', claimed)).toBe(narrowed);
});
