/**
 * The places of numbers in their order; equals stay in the order in which they are, whichever way it goes. A number and its
 * place are made one number each, which are sorted without calling back: several times faster for thousands.
 */
export function ordered(values: readonly number[], descending: boolean): readonly number[] {
  const count = values.length;
  const sign = descending ? -1 : 1;
  const packed = Float64Array.from(values, (value, place) => sign * value * count + place);
  const isExact = values.every(
    (value) => Number.isInteger(value) && Math.abs(value) < Number.MAX_SAFE_INTEGER / count - 1,
  );
  if (isExact) return Array.from(packed.sort(), (one) => ((one % count) + count) % count);
  return values.map((_, place) => place).sort((a, b) => sign * ((values[a] as number) - (values[b] as number)));
}
