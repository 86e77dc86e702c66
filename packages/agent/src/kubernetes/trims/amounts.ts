import { parseQuantity } from '@atlhyper/core';
import type { Amounts } from '@atlhyper/backstage-plugin-atlhyper-common';
import { asNumber, asObject, asText } from '../KubeObject';

const MAX_NAME = 317;

/** Quantities by resource as numbers: cores, bytes, pieces. What is no quantity is left out. */
export function amountsOf(quantities: unknown): Amounts {
  return Object.fromEntries(
    Object.entries(asObject(quantities)).flatMap(([name, quantity]) => {
      // A quantity that was written as a number stays one in custom resources and old objects.
      const amount = parseQuantity(
        asText(quantity) ?? String(asNumber(quantity) ?? ''),
      );
      return amount === undefined || name.length > MAX_NAME
        ? []
        : [[name, amount]];
    }),
  );
}

/** The same, or `undefined` where nothing is given. */
export function amountsIfAny(quantities: unknown): Amounts | undefined {
  const amounts = amountsOf(quantities);
  return Object.keys(amounts).length > 0 ? amounts : undefined;
}

/** The greatest of each resource, or `undefined` where nothing is given. */
export function greatestAmounts(
  quantities: readonly unknown[],
): Amounts | undefined {
  const greatest: Amounts = {};
  for (const [name, amount] of quantities
    .map(amountsOf)
    .flatMap(amounts => Object.entries(amounts))) {
    greatest[name] = Math.max(amount, greatest[name] ?? 0);
  }
  return Object.keys(greatest).length > 0 ? greatest : undefined;
}
