// Finds the parts of an element, which the page's HTML must hold.

/** Returns the element that a selector finds, checked to be of a class. */
export function part<T extends Element>(root: ParentNode, selector: string, type: new () => T): T {
  const found = root.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`the page lacks ${selector}`);
  return found;
}
