import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 5_000 });

// happy-dom lays nothing out: give what scrolls a size, so that virtual lists have rows.
for (const [name, size] of Object.entries({
  clientHeight: 600,
  offsetHeight: 600,
  clientWidth: 800,
  offsetWidth: 800,
})) {
  Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => size });
}

beforeEach(() => localStorage.clear());
afterEach(cleanup);
