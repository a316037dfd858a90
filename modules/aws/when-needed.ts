import type { TerraformElement } from "cdktf";

/**
 * An element that is written only when it is needed, which is known when the stack is written: what it depends on may
 * still change after the element is made. Nothing that is always written may refer to it.
 */
export function whenNeeded<T extends TerraformElement>(element: T, needed: () => boolean): T {
  const write = element.toTerraform.bind(element);
  element.toTerraform = (): unknown => (needed() ? write() : {});
  return element;
}
