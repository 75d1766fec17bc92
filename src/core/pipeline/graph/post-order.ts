/** Addresses in depth-first post-order from the given starts, so that what is needed comes first. */
export function postOrder(
  starts: readonly string[],
  next: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const order: string[] = [];
  const entered = new Set<string>();
  for (const start of starts) {
    if (entered.has(start)) continue;
    entered.add(start);
    // A stack of our own: a chain of thousands of stages would overflow the call stack.
    const stack = [{ address: start, at: 0 }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const neighbour = next.get(top.address)?.[top.at];
      top.at += 1;
      if (neighbour === undefined) {
        order.push(top.address);
        stack.pop();
      } else if (!entered.has(neighbour)) {
        entered.add(neighbour);
        stack.push({ address: neighbour, at: 0 });
      }
    }
  }
  return order;
}
